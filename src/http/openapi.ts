// GET /openapi.json: the description of the API, its event schemas taken from the ones that check the events.
import { type FastifyInstance } from 'fastify';
import { z, type ZodType } from 'zod';
import { EVENT_EXAMPLES } from './event-examples.ts';
import { type ProblemSlug, PROBLEMS } from './problem.ts';
import { type ServerPorts } from './ports.ts';
import { WEBHOOK_BODY_LIMIT } from './webhook.ts';

export function addOpenApi(app: FastifyInstance, ports: ServerPorts): void {
  const description = describeApi(ports.webhook.dataSchemas);
  app.get('/openapi.json', (_request, reply) => reply.send(description));
}

function describeApi(dataSchemas: DataSchemas): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Koppel',
      version: '1',
      description: 'The way in for practice software, and the probes for those who watch Koppel.',
    },
    paths: {
      '/webhooks/practice/{practice}': { post: webhookOperation() },
      '/webhooks/portal/{practice}/{connection}': { post: portalHookOperation() },
      '/webhooks/source/{practice}': { post: sourceHookOperation(OF_SOFTWARE) },
      '/webhooks/hint/{practice}': { post: sourceHookOperation(OF_ANY_SOFTWARE) },
      '/oauth/callback': { get: callbackOperation() },
      '/health': { get: probe('Does the process answer?', 'Health') },
      '/ready': {
        get: probe('Do the parts that Koppel needs answer?', 'Readiness', ['not-ready']),
      },
      '/metrics': { get: metricsOperation() },
      '/openapi.json': { get: probe('This description.', 'Description') },
    },
    components: {
      schemas: { ...SCHEMAS, PracticeEvent: describeEvents(dataSchemas) },
      securitySchemes: { metricsToken: { type: 'http', scheme: 'bearer' } },
    },
  };
}

type DataSchemas = Readonly<Record<string, ZodType>>;

function describeEvents(dataSchemas: DataSchemas) {
  const events = Object.entries(dataSchemas).map(([type, schema]) => ({
    type: 'object',
    title: type,
    required: ['type', 'data'],
    additionalProperties: false,
    properties: {
      type: { const: type },
      timestamp: { type: ['string', 'null'], description: 'When it changed, if `data.changedAt` is absent.' },
      data: describeData(schema),
    },
  }));
  return { oneOf: events };
}

/** Inlined, because a reference inside it would be resolved against the whole description; so would its dialect. */
function describeData(dataSchema: ZodType) {
  const schema = z.toJSONSchema(dataSchema, { io: 'input', reused: 'inline', unrepresentable: 'any' });
  const links = schema.properties !== undefined && 'links' in schema.properties ? { links: LINKS } : {};
  return { ...schema, $schema: undefined, properties: { ...schema.properties, ...links } };
}

function webhookOperation() {
  return {
    summary: 'A client or a contact person changed in the practice software.',
    description:
      'Signed as Standard Webhooks says: HMAC-SHA256 over `webhook-id.webhook-timestamp.body` as sent, at most ' +
      'five minutes old. An event already known by its id is answered 202 and not stored again; another body under ' +
      'that id is refused. ' +
      `At most ${WEBHOOK_BODY_LIMIT} bytes.`,
    parameters: [
      { name: 'practice', in: 'path', required: true, schema: { type: 'string' } },
      header('webhook-id', 'Unique per event, and the same when it is sent again.', '^[\\x21-\\x7e]{1,200}$'),
      header('webhook-timestamp', 'Seconds since 1970 at which it was sent.', '^[0-9]+$'),
      header('webhook-signature', 'One or more of `v1,<base64>`, separated by spaces.', '^v1,'),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: ref('PracticeEvent'),
          examples: Object.fromEntries(
            Object.entries(EVENT_EXAMPLES).map(([name, value]) => [name, { value }]),
          ),
        },
      },
    },
    responses: {
      202: json('Stored, or known already.', 'Accepted'),
      ...describeProblems([
        'invalid-json',
        'invalid-webhook-id',
        'timestamp-form',
        'clock-off',
        'invalid-signature',
        'webhook-id-taken',
        'payload-too-large',
        'unsupported-media-type',
        'invalid-event',
        'too-many-requests',
        'internal-error',
      ]),
    },
  };
}

function portalHookOperation() {
  return {
    summary: 'A portal says that something happened there.',
    description:
      'Signed as the portal of that connection signs; what it says is not believed, it only makes Koppel look sooner. ' +
      `At most ${WEBHOOK_BODY_LIMIT} bytes.`,
    parameters: ['practice', 'connection'].map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    requestBody: { required: true, content: { 'application/json': { schema: {} } } },
    responses: {
      202: { description: 'Koppel looks.' },
      ...describeProblems([
        'invalid-signature',
        'payload-too-large',
        'unsupported-media-type',
        'too-many-requests',
        'internal-error',
      ]),
    },
  };
}

const OF_SOFTWARE =
  'The practice software that is read says, signed in its own form, that something changed.';
const OF_ANY_SOFTWARE =
  'Software of any kind says that something changed: with a shared secret or an HMAC of the body in a header, as `koppel source hint` sets it.';

function sourceHookOperation(summary: string) {
  return {
    summary,
    description: `It is not believed: Koppel looks into its source. At most ${WEBHOOK_BODY_LIMIT} bytes.`,
    parameters: [{ name: 'practice', in: 'path', required: true, schema: { type: 'string' } }],
    requestBody: { required: false, content: { '*/*': { schema: {} } } },
    responses: {
      200: { description: 'Somebody is there; nothing else is made of it.' },
      202: { description: 'Koppel looks.' },
      ...describeProblems(['invalid-signature', 'payload-too-large', 'too-many-requests', 'internal-error']),
    },
  };
}

function callbackOperation() {
  return {
    summary: 'Where a person comes back to who let Koppel into the practice software.',
    parameters: ['code', 'state'].map((name) => ({
      ...{ name, in: 'query', required: true },
      schema: { type: 'string' },
    })),
    responses: {
      200: { description: 'Koppel is connected.', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...describeProblems(['invalid-signature', 'too-many-requests', 'internal-error']),
    },
  };
}

function metricsOperation() {
  return {
    summary: 'Metrics for Prometheus: from this machine only, or with the configured bearer token.',
    security: [{}, { metricsToken: [] }],
    responses: {
      200: { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...describeProblems(['invalid-token', 'forbidden']),
    },
  };
}

function probe(summary: string, schema: keyof typeof SCHEMAS, slugs: readonly ProblemSlug[] = []) {
  return { summary, responses: { 200: json(summary, schema), ...describeProblems(slugs) } };
}

function header(name: string, description: string, pattern: string) {
  return { name, in: 'header', required: true, description, schema: { type: 'string', pattern } };
}

function ref(schema: string) {
  return { $ref: `#/components/schemas/${schema}` };
}

function json(description: string, schema: keyof typeof SCHEMAS) {
  return { description, content: { 'application/json': { schema: ref(schema) } } };
}

/** Several problems of one status share its answer; `type` tells them apart. */
export function describeProblems(slugs: readonly ProblemSlug[]): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  for (const { status } of slugs.map((slug) => PROBLEMS[slug])) {
    const kinds = slugs.filter((slug) => PROBLEMS[slug].status === status);
    answers[status] = {
      description: kinds.map((slug) => `${PROBLEMS[slug].en} (\`/problems/${slug}\`)`).join(' '),
      content: { 'application/problem+json': { schema: ref('Problem') } },
    };
  }
  return answers;
}

const text = { type: 'string' } as const;
const fieldError = {
  type: 'object',
  required: ['field', 'code', 'message'],
  properties: { field: text, code: text, message: text },
} as const;

export const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'errors'],
  properties: {
    type: { enum: Object.keys(PROBLEMS).map((slug) => `/problems/${slug}`) },
    title: text,
    status: { type: 'integer' },
    detail: text,
    errors: { type: 'array', items: fieldError },
  },
} as const;

/** Checked by hand where events come in, so that the schema there says nothing about it. */
const LINKS = {
  type: ['object', 'null'],
  description: 'Switches, by name of the connection. A connection that is absent stays as it is.',
  maxProperties: 50,
  additionalProperties: {
    anyOf: [
      { type: 'boolean' },
      {
        type: 'object',
        required: ['enabled'],
        additionalProperties: false,
        properties: { enabled: { type: 'boolean' }, settings: { type: 'object' } },
      },
    ],
  },
} as const;

const SCHEMAS = {
  Accepted: { type: 'object', required: ['duplicate'], properties: { duplicate: { type: 'boolean' } } },
  Health: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
  Readiness: {
    type: 'object',
    required: ['status', 'parts'],
    properties: {
      status: { const: 'ready' },
      parts: { type: 'object', additionalProperties: { type: 'boolean' } },
    },
  },
  Description: { type: 'object', required: ['openapi'] },
  Problem: PROBLEM_SCHEMA,
} as const;
