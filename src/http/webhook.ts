// POST /webhooks/practice/:practice: a change in the practice software. Verified on the bytes as received, checked,
// stored, and only then answered 202. It applies nothing: a job does, and the sweep finds what no job was made for.
import { isUtf8 } from 'node:buffer';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isShortName } from '../domain/short-name.ts';
import { limitCalls } from './call-limits.ts';
import { type FieldProblem, type ServerOptions, type ServerPorts, type WebhookPorts } from './ports.ts';
import { describeError, HttpProblem } from './problem.ts';
import { judgeSignature } from './verify-signature.ts';
import { type TimestampProblem } from './webhook-timestamp.ts';

const WEBHOOK_PATH = '/webhooks/practice/:practice';
export const WEBHOOK_BODY_LIMIT = 1024 * 1024;
const LISTED_ERRORS = 100;

const pathSchema = z.object({ practice: z.string() });
const headersSchema = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});
const WEBHOOK_ID = /^[\x21-\x7e]{1,200}$/;

type ParseJson = (request: FastifyRequest, text: string) => Promise<unknown>;

export function addWebhook(app: FastifyInstance, ports: ServerPorts, options: ServerOptions): void {
  app.register((scope, _, done) => {
    const parseJson = jsonParserOf(scope);
    limitCalls(scope, options, practiceOf);
    // The signature covers the bytes, so the framework must not parse them first; any other content type is 415.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post(WEBHOOK_PATH, { bodyLimit: WEBHOOK_BODY_LIMIT }, (request, reply) =>
      receive(ports, parseJson, { request, reply }),
    );
    done();
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function receive(ports: ServerPorts, parseJson: ParseJson, exchange: Exchange): Promise<unknown> {
  const { request, reply } = exchange;
  const practiceId = practiceOf(request);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const webhookId = await checkSender(ports, request, { practiceId, body });

  // Different bytes would be stored as the same text.
  if (!isUtf8(body)) throw new HttpProblem('invalid-json');
  // The framework's parser passes over a byte order mark, and the job that reads the stored event would not.
  const payload = body.toString('utf8').replace(/^\uFEFF/, '');
  const value = await parseJson(request, payload);
  const parsed = await ports.webhook.parseEvent(practiceId, { value, payload });
  const event = parsed.ok ? parsed.event : parsed.certain;
  const problems = parsed.ok ? [] : parsed.problems;
  if (event === null) throw invalidEvent(problems, 'nothing was stored');

  const { type, record } = event;
  const outcome = await ports.webhook.store(practiceId, {
    webhookId,
    type,
    payload,
    record,
    problems,
  });
  if (outcome === 'taken') throw new HttpProblem('webhook-id-taken');
  if (outcome === 'stored')
    announce(ports.webhook, request, { practiceId, webhookId, takesAway: !parsed.ok || parsed.takesAway });
  if (problems.length > 0) throw invalidEvent(problems, 'only what it takes away was taken over');
  return reply.status(202).send({ duplicate: outcome === 'duplicate' });
}

/** Safety (docs/rules.md): an unsigned webhook changes nothing. Returns the id under which the event is stored once. */
async function checkSender(
  { webhook, now }: ServerPorts,
  request: FastifyRequest,
  message: { practiceId: string; body: Buffer },
): Promise<string> {
  const headers = headersSchema.safeParse(request.headers);
  if (!headers.success) throw new HttpProblem('invalid-signature');
  const webhookId = headers.data['webhook-id'];
  if (!WEBHOOK_ID.test(webhookId)) throw new HttpProblem('invalid-webhook-id');
  // No practice is called like that, and the database is not asked for what it could not even hold.
  if (!isShortName(message.practiceId)) throw new HttpProblem('invalid-signature');
  const secrets = await webhook.secretsOf(message.practiceId);
  const judged = judgeSignature(secrets, { headers: headers.data, body: message.body, now: now() });
  if (judged.is === 'forged') throw new HttpProblem('invalid-signature');
  if (judged.is === 'untimely') throw untimely(judged.problem);
  return webhookId;
}

/** Told only to who can sign. */
function untimely({ kind, field, code, message }: TimestampProblem): HttpProblem {
  return new HttpProblem(kind === 'clock' ? 'clock-off' : 'timestamp-form', {
    detail: `The signature fits, but the ${field} ${message} Nothing was stored.`,
    errors: [{ field, code, message }],
  });
}

/** What is wrong is told although a part of it counts: a sender that hears nothing sends the rest never. */
function invalidEvent(problems: readonly FieldProblem[], became: string): HttpProblem {
  const errors = problems
    .slice(0, LISTED_ERRORS)
    .map(({ field, code, message }) => ({ field, code, message }));
  return new HttpProblem('invalid-event', {
    detail: `${problems.length} problem(s); ${became}.`,
    errors,
  });
}

/** Not awaited: the event is stored, and a queue that is away must not make the sender send it again. */
function announce(
  ports: WebhookPorts,
  request: FastifyRequest,
  { practiceId, ...event }: { practiceId: string; webhookId: string; takesAway: boolean },
): void {
  ports.announce(practiceId, event).catch((error: unknown) => {
    request.log.warn(
      { practiceId, err: describeError(error) },
      'webhook stored but not announced; the sweep finds it',
    );
  });
}

/** Empty where the address names none. */
export function practiceOf({ params }: FastifyRequest): string {
  return pathSchema.safeParse(params).data?.practice ?? '';
}

/** The framework's own parser: it refuses `__proto__` and `constructor.prototype` keys. */
function jsonParserOf(app: FastifyInstance): ParseJson {
  const parse = app.getDefaultJsonParser('error', 'error');
  return (request, text) =>
    new Promise((resolve, reject) => {
      const finish = (error: Error | null, value?: unknown): void =>
        error === null ? resolve(value) : reject(new HttpProblem('invalid-json'));
      void parse(request, text, finish);
    });
}
