// A server on a free port with ports that keep everything in memory, and the few steps that every test takes.
import { randomBytes, randomUUID } from 'node:crypto';
import pino from 'pino';
import { Registry } from 'prom-client';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { openServer } from '../../../src/http/open-server.ts';
import { type ReceivedWebhook, type ServerOptions, type ServerPorts } from '../../../src/http/ports.ts';
import { type User } from '../../../src/http/sign-in/users.ts';
import { parseEvent } from '../../../src/intake/records/event-schema.ts';
import { DATA_SCHEMAS } from './data-schemas.ts';

export const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
export const CHEAP = { N: 1024, r: 8, p: 1 };
export const PASSWORD = 'correct horse battery staple';

/** Of PASSWORD at that cost, made before: a module that awaits while it loads gets others loaded twice. */
const passwordHash = 'scrypt$1024$8$1$oclEJMePDcT2GsodjTsBkw==$mCL41iN2/J98iK+7uIWq+CCdY9aE4Ykjd39Q7jkjQl0=';
export const USERS: readonly User[] = [
  { name: 'olga', role: 'operator', passwordHash },
  { name: 'vera', role: 'viewer', passwordHash },
];

interface Memory {
  readonly stored: (ReceivedWebhook & { practiceId: string })[];
  readonly announced: string[];
  readonly audited: unknown[];
  readonly logged: string[];
}

export interface TestServer extends Memory {
  readonly url: string;
  readonly routes: readonly { method: string; url: string }[];
  close(): Promise<void>;
}

type Change = Partial<Omit<ServerPorts, 'webhook'>> & { webhook?: Partial<ServerPorts['webhook']> };

function memoryPorts(change: Change = {}): { ports: ServerPorts; memory: Memory } {
  const memory: Memory = { stored: [], announced: [], audited: [], logged: [] };
  const webhook: ServerPorts['webhook'] = {
    secretsOf: (practiceId) => Promise.resolve(practiceId === 'jansen' ? [SECRET] : []),
    parseEvent: (_practiceId, { value, payload }) => {
      const parsed = parseEvent(value, { now: new Date(), arrivedAt: null, payload });
      return Promise.resolve(parsed.ok ? { ...parsed, takesAway: false } : parsed);
    },
    dataSchemas: DATA_SCHEMAS,
    store: (practiceId, received) => {
      const known = memory.stored.find(
        (one) => one.practiceId === practiceId && one.webhookId === received.webhookId,
      );
      if (known === undefined) memory.stored.push({ practiceId, ...received });
      if (known === undefined) return Promise.resolve('stored');
      return Promise.resolve(known.payload === received.payload ? 'duplicate' : 'taken');
    },
    announce: (_practiceId, { webhookId }) => Promise.resolve(void memory.announced.push(webhookId)),
  };
  const ports: ServerPorts = {
    logger: pino({ level: 'trace' }, { write: (line) => void memory.logged.push(line) }),
    now: () => new Date(),
    newId: randomUUID,
    portalCalled: () => Promise.resolve(false),
    sourceCalled: () => Promise.resolve('forged'),
    hinted: () => Promise.resolve('forged'),
    signedIn: () => Promise.resolve(false),
    ready: () => Promise.resolve({ database: true, queue: true }),
    metrics: new Registry(),
    audit: (actor, action, details) => Promise.resolve(void memory.audited.push({ actor, action, details })),
    boards: [],
    scopes: [],
    accountOf: () => Promise.resolve(null),
    ...change,
    webhook: { ...webhook, ...change.webhook },
  };
  return { ports, memory };
}

export async function startServer(
  change: Change = {},
  options: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const { ports, memory } = memoryPorts(change);
  const server = await openServer(ports, {
    port: 0,
    users: USERS,
    sessionKeys: [randomBytes(32)],
    ...options,
  });
  return { ...memory, ...server };
}

export interface Sending {
  readonly id?: string;
  readonly at?: Date;
  readonly secret?: string;
  readonly practice?: string;
  readonly contentType?: string;
}

/** Signs `body` as practice software does and sends it. */
export function sendWebhook(
  url: string,
  body: string | Buffer<ArrayBuffer>,
  sending: Sending = {},
): Promise<Response> {
  const { id = `msg_${randomUUID()}`, at = new Date(), secret = SECRET, practice = 'jansen' } = sending;
  return fetch(`${url}/webhooks/practice/${practice}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': sending.contentType ?? 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  });
}

export function clientEvent(data: Record<string, unknown> = {}): string {
  const record = {
    key: 'c-1',
    links: {},
    changedAt: '2026-01-15T09:30:00Z',
    name: 'Bakkerij De Vries',
    ...data,
  };
  return JSON.stringify({ type: 'client.upserted', data: { kind: 'company', status: 'client', ...record } });
}

const problemSchema = z.object({
  type: z.string(),
  status: z.number(),
  errors: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })),
});

/** The problem details of an answer, after checking that they are that. */
export async function problemOf(answer: Response): Promise<z.infer<typeof problemSchema>> {
  const contentType = answer.headers.get('content-type') ?? '';
  if (!contentType.startsWith('application/problem+json')) throw new Error(`not a problem: ${contentType}`);
  return problemSchema.parse(await answer.json());
}

export function postForm(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
    headers: { origin: new URL(url).origin, ...headers },
  });
}

/** Signs in and returns the cookie. */
export async function signIn(url: string, name: string): Promise<string> {
  const answer = await postForm(`${url}/sign-in`, { name, password: PASSWORD });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
}
