// Calls the sandbox of ClearFacts as the connector and as people would, over HTTP, and holds every answer to an assumed call
// against assumed-api.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import { doorOf, readAnswer, type Answered } from './http-answer.ts';

const callSchema = z.object({
  summary: z.string(),
  arguments: z.record(z.string(), z.string()),
  returns: z.string(),
  errors: z.array(z.string()),
});
const typesSchema = z.record(z.string(), z.record(z.string(), z.string()));
const apiSchema = z.object({
  inputs: typesSchema,
  queries: z.record(z.string(), callSchema),
  mutations: z.record(z.string(), callSchema),
  components: z.object({
    schemas: z.record(
      z.string(),
      z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() }),
    ),
  }),
});
const apiFile = join(import.meta.dirname, '../../../connectors/clearfacts/assumed-api.json');
export const api = apiSchema.parse(JSON.parse(readFileSync(apiFile, 'utf8')));
const ajv = new Ajv2020({ strict: false });

export const BAKERY = '0123456749';
export const BREWERY = '0987654394';
export const MILL = '1000000021';
export const BOSS = 'baas@bakker.example.nl';
export const CLERK = 'carla@bakker.example.nl';
export const MANAGER = 'dossier@kantoor.example.nl';

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullable().optional(),
  errors: z
    .array(
      z.object({ message: z.string(), extensions: z.object({ category: z.string(), code: z.string() }) }),
    )
    .optional(),
});
const codeSchema = z.object({ code: z.string() });
const mailsSchema = z.array(z.object({ to: z.string(), occasion: z.string() }));
export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  language: z.string(),
  profile: z.string(),
  companyNumbers: z.array(z.string()),
});
const accessSchema = z.object({
  people: z.array(
    z.object({ email: z.string(), profile: z.string(), can: z.array(z.string()), sees: z.string() }),
  ),
});

/** All fields that the description gives the type. */
function selectionOf(type: string): string {
  const bare = type.replaceAll(/[[\]!]/g, '');
  return `{ ${Object.keys(api.components.schemas[bare]?.properties ?? {}).join(' ')} }`;
}

function schemaOf(type: string): object {
  const bare = { $ref: `#/components/schemas/${type.replaceAll(/[[\]!]/g, '')}` };
  if (type.startsWith('[')) return { type: 'array', items: bare };
  return type.endsWith('!') ? bare : { anyOf: [bare, { type: 'null' }] };
}

function checkResult(name: string, returns: string, result: unknown): void {
  const validate = ajv.compile({ ...schemaOf(returns), components: api.components });
  expect(validate(result), `${name}: ${ajv.errorsText(validate.errors)}`).to.equal(true);
}

export async function openClearFacts(options: Parameters<typeof startClearFactsSandbox>[0] = {}) {
  const sandbox = await startClearFactsSandbox(options);
  let token: string = SANDBOX_CREDENTIALS.accessToken;
  const door = doorOf(sandbox);
  const send = async (query: string, variables = {}, signal?: AbortSignal): Promise<Answered> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables });
    const init = { method: 'POST', headers, body, ...(signal === undefined ? {} : { signal }) };
    return readAnswer(await fetch(`${sandbox.url}/graphql`, init));
  };
  /** The data, or the code of the first error, which always arrives with HTTP 200. */
  const ask = async (query: string, variables = {}): Promise<unknown> => {
    const answer = await send(query, variables);
    expect(answer.status).to.equal(200);
    const { data, errors } = answerSchema.parse(answer.body);
    if (errors === undefined) return data;
    expect(data).to.equal(null);
    return errors[0]?.extensions.code;
  };
  /** An assumed call with all of its fields: its answer, or the code of its error, both as they are described. */
  const call = async (name: string, args: Record<string, unknown>): Promise<unknown> => {
    const kind = name in api.mutations ? 'mutation' : 'query';
    const described = api.mutations[name] ?? api.queries[name];
    if (described === undefined) throw new Error(`${name} is not described.`);
    const types = Object.entries(described.arguments);
    const declared = types.map(([each, type]) => `$${each}: ${type}`).join(', ');
    const passed = types.map(([each]) => `${each}: $${each}`).join(', ');
    const query = `${kind} (${declared}) { result: ${name}(${passed}) ${selectionOf(described.returns)} }`;
    const data = await ask(query, args);
    if (typeof data === 'string') {
      expect([...described.errors, 'BAD_REQUEST', 'ACCESS_DENIED'], name).to.include(data);
      return data;
    }
    const { result } = z.object({ result: z.unknown() }).parse(data);
    checkResult(name, described.returns, result);
    return result;
  };
  const act = async (who: string, fields: Record<string, unknown>): Promise<unknown> => {
    const [human = '', does = ''] = who.split(' ');
    const { status, body } = await door('POST /act', { human, does, ...fields });
    return codeSchema.safeParse(body).data?.code ?? body ?? status;
  };
  const look = async (path: string) => (await door(`GET ${path}`)).body;
  return {
    ...sandbox,
    ...{ door, send, ask, call, act, look },
    useToken(other: string) {
      token = other;
    },
    /** Two dossiers of the usual configuration, and whatever else is seeded. */
    async start(seeded: { dossiers?: readonly object[]; clientUsers?: readonly object[] } = {}) {
      token = SANDBOX_CREDENTIALS.accessToken;
      await door('POST /reset');
      const dossiers = [
        { companyNumber: BAKERY, name: 'Bakkerij', accountManager: MANAGER },
        { companyNumber: BREWERY, name: 'Brouwerij', accountManager: MANAGER },
      ];
      const all = { ...seeded, dossiers: [...dossiers, ...(seeded.dossiers ?? [])] };
      expect((await door('POST /seed', all)).status).to.equal(204);
    },
    async numbers(paging = '') {
      const data = await ask(`{ administrations${paging} { companyNumber } }`);
      const shape = z.object({ administrations: z.array(z.object({ companyNumber: z.string() })) });
      return shape.parse(data).administrations.map(({ companyNumber }) => companyNumber);
    },
    addUser: async (email: string, companyNumbers: readonly string[], more = {}) =>
      userSchema.parse(
        await call('addClientUser', {
          user: { email, firstName: 'Carla', lastName: 'Bakker', companyNumbers, ...more },
        }),
      ),
    users: async (companyNumber: string) =>
      z.array(userSchema).parse(await call('clientUsers', { companyNumber })),
    /** `temporary-password a@example.nl` */
    mails: async () => mailsSchema.parse(await look('/mails')).map(({ to, occasion }) => `${occasion} ${to}`),
    access: async (companyNumber: string) =>
      accessSchema.parse(await look(`/access?companyNumber=${companyNumber}`)).people,
  };
}

export type ClearFactsCaller = Awaited<ReturnType<typeof openClearFacts>>;
