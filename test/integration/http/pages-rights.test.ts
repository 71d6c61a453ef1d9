// Who may do what on the pages and over the API, asked without a browser: forged forms and calls included.
import { expect } from 'chai';
import { sql } from 'kysely';
import { z } from 'zod';
import { openOfficePages, type Office, type OfficePages } from '../../support/office-pages.ts';
import { PASSWORD } from '../../support/koppel-server.ts';
import { postForm } from './test-server.ts';

const sessionSchema = z.object({ csrfToken: z.string(), role: z.string() });

interface Caller {
  readonly cookie: string;
  readonly token: string;
}

describe('the rights on pages and API', function () {
  this.timeout(240_000);
  let office: OfficePages;
  let client: string;
  let contact: string;
  const callers = new Map<string, Caller>();

  before(async () => {
    office = await openOfficePages({ work: false });
    client = await office.idOf('jansen', 'c2');
    contact = await office.idOf('jansen', 'p2');
    for (const name of ['viewer', 'link-manager', 'operator', 'administrator'])
      callers.set(name, await signIn('jansen', name));
    callers.set('of smit', await signIn('smit', 'administrator'));
    callers.set('olga', await signIn('', 'olga'));
  });

  async function signIn(practice: string, name: string): Promise<Caller> {
    const answer = await postForm(`${office.url}/sign-in`, { practice, name, password: PASSWORD });
    expect(answer.status, `${practice} ${name}`).to.equal(303);
    const first = cookieOf(answer);
    // The secret behind the token is put into the session when the token is first asked for.
    const session = await fetch(`${office.url}/api/session`, { headers: { cookie: first } });
    const { csrfToken: token } = sessionSchema.parse(await session.json());
    return { cookie: cookieOf(session), token };
  }

  const cookieOf = (answer: Response): string =>
    (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';

  function callerNamed(name: string): Caller {
    const caller = callers.get(name);
    if (caller === undefined) throw new Error(`nobody is called ${name}`);
    return caller;
  }

  const get = (path: string, name: string): Promise<Response> =>
    fetch(`${office.url}${path}`, { redirect: 'manual', headers: { cookie: callerNamed(name).cookie } });

  function sendForm(path: string, name: string, form: Record<string, string>): Promise<Response> {
    const { cookie, token } = callerNamed(name);
    return postForm(`${office.url}${path}`, { _csrf: token, ...form }, { cookie });
  }

  interface Sent {
    readonly body: unknown;
    readonly headers?: Record<string, string>;
  }

  function call(path: string, name: string, { body, headers = {} }: Sent): Promise<Response> {
    const { cookie, token } = callerNamed(name);
    return fetch(`${office.url}/api${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        ...{ cookie, origin: office.url, 'content-type': 'application/json', 'csrf-token': token },
        ...headers,
      },
    });
  }

  async function isLinked(of: Office, recordId: string): Promise<boolean> {
    const { rows } = await office.store.inPractice(of, (tx) =>
      sql<{ enabled: boolean }>`select enabled from client_link where client_id = ${recordId}
        union all select enabled from contact_link where contact_id = ${recordId}`.execute(tx),
    );
    return rows.some(({ enabled }) => enabled);
  }

  const lookAt = (to: 'on' | 'off', ids: readonly string[]): string =>
    `/practices/jansen/links?${new URLSearchParams([['connection', 'caseware'], ['to', to], ...ids.map((id) => ['record', id] as [string, string])]).toString()}`;

  const formOf = (record: string, to: 'on' | 'off') => ({ connection: 'caseware', record, to });
  /** By the form of the page. */
  const save = (name: string, record: string, { to, ...form }: { to: 'on' | 'off'; _csrf?: string }) =>
    sendForm('/practices/jansen/links', name, { ...formOf(record, to), ...form });
  /** Over the API. */
  const tell = (name: string, records: readonly string[], { body, ...sent }: Sent): Promise<Response> =>
    call('/practices/jansen/links/caseware', name, { ...sent, body: { records, ...Object(body) } });

  it('a viewer cannot switch by any route: page, forged form, API', async () => {
    const card = await (await get(`/practices/jansen/records/${contact}`, 'viewer')).text();
    expect(card).to.include('koppelbeheerder').and.not.to.include('to=on');
    expect((await get(lookAt('on', [contact]), 'viewer')).status).to.equal(403);
    expect((await save('viewer', contact, { to: 'on' })).status).to.equal(403);
    expect((await tell('viewer', [contact], { body: { to: 'on' } })).status).to.equal(403);
    expect(await isLinked('jansen', contact)).to.equal(false);
  });

  it('nobody confirms a task or decides about the brake with a lesser role', async () => {
    const none = '00000000-0000-4000-8000-000000000000';
    for (const [role, tasks, brake] of [
      ['viewer', 403, 403],
      ['link-manager', 403, 403],
      ['operator', 409, 403],
      ['administrator', 409, 409],
    ] as const) {
      const form = { task: none, answer: 'yes', question: none, decision: 'approve' };
      expect((await sendForm('/practices/jansen/tasks', role, form)).status, `${role} task`).to.equal(tasks);
      expect((await sendForm('/practices/jansen/brake', role, form)).status, `${role} brake`).to.equal(brake);
      expect(
        (await call(`/practices/jansen/tasks/${none}`, role, { body: { answer: true } })).status,
      ).to.equal(tasks);
      const decided = await call(`/practices/jansen/brake/${none}`, role, { body: { decision: 'approve' } });
      expect(decided.status).to.equal(brake === 409 ? 404 : brake);
    }
  });

  it('accounts are looked after by administrators alone, of their own practice, and it stands in the audit trail', async () => {
    const accounts = '/practices/jansen/accounts';
    const password = 'a long password';
    const add = { do: 'add', name: 'Nieuw', role: 'viewer', password, again: password };
    for (const role of ['viewer', 'link-manager', 'operator']) {
      expect((await get(accounts, role)).status, role).to.equal(403);
      expect((await sendForm(accounts, role, add)).status, role).to.equal(403);
      expect(await (await get('/practices/jansen', role)).text()).not.to.include(accounts);
    }
    expect(await (await get('/practices/jansen', 'administrator')).text()).to.include(accounts);
    expect((await sendForm(accounts, 'administrator', { ...add, _csrf: 'guess' })).status).to.equal(403);
    expect((await sendForm(accounts, 'of smit', add)).status).to.equal(404);
    expect((await sendForm('/practices/smit/accounts', 'administrator', add)).status).to.equal(404);
    expect(await (await get(accounts, 'administrator')).text())
      .to.match(/Kantoor op de aanmeldpagina:\s*<strong>jansen<\/strong>/)
      .and.not.include('nieuw');

    for (const [form, why] of [
      [{ ...add, again: 'a long passwort' }, 'De twee wachtwoorden verschillen'],
      [{ ...add, password: 'short', again: 'short' }, '12 tot 1024 tekens'],
      [{ ...add, name: 'a:b' }, 'geen dubbele punt'],
      [{ ...add, name: 'VIEWER' }, 'Er is al een account met deze naam'],
      [{ do: 'role', name: 'nobody', role: 'viewer' }, 'Er is geen account met deze naam'],
      [{ do: 'role', name: 'Administrator', role: 'viewer' }, 'wijzigt een andere beheerder'],
      [{ do: 'disable', name: 'administrator' }, 'wijzigt een andere beheerder'],
    ] as const) {
      const answer = await sendForm(accounts, 'administrator', form);
      expect(answer.status, why).to.equal(409);
      expect(await answer.text(), why)
        .to.include(why)
        .and.not.include(password);
    }
    expect(
      (await sendForm(accounts, 'administrator', { do: 'role', name: 'x', role: 'owner' })).status,
    ).to.equal(400);

    expect((await sendForm(accounts, 'administrator', add)).status).to.equal(303);
    const signIn = (with_: string): Promise<Response> =>
      postForm(`${office.url}/sign-in`, { practice: 'jansen', name: 'nieuw', password: with_ });
    expect((await signIn(password)).status).to.equal(303);
    expect(
      (await sendForm(accounts, 'olga', { do: 'role', name: 'nieuw', role: 'operator' })).status,
    ).to.equal(303);
    expect((await sendForm(accounts, 'administrator', { do: 'disable', name: 'nieuw' })).status).to.equal(
      303,
    );
    expect((await signIn(password)).status).to.equal(401);
    const other = 'another password';
    const change = { do: 'password', name: 'nieuw', password: other, again: other };
    expect((await sendForm(accounts, 'administrator', change)).status).to.equal(303);
    expect((await signIn(other)).status).to.equal(303);
    const log = await office.bench.koppel('log', '--practice', 'jansen', '--action', 'account', '--json');
    for (const part of [
      'account.added',
      'account.role',
      'account.disabled',
      'account.password',
      'user:olga',
      'user:administrator',
    ])
      expect(log.stdout).to.include(part);
    expect(log.stdout).not.to.include(password).and.not.include(other);
  });

  it('a form or a call without the token of the session changes nothing, nor one with another’s', async () => {
    const other = callerNamed('administrator').token;
    for (const _csrf of ['', 'guess', other]) {
      expect((await save('link-manager', contact, { to: 'on', _csrf })).status).to.equal(403);
      const answer = await tell('link-manager', [contact], {
        body: { to: 'on' },
        headers: { 'csrf-token': _csrf },
      });
      expect(answer.status).to.equal(403);
    }
    expect(await isLinked('jansen', contact)).to.equal(false);
  });

  it('a form that another site sends changes nothing, although it has the token', async () => {
    const { cookie, token } = callerNamed('link-manager');
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
      const form = { _csrf: token, connection: 'caseware', to: 'on', record: contact };
      const answer = await postForm(`${office.url}/practices/jansen/links`, form, { cookie, ...headers });
      expect(answer.status).to.equal(403);
    }
    const answer = await tell('link-manager', [contact], {
      body: { to: 'on' },
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).to.equal(403);
    expect(await isLinked('jansen', contact)).to.equal(false);
  });

  it('a link manager switches, on the page and over the API, and it stands in the audit trail by name', async () => {
    expect((await save('link-manager', contact, { to: 'on' })).status).to.equal(303);
    expect(await isLinked('jansen', contact)).to.equal(true);
    const off = await tell('link-manager', [contact], { body: { to: 'off' } });
    expect(await off.json()).to.deep.equal({ changed: [contact] });
    expect(await isLinked('jansen', contact)).to.equal(false);
    const log = await (await get('/api/practices/jansen/log?limit=2', 'viewer')).text();
    expect(log).to.include('"actor":"user:link-manager"').and.include('link.off').and.include('link.on');
  });

  it('a private client cannot be switched on by any route, and the page says why', async () => {
    const person = await office.idOf('jansen', 'c3');
    const page = await (await get(lookAt('on', [person]), 'administrator')).text();
    expect(page).to.include('Particuliere klanten').and.not.to.include('name="to"');
    expect((await save('administrator', person, { to: 'on' })).status).to.equal(409);
    expect((await tell('administrator', [person], { body: { to: 'on' } })).status).to.equal(409);
    expect(await isLinked('jansen', person)).to.equal(false);
  });

  it('where the practice software has the switch nobody switches here, and the page says where', async () => {
    const theirs = await office.idOf('smit', 'p2');
    const card = await (await get(`/practices/smit/records/${theirs}`, 'of smit')).text();
    expect(card).to.include('in de praktijksoftware').and.not.to.include('to=o');
    expect((await sendForm('/practices/smit/links', 'of smit', formOf(theirs, 'on'))).status).to.equal(409);
    expect(
      (await call('/practices/smit/links/caseware', 'of smit', { body: { to: 'on', records: [theirs] } }))
        .status,
    ).to.equal(409);
    expect(await isLinked('smit', theirs)).to.equal(false);
  });

  it('another practice, and what belongs to it, is answered as what is not there', async () => {
    const theirs = await office.idOf('smit', 'c1');
    for (const path of [
      '/practices/smit',
      '/practices/smit/records',
      '/practices/smit/records.csv',
      `/practices/smit/records/${theirs}`,
      `/practices/jansen/records/${theirs}`,
      `/practices/nobody/records`,
      '/practices/..%2Fsmit/records',
      '/api/practices/smit/records',
      `/api/practices/jansen/records/${theirs}`,
      '/api/practices/smit/to-do',
    ])
      expect((await get(path, 'administrator')).status, path).to.equal(404);
    const headers = { cookie: callerNamed('administrator').cookie, accept: 'text/html' };
    const missing = await (await fetch(`${office.url}/practices/smit/records`, { headers })).text();
    expect(missing).to.include('Jansen Accountants').and.not.include('Smit');
    expect((await save('administrator', theirs, { to: 'off' })).status).to.equal(404);
    expect((await sendForm('/practices/smit/links', 'administrator', formOf(theirs, 'off'))).status).to.equal(
      404,
    );
    expect((await tell('administrator', [theirs], { body: { to: 'off' } })).status).to.equal(404);
    expect(await (await get('/api/practices', 'administrator')).text()).not.to.include('smit');
    expect((await get('/practices/smit/records', 'olga')).status).to.equal(200);
  });

  it('who is not signed in is sent to the sign-in by a page, and told so by the API', async () => {
    const page = await fetch(`${office.url}/practices/jansen/records?q=x`, { redirect: 'manual' });
    expect(page.headers.get('location')).to.equal('/sign-in?next=%2Fpractices%2Fjansen%2Frecords%3Fq%3Dx');
    expect((await fetch(`${office.url}/api/practices/jansen/records`)).status).to.equal(401);
  });

  it('a role that was taken away, and an account that was disabled, count at the next call', async () => {
    const { bench } = office;
    await bench.koppel('user', 'role', 'operator', 'viewer', '--practice', 'jansen');
    expect((await save('operator', contact, { to: 'on' })).status).to.equal(403);
    await bench.koppel('user', 'disable', 'operator', '--practice', 'jansen');
    expect((await get('/api/session', 'operator')).status).to.equal(401);
  });

  it('the API answers as its own description says, and what does not fit names the field', async () => {
    const records = await get('/api/practices/jansen/records?limit=2&kind=client', 'viewer');
    expect(records.status).to.equal(200);
    const page = z
      .object({ records: z.array(z.unknown()).length(2), next: z.string() })
      .parse(await records.json());
    const more = await get(`/api/practices/jansen/records?limit=2&kind=client&cursor=${page.next}`, 'viewer');
    expect(
      z.object({ records: z.array(z.unknown()).min(1) }).parse(await more.json()).records,
    ).not.to.deep.equal(page.records);
    const wrong = await get('/api/practices/jansen/records?state=nowhere', 'viewer');
    expect(wrong.status).to.equal(400);
    expect(await wrong.text())
      .to.include('"state"')
      .and.not.to.include('nowhere');
    for (const path of [`records/${client}`, 'to-do', 'tasks', 'brake', 'overview', 'log'])
      expect((await get(`/api/practices/jansen/${path}`, 'viewer')).status, path).to.equal(200);
  });

  it('a list that is downloaded and a switch that is saved are no error to be called for', async () => {
    expect((await get('/practices/jansen/records.csv', 'viewer')).status).to.equal(200);
    expect((await save('link-manager', contact, { to: 'off' })).status).to.equal(303);
    expect(office.errors).to.deep.equal([]);
  });

  it('pages are not kept by anybody and let in no script but their own', async () => {
    const { headers } = await get('/practices/jansen/records', 'viewer');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('content-security-policy'))
      .to.include("script-src 'self'")
      .and.not.include('unsafe-inline');
  });
});
