// A running sandbox of CaseWare Cloud as a test sees it: what it holds, who can see which files, what it was asked, and
// what shall go wrong next.
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startCaseWareSandbox,
} from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import type { SwitchesGiven } from '../../connectors/caseware-cloud/sandbox/switches.ts';

const fieldsSchema = z.looseObject({ CWGuid: z.string(), Id: z.number() });
const stateSchema = z.object({
  entities: z.array(fieldsSchema.extend({ addresses: z.array(fieldsSchema) })),
  users: z.array(fieldsSchema),
  groups: z.array(fieldsSchema.extend({ members: z.array(z.string()) })),
  mails: z.array(z.object({ email: z.string(), entityCWGuid: z.string(), occasion: z.string() })),
  access: z.array(z.object({ entityNo: z.string(), people: z.array(z.string()) })),
});
const countsSchema = z.object({
  total: z.number(),
  tokens: z.number(),
  limited: z.number(),
  byMethod: z.record(z.string(), z.number()),
  byPattern: z.record(z.string(), z.number()),
});
const requestsSchema = z.array(
  z.object({ method: z.string(), path: z.string(), body: z.unknown().optional(), at: z.number() }),
);

const faultsSchema = z.object({ armed: z.number(), hits: z.record(z.string(), z.number()) });
const seededSchema = z.object({
  entities: z.array(z.string()),
  users: z.array(z.string()),
  groups: z.array(z.string()),
});

export type PortalState = z.infer<typeof stateSchema>;
type PortalCounts = z.infer<typeof countsSchema>;

export interface PortalFault {
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly fault: string;
  readonly times?: number;
  readonly delayMs?: number;
  readonly retryAfter?: string | number;
  readonly label?: string;
}

export interface SandboxPortal {
  readonly url: string;
  readonly adminUrl: string;
  state(): Promise<PortalState>;
  /** E-mail addresses of those who can see the files of this entity, sorted. */
  peopleWithAccess(entityNo: string): Promise<readonly string[]>;
  counts(): Promise<PortalCounts>;
  resetCounts(): Promise<void>;
  /** The last requests, sign-ins apart. */
  requests(): Promise<z.infer<typeof requestsSchema>>;
  arm(fault: PortalFault): Promise<void>;
  /** How many requests each fault has met, and how many more those that are armed would meet. */
  faults(): Promise<{ readonly armed: number; readonly hits: Readonly<Record<string, number>> }>;
  /** Of all faults, or of those with this label. */
  disarm(label?: string): Promise<void>;
  /** Shows what `late-visibility` hides still. */
  reveal(): Promise<void>;
  /** Puts in records that somebody made by hand; tells their ids. */
  seed(records: {
    entities?: readonly object[];
    users?: readonly object[];
    groups?: readonly object[];
  }): Promise<Readonly<Record<'entities' | 'users' | 'groups', readonly string[]>>>;
  /** Takes out a record as if somebody had deleted it by hand. */
  remove(record: { entityNo: string } | { email: string }): Promise<void>;
  /** The person uses the activation mail. */
  activate(email: string): Promise<void>;
  expireTokens(): Promise<void>;
  /** Sets those that are given. */
  switch(switches: SwitchesGiven): Promise<void>;
  /** From now on it keeps fields in a form of its own. */
  tidy(): Promise<void>;
  /** A request that somebody else makes to the portal. Throws unless the answer is 2xx. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Without a limit, and with everything that can be read back, unless told otherwise. */
export async function startSandboxPortal(switches: SwitchesGiven = {}): Promise<SandboxPortal> {
  const sandbox = await startCaseWareSandbox({ switches: { bucket: null, readBack: true, ...switches } });
  const read = async (path: string): Promise<unknown> =>
    (await send(`${sandbox.adminUrl}${path}`, 'GET')).json();
  const post = async (path: string, body: unknown = {}): Promise<unknown> => {
    const text = await (await send(`${sandbox.adminUrl}${path}`, 'POST', { body })).text();
    return text === '' ? null : JSON.parse(text);
  };
  const accessSchema = z.object({ people: z.array(z.string()) });
  return {
    ...sandbox,
    state: async () => stateSchema.parse(await read('/state')),
    peopleWithAccess: async (entityNo) =>
      accessSchema.parse(await read(`/access?entityNo=${encodeURIComponent(entityNo)}`)).people,
    counts: async () => countsSchema.parse(await read('/counts')),
    resetCounts: () => done(post('/counts/reset')),
    requests: async () => requestsSchema.parse(await read('/requests')),
    arm: (fault) => done(post('/faults', fault)),
    faults: async () => faultsSchema.parse(await read('/faults')),
    disarm: async (label) => {
      const which = label === undefined ? '' : `?label=${encodeURIComponent(label)}`;
      await send(`${sandbox.adminUrl}/faults${which}`, 'DELETE');
    },
    reveal: () => done(post('/reveal')),
    seed: async (records) => seededSchema.parse(await post('/seed', records)),
    remove: (record) => done(post('/remove', record)),
    activate: (email) => done(post('/activate', { email })),
    expireTokens: () => done(post('/expire-tokens')),
    switch: (given) => done(post('/switches', given)),
    tidy: () => done(post('/tidy')),
    call: (method, path, body) => callByHand(sandbox.url, { method, path, body }),
  };
}

/** A fault may leave without answer whoever calls by hand, too. */
const ANSWER_WITHIN_MS = 30_000;

async function done(work: Promise<unknown>): Promise<void> {
  await work;
}

async function send(
  url: string,
  method: string,
  { body, token }: { body?: unknown; token?: string } = {},
): Promise<Response> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`The sandbox answered ${response.status} to ${method} ${url}: ${await response.text()}`);
  return response;
}

async function callByHand(
  baseUrl: string,
  request: { method: string; path: string; body: unknown },
): Promise<unknown> {
  const { clientId: ClientId, clientSecret: ClientSecret } = SANDBOX_CREDENTIALS;
  const signedIn = await send(`${baseUrl}/auth/token`, 'POST', { body: { ClientId, ClientSecret } });
  const token = z.object({ Token: z.string() }).parse(await signedIn.json()).Token;
  const response = await send(`${baseUrl}${request.path}`, request.method, { body: request.body, token });
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}
