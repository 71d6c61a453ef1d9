// The API for the people of a practice, on a database of its own and held against its own description.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { z } from 'zod';
import { apiOf } from '../../../src/api/api.ts';
import { addPractice } from '../../../src/database/records/practices.ts';
import { ROLES } from '../../../src/domain/role.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { PASSWORD, postForm, problemOf, startServer, USERS, type TestServer } from './test-server.ts';

const descriptionSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  components: z.looseObject({}),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.looseObject({})) })),
  ),
});
const pageSchema = z.object({
  records: z.array(
    z.looseObject({ id: z.string(), name: z.string().nullable(), links: z.array(z.unknown()) }),
  ),
  next: z.string().nullable(),
  more: z.boolean(),
});

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('The API for the people of a practice', function () {
  this.timeout(120_000);
  let engine: Engine;
  let server: TestServer;
  let bakery: ClientHandle;
  let anna: ContactHandle;
  const cookies = new Map<string, string>();

  before(async () => {
    engine = await openEngine({ listed: true });
    bakery = await engine.client({ name: 'Bakkerij De Vriès', number: '4711', city: 'Hoorn' });
    anna = await engine.contact(bakery, {
      firstName: 'Anna',
      infix: null,
      lastName: 'Bosch',
      email: 'anna@example.nl',
    });
    await engine.contact(bakery, { firstName: 'Zonder', infix: null, lastName: 'Adres', email: null });
    await engine.settle();
    await engine.unlink(await engine.client({ name: 'Kapper Krul', number: '4712' }));
    const smit = { id: 'smit', name: 'Smit', linksFrom: 'koppel', webhookSecrets: [], source: null } as const;
    await engine.store.inPractice('smit', (tx) => addPractice(tx, smit));
    const answers = { ...engine.ports, now: () => new Date() };
    server = await startServer(
      { scopes: [apiOf(answers)], accountOf: (practice, name) => Promise.resolve(accountOf(practice, name)) },
      { signInsPerMinute: 50 },
    );
    for (const role of ROLES) cookies.set(role, await signIn('jansen', role));
    cookies.set('of another', await signIn('smit', 'administrator'));
    cookies.set('olga', await signIn('', 'olga'));
    cookies.set('vera', await signIn('', 'vera'));
  });
  after(async () => {
    await server.close();
    await engine.close();
  });

  function accountOf(practice: string, name: string) {
    const role = ROLES.find((one) => one === name);
    const passwordHash = USERS[0]?.passwordHash ?? '';
    return role !== undefined && ['jansen', 'smit'].includes(practice) ? { name, role, passwordHash } : null;
  }

  async function signIn(practice: string, name: string): Promise<string> {
    const answer = await postForm(`${server.url}/sign-in`, { practice, name, password: PASSWORD });
    expect(answer.status).to.equal(303);
    return (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
  }

  const ask = (path: string, who: string | null = 'viewer', sent: Sent = {}): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      redirect: 'manual',
      ...sent,
      headers: { ...(who === null ? {} : { cookie: cookies.get(who) ?? '' }), ...sent.headers },
    });
  /** With the token of the session. */
  const change = async (path: string, who: string, sent: Sent = {}): Promise<Response> => {
    const session = await ask('/api/session', who);
    const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await session.json());
    const cookie = session.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookies.get(who) ?? '';
    const headers = { cookie, origin: server.url, 'csrf-token': csrfToken };
    const type = sent.body === undefined ? {} : { 'content-type': 'application/json' };
    return ask(path, null, { method: 'POST', ...sent, headers: { ...headers, ...type, ...sent.headers } });
  };
  const ofPractice = (path: string): string => `/api/practices/jansen${path}`;
  const list = async (query: string): Promise<z.infer<typeof pageSchema>> =>
    pageSchema.parse(await (await ask(ofPractice(`/records?${query}`))).json());
  const description = async () =>
    descriptionSchema.parse(await (await ask('/api/openapi.json', null)).json());
  /** Of each path of the description, one address that there is. */
  const addressOf = (path: string): string =>
    path
      .replace('{practice}', 'jansen')
      .replace('{record}', bakery.id)
      .replace('{connection}', `caseware?to=off&record=${bakery.id}`)
      .replace(/\{(task|question)\}/, '00000000-0000-4000-8000-000000000000');
  const pathsWith = async (method: string): Promise<readonly string[]> =>
    Object.entries((await description()).paths).flatMap(([path, operations]) =>
      method in operations ? [path] : [],
    );
  const ofPractices = async (method: string): Promise<readonly string[]> =>
    (await pathsWith(method)).filter((path) => path.includes('{practice}'));

  it('describes every route that it has, and no other', async () => {
    const registered = server.routes
      .filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api/'))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries((await description()).paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described).to.have.members(registered);
  });

  it('refuses a word for whom something waits that no portal knows, and names those that there are', async () => {
    const answer = await ask(ofPractice('/records?waitingOn=kantoor'));
    expect(answer.status).to.equal(400);
    expect(JSON.stringify(await answer.json())).to.include(
      'must be one of client, contact, employee, practice, portal',
    );
    expect((await ask(ofPractice('/records?waitingOn=practice'))).status).to.equal(200);
  });

  it('answers on every route what its description says, to every role and to nobody’s cache', async () => {
    const { paths, components } = await description();
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'api', components, paths });
    const pointer = (path: string): string => path.replaceAll('/', '~1');
    for (const path of await pathsWith('get')) {
      const schema = `api#/paths/${encodeURIComponent(pointer(path))}/get/responses/200/content/application~1json/schema`;
      const validate = ajv.compile({ $ref: schema });
      for (const who of [...ROLES, 'olga']) {
        const answer = await ask(addressOf(path), who);
        const mayLook = who !== 'viewer' || !path.includes('{connection}');
        expect(answer.status, `${path} as ${who}`).to.equal(mayLook ? 200 : 403);
        expect(answer.headers.get('cache-control')).to.equal('no-store');
        if (!mayLook) continue;
        expect(validate(await answer.json()), `${path}: ${JSON.stringify(validate.errors)}`).to.equal(true);
      }
    }
  });

  it('lists clients and contacts with where each stands, and finds them', async () => {
    const all = await list('');
    expect(all.records.map(({ name }) => name)).to.have.members([
      ...['Bakkerij De Vriès', 'Anna Bosch', 'Zonder Adres', 'Kapper Krul'],
    ]);
    expect(all.records[0]?.links[0]).to.include({ connection: 'caseware', linked: true, state: 'in-sync' });
    expect((await list('link=off')).records.map(({ name }) => name)).to.deep.equal(['Kapper Krul']);
    expect((await list('q=vries+hoorn')).records.map(({ id }) => id)).to.deep.equal([bakery.id]);
  });

  it('goes on behind a cursor until everything was shown once', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: z.infer<typeof pageSchema> = await list(`limit=1&sort=name&cursor=${cursor}`);
      expect(page.more).to.equal(page.next !== null);
      seen.push(...page.records.map(({ id }) => id));
      cursor = page.next;
    }
    expect(new Set(seen).size).to.equal(4);
    expect(seen.length).to.equal(4);
  });

  it('does so for what was done, and for what is to be done', async () => {
    for (const [path, name] of [
      ['/log', 'entries'],
      ['/to-do', 'items'],
    ] as const) {
      const pageOf = async (query: string) => {
        const answer: unknown = await (await ask(ofPractice(`${path}?${query}`))).json();
        const { next } = z.looseObject({ next: z.string().nullable() }).parse(answer);
        return { next, items: z.looseObject({ [name]: z.array(z.unknown()) }).parse(answer)[name] };
      };
      const whole = (await pageOf('limit=200')).items;
      const seen: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(`limit=1&cursor=${cursor}`);
        seen.push(...z.array(z.unknown()).parse(page.items));
        cursor = page.next;
      }
      expect(seen).to.deep.equal(whole);
      expect(seen.length, path).to.be.greaterThan(0);
    }
  });

  it('says of a contact why it stands where it stands, in the language asked for', async () => {
    const answer = await ask(ofPractice(`/records/${anna.id}?lang=nl`));
    const text = await answer.text();
    expect(text).to.include('Het portaal toont wat de praktijksoftware zegt.').and.include('"trace":[{');
  });

  it('answers a stranger with a problem, never with a way to the sign-in', async () => {
    for (const path of await ofPractices('get')) {
      const answer = await ask(addressOf(path), null);
      expect(answer.status, path).to.equal(401);
      expect((await problemOf(answer)).type).to.equal('/problems/not-signed-in');
    }
    expect((await ask(ofPractice('/records'), 'vera')).status).to.equal(403);
  });

  it('answers to another practice as if there were nothing, by every route', async () => {
    for (const path of await ofPractices('get')) {
      const answer = await ask(addressOf(path), 'of another');
      expect(answer.status, path).to.equal(404);
      expect((await problemOf(answer)).type).to.equal('/problems/not-found');
    }
    expect(await (await ask('/api/practices', 'of another')).text()).not.to.include('jansen');
    for (const path of await ofPractices('post')) {
      const { status } = await change(addressOf(path), 'of another');
      expect(status, path).to.equal(404);
    }
    for (const path of [`/records/${bakery.id}`, `/log?record=${bakery.id}`])
      expect((await ask(`/api/practices/smit${path}`, 'of another')).status, path).to.equal(404);
    for (const practice of ['nobody', "x' or 1=1", '..%2fjansen'])
      for (const who of ['of another', 'olga'])
        expect((await ask(`/api/practices/${practice}/records`, who)).status).to.equal(404);
  });

  it('lets a viewer write by no route, although the call is the viewer’s own and has the token', async () => {
    for (const path of await pathsWith('post')) {
      const answer = await change(addressOf(path), 'viewer');
      expect(answer.status, path).to.equal(403);
      expect((await problemOf(answer)).type, path).to.equal('/problems/no-right');
    }
    for (const path of Object.keys((await description()).paths))
      for (const method of ['PUT', 'PATCH', 'DELETE'])
        expect((await change(addressOf(path), 'administrator', { method })).status).to.be.oneOf([404, 405]);
  });

  it('refuses a change that does not fit by its field, and shows nothing of it', async () => {
    const path = addressOf('/api/practices/{practice}/links/{connection}').split('?')[0] ?? '';
    const records = [bakery.id];
    for (const [body, field] of [
      [{ to: 'bosch', records }, 'to'],
      [{ to: 'off', records, bosch: 1 }, 'body'],
      [{ to: 'off', records, confirmed: 'bosch' }, 'confirmed'],
      [{ to: 'off', records: ['bosch'] }, 'records.0'],
      [{ to: 'off', records: [] }, 'records'],
      [{ to: 'off' }, 'records'],
      ['bosch', 'body'],
    ] as const) {
      const answer = await change(path, 'link-manager', { body: JSON.stringify(body) });
      expect(answer.status, field).to.equal(400);
      expect((await answer.clone().text()).toLowerCase()).not.to.include('bosch');
      expect((await problemOf(answer)).errors.map((error) => error.field)).to.deep.equal([field]);
    }
  });

  it('says what is wrong, and why something cannot be done, in the language that is asked for', async () => {
    const wrong = async (path: string, language: string): Promise<string> =>
      (await ask(path, 'viewer', { headers: { 'accept-language': language } })).text();
    const limit = ofPractice('/records?limit=0');
    const dutch = await wrong(limit, 'nl-NL, en;q=0.5');
    expect(dutch)
      .to.include('Het verzoek is niet te lezen.')
      .and.include('"message":"moet minstens 1 zijn."');
    expect(await wrong(limit, 'fr')).to.include('"detail":"limit must be at least 1."');
    expect(await wrong(`${limit}&lang=nl`, 'en')).to.include('"detail":"limit moet minstens 1 zijn."');
    expect(await wrong('/api/nowhere', 'nl')).to.include('Op dit adres staat niets.');
    const task = ofPractice('/tasks/00000000-0000-4000-8000-000000000000');
    const confirm = async (language: string): Promise<string> => {
      const headers = { 'accept-language': language };
      return (await change(task, 'operator', { body: '{"answer":true}', headers })).text();
    };
    expect(await confirm('en')).to.include('"detail":"No open task has this id');
    expect(await confirm('nl')).to.include('"detail":"Geen open taak heeft deze id');
    const asked = await change(`${task}?lang=nl`, 'operator', { body: '{"answer":true}' });
    expect(await asked.text()).to.include('"detail":"Geen open taak heeft deze id');
  });

  it('refuses what cannot be asked by its field, and shows nothing of it', async () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['/records?limit=0', 'limit'],
      ['/records?limit=201', 'limit'],
      ['/records?limit=many-bosch', 'limit'],
      ['/records?limit=1&limit=2', 'limit'],
      ['/records?cursor=bosch', 'cursor'],
      [`/records?cursor=${cursorOf(['bosch', '', 'no-id'])}`, 'cursor'],
      [`/records?cursor=${cursorOf(['bosch\0', '', bakery.id])}`, 'cursor'],
      ['/records?state=bosch', 'state'],
      ['/records?q=bosch%00', 'q'],
      ['/records?connection=bosch', 'connection'],
      ['/records?bosch=1', 'query'],
      ['/tasks?bosch=1', 'query'],
      ['/log?cursor=bosch', 'cursor'],
      ['/log?record=bosch', 'record'],
      ['/log?since=bosch', 'since'],
      ['/to-do?cursor=bosch', 'cursor'],
      ['/overview?bosch=bosch', 'query'],
    ];
    for (const [path, field] of wrong) {
      const answer = await ask(ofPractice(path));
      expect(answer.status, path).to.equal(400);
      const text = await answer.clone().text();
      expect(text.toLowerCase(), path).not.to.include('bosch');
      const { errors } = await problemOf(answer);
      expect(
        errors.map((error) => error.field),
        path,
      ).to.deep.equal([field]);
      expect(errors[0]?.message).to.match(/^(must|is|has) /);
    }
  });
});

function cursorOf(end: readonly string[]): string {
  return Buffer.from(JSON.stringify(end)).toString('base64url');
}
