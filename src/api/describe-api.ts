// The description of the API (OpenAPI), out of the operations that its routes are made from.
import { z } from 'zod';
import { describeProblems, PROBLEM_SCHEMA } from '../http/openapi.ts';
import { type ProblemSlug } from '../http/problem.ts';
import { type AnyOperation } from './operation.ts';
import * as shapes from './shapes.ts';

export const BASE = '/api/practices/:practice';

const REFUSALS: readonly ProblemSlug[] = [
  ...(['invalid-request', 'not-signed-in', 'no-right', 'no-token', 'cross-site', 'not-found'] as const),
  ...(['cannot-be-done', 'internal-error'] as const),
];

export function describeApi(operations: readonly AnyOperation[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = `${BASE}${operation.path}`.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Koppel, for the people of a practice',
      version: '1',
      description:
        'The answers that the pages give, with the same rights. Sign in at /sign-in: the session cookie goes with every ' +
        'call. A call that changes something also needs the header `csrf-token`, with what /api/session tells.',
    },
    paths: { ...paths, ...OWN_PATHS },
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'koppel-session' } },
      schemas: { Problem: PROBLEM_SCHEMA },
    },
    security: [{ session: [] }],
  };
}

function describeOperation({ method, path, summary, right, params, query, body, answer }: AnyOperation) {
  const all = z.toJSONSchema(z.object({ practice: z.string() }), { io: 'input' });
  const inPath = { ...all.properties, ...toSchema(params).properties };
  return {
    summary,
    ...(right === null ? {} : { description: `Needs the right \`${right}\`.` }),
    operationId: `${method.toLowerCase()}${path.replace(/[^a-z]+(\w)/gi, (_all, letter: string) => letter.toUpperCase())}`,
    parameters: [
      ...Object.entries(inPath).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
      ...Object.entries(toSchema(query).properties ?? {}).map(([name, schema]) => ({
        ...{ name, in: 'query', schema },
        required: toSchema(query).required?.includes(name) === true,
      })),
      ...(method === 'GET' ? [] : [CSRF_HEADER]),
    ],
    ...(method === 'GET'
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: toSchema(body) } } } }),
    responses: {
      200: describeAnswer(summary, answer),
      ...describeProblems(REFUSALS),
    },
  };
}

const CSRF_HEADER = { name: 'csrf-token', in: 'header', required: true, schema: { type: 'string' } } as const;

/** Inlined: a reference inside it would be resolved against the whole description; so would its dialect. */
function toSchema(schema: z.ZodType) {
  return { ...z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), $schema: undefined };
}

function describeAnswer(description: string, answer: z.ZodType) {
  const schema = { ...z.toJSONSchema(answer, { reused: 'inline' }), $schema: undefined };
  return { description, content: { 'application/json': { schema } } };
}

const OWN_PATHS = {
  '/api/session': { get: ownOperation('Who is signed in, and the token for changes.', shapes.session) },
  '/api/practices': { get: ownOperation('The practices that one may see.', shapes.practices) },
  '/api/openapi.json': {
    get: {
      summary: 'This description.',
      security: [],
      responses: { 200: describeAnswer('OpenAPI 3.1.', z.looseObject({ openapi: z.string() })) },
    },
  },
} as const;

function ownOperation(summary: string, answer: z.ZodType) {
  const problems = describeProblems(['not-signed-in', 'no-right', 'internal-error']);
  return { summary, responses: { 200: describeAnswer(summary, answer), ...problems } };
}
