// The description of the API (OpenAPI), out of the operations that its routes are made from.
import { z } from 'zod';
import { PROBLEMS, type ProblemSlug } from '../http/problem.ts';
import { type AnyOperation } from './operation.ts';

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
      schemas: { Problem: PROBLEM },
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
      200: { description: summary, content: { 'application/json': { schema: toSchema(answer) } } },
      ...problems(),
    },
  };
}

const CSRF_HEADER = { name: 'csrf-token', in: 'header', required: true, schema: { type: 'string' } } as const;

/** Inlined: a reference inside it would be resolved against the whole description; so would its dialect. */
function toSchema(schema: z.ZodType) {
  return {
    ...z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' }),
    $schema: undefined,
  };
}

/** Several problems of one status share its answer; `type` tells them apart. */
function problems(): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(REFUSALS.map((slug) => PROBLEMS[slug].status))].map((status) => [
      status,
      {
        description: REFUSALS.filter((slug) => PROBLEMS[slug].status === status)
          .map((slug) => `${PROBLEMS[slug].title} (\`/problems/${slug}\`)`)
          .join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'errors'],
  properties: {
    type: { enum: Object.keys(PROBLEMS).map((slug) => `/problems/${slug}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: { type: 'array' },
  },
} as const;

const ANY = { 200: { description: 'The answer.', content: { 'application/json': {} } } } as const;
const OWN_PATHS = {
  '/api/session': { get: { summary: 'Who is signed in, and the token for changes.', responses: ANY } },
  '/api/practices': { get: { summary: 'The practices that one may see.', responses: ANY } },
  '/api/openapi.json': { get: { summary: 'This description.', security: [], responses: ANY } },
} as const;
