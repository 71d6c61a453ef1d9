// Calls the sandbox of Exact Online as a program and as people would, over HTTP.
import { expect } from 'chai';
import { z } from 'zod';
import {
  PRACTICE_DIVISION,
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
  startExactOnlineSandbox,
} from '../../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import type { RunningSandbox } from '../../../connectors/sandbox-kit/sandbox.ts';
import type { SwitchesGiven } from '../../../sources/exact-online/sandbox/switches.ts';

export const BAKER = '11111111-0000-4000-8000-000000000001';
export const BREWER = '11111111-0000-4000-8000-000000000002';
export const BOSS = '22222222-0000-4000-8000-000000000001';
export const CLERK = '22222222-0000-4000-8000-000000000002';
/** To be seeded. */
export const TWO_CLIENTS = {
  accounts: [
    { ID: BAKER, Code: '21', Name: 'Bakkerij', Email: 'info@bakker.example.nl' },
    { ID: BREWER, Code: '22', Name: 'Brouwerij', Status: 'S', EndDate: '2025-12-31' },
  ],
  contacts: [{ ID: BOSS, Account: BAKER, FirstName: 'Anna', MiddleName: 'de', LastName: 'Boer' }],
};

export const ACCOUNTS_SINCE = 'sync/CRM/Accounts?$select=ID,Code,Name,Status,Timestamp&$filter=Timestamp gt ';
export const CONTACTS_SINCE =
  'sync/CRM/Contacts?$select=ID,Account,FullName,IsMainContact,Timestamp&$filter=Timestamp gt ';
export const DELETED_SINCE =
  'sync/Deleted?$select=Timestamp,EntityType,EntityKey,DeletedDate&$filter=Timestamp gt ';

const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
const rowSchema = z.record(z.string(), z.unknown());
const listSchema = z.object({ d: z.object({ results: z.array(rowSchema), __next: z.string().optional() }) });
const tokenSchema = z.object({
  access_token: z.string(),
  token_type: z.string(),
  expires_in: z.string(),
  refresh_token: z.string(),
});
const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.object({ lang: z.string(), value: z.string() }) }),
});
const deliveriesSchema = z.object({
  subscriptions: z.array(z.looseObject({ ID: z.string(), Topic: z.string() })),
  deliveries: z.array(
    z.object({
      ...{ kind: z.string(), url: z.string(), text: z.string() },
      state: z.union([z.string(), z.number(), z.null()]),
    }),
  ),
});

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** The words of an error. */
export function errorOf({ text }: Answered): string {
  return errorSchema.parse(JSON.parse(text)).error.message.value;
}

export function listOf({ status, text }: Answered) {
  expect(status, text).to.equal(200);
  return listSchema.parse(JSON.parse(text)).d;
}

/** `given`: one that runs already. Default: its own. */
export async function openExactOnline(switches: SwitchesGiven = {}, given?: RunningSandbox) {
  const sandbox = given ?? (await startExactOnlineSandbox({ switches }));
  let accessToken = '';
  const send = async (url: string, init: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(url, { redirect: 'manual', ...init });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const door = async (name: string, body?: unknown): Promise<Answered> => {
    const [method = '', path = ''] = name.split(' ');
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return send(`${sandbox.adminUrl}${path}`, { method, ...init });
  };
  const tell = async (name: string, body?: unknown): Promise<void> => {
    const answer = await door(name, body);
    expect(answer.status, answer.text).to.equal(204);
  };
  const authorise = async (query: Record<string, string> = {}): Promise<Answered> => {
    const usual = {
      client_id: clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      state: 's',
      force_login: '0',
    };
    return send(`${sandbox.url}/api/oauth2/auth?${new URLSearchParams({ ...usual, ...query }).toString()}`);
  };
  const code = async (): Promise<string> =>
    new URL((await authorise()).headers.get('location') ?? '').searchParams.get('code') ?? '';
  const askToken = (form: Record<string, string>): Promise<Answered> =>
    send(`${sandbox.url}/api/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form }),
    });
  const askByCode = (given: string): Promise<Answered> =>
    askToken({ grant_type: 'authorization_code', code: given, redirect_uri: REDIRECT_URI });
  const refresh = (token: string): Promise<Answered> =>
    askToken({ grant_type: 'refresh_token', refresh_token: token });
  const call = (path: string, { method = 'GET', body, headers = {} }: CallOptions = {}): Promise<Answered> =>
    send(path.startsWith('http') ? path : `${sandbox.url}/api/v1/${path}`, {
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const act = async (who: string, fields: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
    const [human = '', does = ''] = who.split(' ');
    const answer = await door('POST /act', { human, does, ...fields });
    expect(answer.status, answer.text).to.be.lessThan(300);
    return answer.text === '' ? {} : rowSchema.parse(JSON.parse(answer.text));
  };
  return {
    ...sandbox,
    ...{ send, door, tell, authorise, code, askToken, askByCode, refresh, call, act },
    useToken(token: string): void {
      accessToken = token;
    },
    /** An access token to call with, and the refresh token with it. */
    async signIn() {
      const answer = await askByCode(await code());
      const tokens = readTokens(answer);
      accessToken = tokens.access_token;
      return tokens;
    },
    /** Empty, as it was started, and signed in. */
    async start(given: SwitchesGiven = {}): Promise<void> {
      await tell('POST /reset');
      await tell('POST /switches', { ...startSwitches, ...switches, ...given });
      await this.signIn();
    },
    practice: (path: string, options: CallOptions = {}) => call(`${PRACTICE_DIVISION}/${path}`, options),
    /** Rows of a list of the practice; its page and no further one. */
    list: async (path: string) => listOf(await call(`${PRACTICE_DIVISION}/${path}`)).results,
    /** From now on the server's clock is so far ahead. */
    clock: (offsetMs: number) => tell('POST /clock', { offsetMs }),
    hooks: async () => deliveriesSchema.parse(JSON.parse((await door('GET /hooks')).text)),
  };
}

/** What tests change. */
const startSwitches = {
  redirectUri: REDIRECT_URI,
  ...{ syncPage: 1_000, page: 60, int64AsText: true, versionOffset: '0', bareLists: false },
  ...{ needsSelect: true, needsFilter: true },
  ...{ mirrorsBusiness: true, premium: false, tooEarlyStatus: 400 },
  ...{ perMinute: null, perDay: null, minutelyReset: true, minuteAlone: true, errorsAnHour: null },
  ...{
    blockedStatus: 403,
    secondHookStatus: 500,
    testCallAfterMs: null,
    hookEndpoint: true,
    hookOrigin: null,
  },
} as const;

interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function readTokens({ status, text }: Answered) {
  expect(status, text).to.equal(200);
  return tokenSchema.parse(JSON.parse(text));
}

export type ExactOnlineCaller = Awaited<ReturnType<typeof openExactOnline>>;
