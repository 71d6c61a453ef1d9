// Calls the sandbox of the Panda portal as the connector and as people would, over HTTP, and holds every call and every
// answer against assumed-api.json. With the people of one practice and one client.
import { expect } from 'chai';
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startWoltersKluwerSandbox,
} from '../../../connectors/wolters-kluwer/sandbox/wolters-kluwer-sandbox.ts';
import { readAssumedApi } from './assumed-api.ts';
import { doorOf, json, readAnswer, type Answered } from './http-answer.ts';

const PREFIX = '/api/assumed/v1';
const { checkAnswer, checkBody, describedCalls } = readAssumedApi('wolters-kluwer');
export { describedCalls };

export const NUMBERS = { customerNumber: '1004711', enterpriseNumber: '0123456749' };
export const OTHER_NUMBERS = { customerNumber: '1004712', enterpriseNumber: '0999000097' };
export const CUSTOMER = NUMBERS.customerNumber;
export const ANNA = 'anna@kantoor.example.nl';
export const RONALD = 'ronald@kantoor.example.nl';
export const BOSS = 'baas@bakker.example.nl';
export const PARTNER = 'vennoot@bakker.example.nl';

const codeSchema = z.object({ code: z.string() });
const idSchema = z.object({ id: z.string() });
const mailsSchema = z.array(
  z.object({ to: z.string(), occasion: z.string(), reference: z.string().nullable() }),
);
const accessSchema = z.object({ people: z.array(z.object({ email: z.string(), by: z.string() })) });
const namesSchema = z.array(z.object({ customerNumber: z.string() }));
const statusesSchema = z.array(z.object({ status: z.string() }));

/** `409 EXISTS`, or 204 where nothing was refused. */
function outcome({ status, body }: Answered): string | number {
  const code = codeSchema.safeParse(body).data?.code;
  return code === undefined ? status : `${status} ${code}`;
}

export async function openCaller(options: Parameters<typeof startWoltersKluwerSandbox>[0] = {}) {
  const sandbox = await startWoltersKluwerSandbox(options);
  let bearer = '';
  const door = doorOf(sandbox);
  const token = async (changes: Record<string, string> = {}): Promise<Answered> => {
    const { clientId: client_id, clientSecret: client_secret } = SANDBOX_CREDENTIALS;
    const form = { grant_type: 'client_credentials', client_id, client_secret, ...changes };
    const body = new URLSearchParams(form);
    return readAnswer(await fetch(`${sandbox.url}/connect/token`, { method: 'POST', body }));
  };
  return {
    ...sandbox,
    door,
    token,
    async signIn() {
      bearer = z.object({ access_token: z.string() }).parse((await token()).body).access_token;
    },
    /** Not held against the description. */
    send: async (name: string, { body, signal }: { body?: unknown; signal?: AbortSignal } = {}) => {
      const [method = '', path = ''] = name.split(' ');
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
      const init = { method, headers, ...json(body), ...(signal === undefined ? {} : { signal }) };
      return readAnswer(await fetch(`${sandbox.url}${PREFIX}${path}`, init));
    },
  };
}

export type PandaBench = Awaited<ReturnType<typeof openBench>>;

/** The caller with shorter words for what tests ask most. */
export async function openBench() {
  const caller = await openCaller({ rateLimit: false });
  const { door, send } = caller;
  const call = async (name: string, body?: unknown): Promise<Answered> => {
    const answer = await send(name, { body });
    checkAnswer(name, answer);
    if (answer.status < 300) checkBody(name, body);
    return answer;
  };
  const list = async (name: string) => (await call(name)).body;
  const look = async (path: string) => (await door(`GET ${path}`)).body;
  const make = async (name: string, body: unknown) => {
    const answer = await call(name, body);
    expect(answer.status, name).to.equal(201);
    return idSchema.parse(answer.body).id;
  };
  return {
    ...caller,
    call,
    list,
    look,
    make,
    /** Anna and Ronald of the practice, and two people of the client, all with an account. */
    async start() {
      await door('POST /reset');
      const accounts = [
        ...[ANNA, RONALD].map((email) => ({ email, employee: true })),
        ...[BOSS, PARTNER].map((email) => ({ email })),
      ];
      expect((await door('POST /seed', { accounts })).status).to.equal(204);
      await caller.signIn();
    },
    /** What the portal answers to a call. */
    tell: async (name: string, body?: unknown) => outcome(await call(name, body)),
    /** What comes of something that a person does by hand; in the client's organisation where none is named. */
    act: async (who: string, fields: Record<string, unknown>) => {
      const [human, does] = who.split(' ');
      return outcome(await door('POST /act', { human, does, organisation: CUSTOMER, ...fields }));
    },
    /** The client's own, with two administrators. Its id. */
    known: async (administrators: readonly string[] = [BOSS, PARTNER]) => {
      const organisations = [{ ...NUMBERS, name: 'Bakker', administrators }];
      expect((await door('POST /seed', { organisations })).status).to.equal(204);
      const query = new URLSearchParams(NUMBERS).toString();
      return z.array(idSchema).parse(await list(`GET /organisations?${query}`))[0]!.id;
    },
    /** Added by Anna. Its path. */
    created: async () => {
      const id = await make(`POST /accounts/${ANNA}/organisations`, { ...NUMBERS, name: 'Bakker' });
      return `/accounts/${ANNA}/organisations/${id}`;
    },
    /** Customer numbers in one of the two lists of an account. */
    numbers: async (email: string, which: 'organisations' | 'support-community') =>
      namesSchema
        .parse(await list(`GET /accounts/${email}/${which}`))
        .map(({ customerNumber }) => customerNumber),
    statuses: async (path: string) =>
      statusesSchema.parse(await list(`GET ${path}`)).map(({ status }) => status),
    /** `join-request a@example.nl 1004711` */
    mails: async () =>
      mailsSchema
        .parse(await look('/mails'))
        .map(({ to, occasion, reference }) => [occasion, to, reference ?? ''].join(' ').trim()),
    /** `a@example.nl member` */
    access: async () => {
      const { people } = accessSchema.parse(await look(`/access?organisation=${CUSTOMER}`));
      return people.map(({ email, by }) => `${email} ${by}`);
    },
  };
}
