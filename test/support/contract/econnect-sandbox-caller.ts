// Calls the sandbox of eConnect as the connector and as people would, over HTTP, and holds every answer to an assumed call
// against assumed-api.json. With the people of one practice and one client.
import { expect } from 'chai';
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { readAssumedApi } from './assumed-api.ts';
import { doorOf, json, readAnswer, type Answered } from './http-answer.ts';

const PREFIX = '/api/assumed/v1';
const { checkAnswer, describedCalls } = readAssumedApi('econnect');
export { describedCalls };

export const PARTY = 'NL:KVK:12345678';
export const OTHER_PARTY = '0208:0123456789';
export const OWN_PARTY = 'NL:KVK:87654321';
export const BOSS = 'baas@bakker.example.nl';
export const CLERK = 'carla@bakker.example.nl';
export const RONALD = 'ronald@kantoor.example.nl';
export const ANNA = 'anna@kantoor.example.nl';
export const TRAINEE = 'stagiair@kantoor.example.nl';

const mailsSchema = z.array(z.object({ to: z.string(), occasion: z.string() }));
const accessSchema = z.object({ people: z.array(z.object({ email: z.string(), by: z.string() })) });
const tokenSchema = z.object({ access_token: z.string() });
const codeSchema = z.object({ code: z.string() });
const idSchema = z.object({ id: z.string() });
const requestsSchema = z.array(z.object({ token: z.string(), email: z.string(), status: z.string() }));
export const partnersSchema = z.array(idSchema.extend({ domain: z.string(), status: z.string() }));

/** The code of a refusal, or null where there is none. */
function codeOf({ body }: Answered): string | null {
  return codeSchema.safeParse(body).data?.code ?? null;
}

interface SoapAnswer extends Answered {
  field(name: string): string | null;
  /** In the text of the fault. */
  readonly code: string | null;
}

export const SOAP = 'http://api.everbinding.nl/v3_1/';

export function soapEnvelope(call: string, inner: string, token?: string): string {
  const header =
    token === undefined
      ? ''
      : `<s:Header><Authentication xmlns="${SOAP}"><SecurityToken>${token}</SecurityToken></Authentication></s:Header>`;
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header}<s:Body><${call} xmlns="${SOAP}">${inner}</${call}></s:Body></s:Envelope>`;
}

export async function openCaller(options: Parameters<typeof startEConnectSandbox>[0] = {}) {
  const sandbox = await startEConnectSandbox(options);
  const root = sandbox.url.replace(/\/psb$/, '');
  let bearer = '';
  let securityToken = '';
  const door = doorOf(sandbox);
  const token = async (changes: Record<string, string> = {}): Promise<Answered> => {
    const { clientId: client_id, clientSecret: client_secret } = SANDBOX_CREDENTIALS;
    const form = { grant_type: 'client_credentials', client_id, client_secret, scope: 'ap', ...changes };
    const body = new URLSearchParams(form);
    return readAnswer(await fetch(`${root}/identity/connect/token`, { method: 'POST', body }));
  };
  const send = async (name: string, { body, signal }: { body?: unknown; signal?: AbortSignal } = {}) => {
    const [method = '', path = ''] = name.split(' ');
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const init = { method, headers, ...json(body), ...(signal === undefined ? {} : { signal }) };
    return readAnswer(await fetch(`${sandbox.url}${path}`, init));
  };
  const soapText = async (action: string, text: string, signal?: AbortSignal): Promise<SoapAnswer> => {
    const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${action}"` };
    const init = { method: 'POST', headers, body: text, ...(signal === undefined ? {} : { signal }) };
    const address = `${root}/soap/v3.1?subscriptionKey=${SANDBOX_CREDENTIALS.subscriptionKey}`;
    const answer = await readAnswer(await fetch(address, init));
    const answered = String(answer.body);
    const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answered)?.[1] ?? null;
    const code = /\[([A-Z0-9_]+)\]\.$/.exec(field('faultstring') ?? '')?.[1] ?? null;
    return { ...answer, field, code };
  };
  const soap = (call: string, inner: string, signal?: AbortSignal) =>
    soapText(`${SOAP}${call}`, soapEnvelope(call, inner), signal);
  const withToken = (call: string, inner: string, signal?: AbortSignal) =>
    soapText(`${SOAP}${call}`, soapEnvelope(call, inner, securityToken), signal);
  return {
    ...sandbox,
    door,
    token,
    send,
    soap,
    soapText,
    soapAddress: `${root}/soap/v3.1`,
    withToken,
    /** Takes a new bearer token. */
    async signIn() {
      bearer = tokenSchema.parse((await token()).body).access_token;
    },
    login: async () => {
      const { consumerKey, consumerSecret } = SANDBOX_CREDENTIALS;
      const inner = `<ConsumerKey>${consumerKey}</ConsumerKey><ConsumerSecret>${consumerSecret}</ConsumerSecret>`;
      const answer = await soap('Login', inner);
      securityToken = answer.field('SecurityToken') ?? '';
      return answer;
    },
    /** An assumed call, its answer checked against its description. */
    call: async (name: string, body?: unknown) => {
      const [method = '', path = ''] = name.split(' ');
      const answer = await send(`${method} ${PREFIX}${path}`, { body });
      checkAnswer(name, answer);
      return answer;
    },
    act: (who: string, fields: Record<string, unknown>) => {
      const [human = '', does = ''] = who.split(' ');
      return door('POST /act', { human, does, ...fields });
    },
    request: (reference: string, email: string, signal?: AbortSignal) =>
      withToken(
        'RequestAppIntegration',
        `<To><ReferenceId>${reference}</ReferenceId><EmailAddress>${email}</EmailAddress></To><PayByRequester>true</PayByRequester>`,
        signal,
      ),
    credentials: (integrationToken: string | null) =>
      withToken(
        'RequestAppIntegrationCredentials',
        `<IntegrationToken>${integrationToken ?? ''}</IntegrationToken>`,
      ),
  };
}

export type EConnectBench = ReturnType<typeof shorten>;

/** The caller with shorter words for what tests ask most. */
export async function openBench() {
  return shorten(await openCaller({ rateLimit: false }));
}

function shorten(caller: Awaited<ReturnType<typeof openCaller>>) {
  const { call, door, act } = caller;
  const list = async (name: string) => (await call(name)).body;
  const look = async (path: string) => (await door(`GET ${path}`)).body;
  const partners = async (query = '') => partnersSchema.parse(await list(`GET /partners${query}`));
  const ask = async (party = PARTY, email = BOSS) =>
    (await caller.request(party, email)).field('IntegrationToken');
  const acted = async (who: string, fields: Record<string, unknown>) => {
    const answer = await act(who, fields);
    return codeOf(answer) ?? answer.status;
  };
  /** The boss has accepted; the path of the partner, in a session that knows it. */
  const partnered = async () => {
    await ask();
    await act('client accept', { email: BOSS });
    await caller.signIn();
    return `/partners/${(await partners())[0]!.id}`;
  };
  return {
    ...caller,
    list,
    look,
    partners,
    ask,
    acted,
    partnered,
    async start() {
      await door('POST /reset');
      const colleagues = [
        { email: RONALD, platformRole: 'Advanced', relationshipManager: true },
        { email: ANNA, platformRole: 'Advanced', relationshipManager: false },
        { email: TRAINEE, platformRole: 'Basic', relationshipManager: true },
      ];
      await door('POST /seed', { colleagues, ownOrganisations: [OWN_PARTY] });
      await caller.login();
      await caller.signIn();
    },
    status: async (name: string, body?: unknown) => (await call(name, body)).status,
    /** `409 EXISTS` */
    code: async (name: string, body?: unknown) => {
      const answer = await call(name, body);
      return `${answer.status} ${codeOf(answer)}`;
    },
    make: async (name: string, body: unknown) => {
      const answer = await call(name, body);
      expect(answer.status, name).to.equal(201);
      return idSchema.parse(answer.body).id;
    },
    requests: async (query = '') => requestsSchema.parse(await list(`GET /requests${query}`)),
    /** `request a@example.nl` */
    mails: async () => mailsSchema.parse(await look('/mails')).map(({ to, occasion }) => `${occasion} ${to}`),
    /** `a@example.nl member` */
    access: async (party = PARTY) => {
      const { people } = accessSchema.parse(await look(`/access?organisation=${encodeURIComponent(party)}`));
      return people.map(({ email, by }) => `${email} ${by}`);
    },
    addColleague: (email: string, more = {}) =>
      acted('client add-member', { organisation: PARTY, email, role: 'Member', ...more }),
    /** Partnered, with Ronald connected and the boss in a new session. */
    withManager: async () => {
      const partner = await partnered();
      expect((await call(`PUT ${partner}/relationship-managers/${RONALD}`)).status).to.equal(204);
      await act('client sign-in-again', { email: BOSS });
      return partner;
    },
  };
}
