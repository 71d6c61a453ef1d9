// The assumed calls of a portal as its assumed-api.json describes them, and calls held against that.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { z } from 'zod';
import type { Answered } from './http-answer.ts';

const contentSchema = z.object({ 'application/json': z.object({ schema: z.looseObject({}) }) });
const responseSchema = z.object({ content: contentSchema.optional() });
const operationSchema = z.object({
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.union([z.object({ $ref: z.string() }), responseSchema])),
});
const apiSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ responses: z.record(z.string(), responseSchema) }),
});

/** Calls are named `GET /accounts/{account}` in the description, and `GET /accounts/a@example.nl?x=y` where they are made. */
export function readAssumedApi(portal: string) {
  const file = join(import.meta.dirname, `../../../connectors/${portal}/assumed-api.json`);
  const api = apiSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv2020({ strict: false });
  const holds = (what: string, schema: Readonly<Record<string, unknown>>, value: unknown): void => {
    const validate = ajv.compile({ ...schema, components: api.components });
    expect(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`).to.equal(true);
  };
  const operationOf = (name: string) => {
    const [method = '', path = ''] = name.split('?', 1).join('').split(' ');
    const pattern = Object.keys(api.paths).find((each) =>
      new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    return api.paths[pattern ?? '']?.[method.toLowerCase()];
  };
  return {
    /** Sorted. */
    describedCalls: (): readonly string[] =>
      Object.entries(api.paths)
        .flatMap(([path, operations]) =>
          Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
        )
        .sort(),
    checkAnswer: (name: string, answer: Answered): void => {
      const found = operationOf(name)?.responses[answer.status];
      expect(found, `${name} is described to answer ${answer.status}`).to.exist;
      const refused = found !== undefined && '$ref' in found ? found.$ref.split('/').at(-1) : undefined;
      const response = responseSchema.parse(
        refused === undefined ? found : api.components.responses[refused],
      );
      const schema = response.content?.['application/json'].schema;
      if (schema === undefined) expect(answer.body).to.equal(null);
      else holds(name, schema, answer.body);
    },
    /** A body that was taken is a described one. */
    checkBody: (name: string, body: unknown): void => {
      const schema = operationOf(name)?.requestBody?.content['application/json'].schema;
      if (schema === undefined) expect(body).to.equal(undefined);
      else holds(`the body of ${name}`, schema, body);
    },
  };
}
