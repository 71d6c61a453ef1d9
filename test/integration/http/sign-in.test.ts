import { expect } from 'chai';
import { hashPassword } from '../../../src/http/sign-in/password.ts';
import { CHEAP, PASSWORD, postForm, signIn, startServer, type TestServer, USERS } from './test-server.ts';

describe('Signing in to the dashboard', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({}, { signInsPerMinute: 50 });
  });
  afterEach(() => server.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { redirect: 'manual', headers });

  it('shows the page in Dutch, and in English to those who ask', async () => {
    expect(await (await get('/sign-in')).text()).to.contain('<html lang="nl">');
    const english = { 'accept-language': 'fr, en-GB;q=0.8' };
    expect(await (await get('/sign-in', english)).text()).to.contain('<html lang="en">');
    expect(await (await get('/sign-in?lang=nl')).text()).to.contain('Wachtwoord');
    const dutch = { 'accept-language': 'fr;q=0.9, nl-NL;q=0.8, en;q=0.1' };
    expect(await (await get('/sign-in', dutch)).text()).to.contain('<html lang="nl">');
  });

  it('gives every field a label', async () => {
    const html = await (await get('/sign-in')).text();
    for (const id of ['practice', 'name', 'password'])
      expect(html).to.contain(`<label for="${id}">`).and.contain(`id="${id}"`);
  });

  it('lets a user with the right password in, with a cookie that scripts cannot read', async () => {
    const answer = await postForm(`${server.url}/sign-in`, { name: 'olga', password: PASSWORD });
    expect(answer.status).to.equal(303);
    expect(answer.headers.get('location')).to.equal('/');
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie)
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Strict/)
      .and.match(/Path=\//);
    expect(cookie)
      .to.match(/Max-Age=28800/)
      .and.not.match(/Secure/);
  });

  it('refuses a wrong password and an unknown name in the same words', async () => {
    const wrong = await postForm(`${server.url}/sign-in`, { name: 'olga', password: 'guess' });
    const unknown = await postForm(`${server.url}/sign-in`, { name: 'nobody', password: PASSWORD });
    expect([wrong.status, unknown.status]).to.deep.equal([401, 401]);
    expect(await wrong.text()).to.equal(await unknown.text());
    expect(wrong.headers.getSetCookie()).to.deep.equal([]);
  });

  it('refuses forms that are incomplete, doubled or far too long', async () => {
    for (const body of [
      '',
      'name=olga',
      'name=olga&name=vera&password=x',
      `name=olga&password=${'x'.repeat(2000)}`,
    ]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.url };
      const answer = await fetch(`${server.url}/sign-in`, { method: 'POST', body, headers });
      expect(answer.status).to.equal(401);
    }
  });

  it('refuses a form that another site sends', async () => {
    const form = { name: 'olga', password: PASSWORD };
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: server.url, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await postForm(`${server.url}/sign-in`, form, headers)).status).to.equal(403);
    }
  });

  it('returns after signing in to where one came from', async () => {
    const start = await get('/queues/queue/sync?page=2');
    expect(start.status).to.equal(302);
    expect(start.headers.get('location')).to.equal('/sign-in?next=%2Fqueues%2Fqueue%2Fsync%3Fpage%3D2');
    const page = await (await get(start.headers.get('location') ?? '')).text();
    expect(page).to.contain('value="/queues/queue/sync?page=2"');
    const form = { name: 'olga', password: PASSWORD, next: '/queues/queue/sync?page=2' };
    const end = await postForm(`${server.url}/sign-in`, form);
    expect(end.headers.get('location')).to.equal('/queues/queue/sync?page=2');
  });

  it('never leads to another site after signing in', async () => {
    const addresses = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/.//evil.example',
      '/a/..//evil.example',
      'javascript:alert(1)',
      '/%0d%0aSet-Cookie:x\r\n',
      'queues',
      '',
    ];
    for (const next of addresses) {
      const answer = await postForm(`${server.url}/sign-in`, { name: 'olga', password: PASSWORD, next });
      expect(answer.headers.get('location'), next).to.equal('/');
    }
  });

  it('escapes what stands in the address', async () => {
    const html = await (
      await get(`/sign-in?next=${encodeURIComponent('/"><script>alert(1)</script>')}`)
    ).text();
    expect(html).not.to.contain('<script>');
  });

  it('ends a session at signing out', async () => {
    const cookie = await signIn(server.url, 'olga');
    expect(await (await get('/sign-out', { cookie })).text()).to.contain('olga');
    const answer = await postForm(`${server.url}/sign-out`, {}, { cookie });
    expect(answer.headers.get('location')).to.equal('/sign-in');
    expect(answer.headers.getSetCookie()[0])
      .to.match(/^koppel-session=;/)
      .and.match(/Max-Age=0/);
  });

  it('treats a forged cookie as signed out', async () => {
    const cookie = `koppel-session=${'A'.repeat(80)}%3B${'A'.repeat(32)}`;
    expect((await get('/queues', { cookie })).status).to.equal(302);
  });

  it('does not let the page run scripts or be framed', async () => {
    const { headers } = await get('/sign-in');
    expect(headers.get('content-security-policy')).to.contain("default-src 'none'");
    expect(headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).to.equal('DENY');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('cache-control')).to.equal('no-store');
  });
});

describe('Signing in, under other settings', () => {
  it('says so when somebody tries too often', async () => {
    const server = await startServer({}, { signInsPerMinute: 2 });
    const form = { name: 'olga', password: 'guess' };
    for (const status of [401, 401, 429]) {
      const answer = await postForm(`${server.url}/sign-in?lang=nl`, form);
      expect(answer.status).to.equal(status);
      if (status === 429) expect(await answer.text()).to.contain('Te veel pogingen');
      if (status === 429) expect(answer.headers.get('retry-after')).not.to.equal(null);
    }
    await server.close();
  });

  it('ends every session of a user whose password changed', async () => {
    const sessionKeys = [Buffer.alloc(32, 7)];
    const before = await startServer({}, { sessionKeys });
    const cookie = await signIn(before.url, 'olga');
    await before.close();
    const passwordHash = await hashPassword('another one', CHEAP);
    const users = USERS.map((user) => ({ ...user, passwordHash }));
    const after = await startServer({}, { sessionKeys, users });
    const answer = await fetch(`${after.url}/queues`, { redirect: 'manual', headers: { cookie } });
    expect(answer.headers.get('location')).to.match(/^\/sign-in/);
    await after.close();
  });

  it('signs nobody out when the session key changes, and everybody once the old key is gone', async () => {
    const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const ask = async (sessionKeys: Buffer[], cookie: string) => {
      const server = await startServer({}, { sessionKeys });
      const answer = await fetch(`${server.url}/sign-out`, { redirect: 'manual', headers: { cookie } });
      await server.close();
      return {
        status: answer.status,
        cookie: (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '',
      };
    };
    const before = await startServer({}, { sessionKeys: [old] });
    const cookie = await signIn(before.url, 'olga');
    await before.close();
    const during = await ask([fresh, old], cookie);
    expect(during.status).to.equal(200);
    // Sealed again under the new key, so that the old one can go once everybody came by.
    expect((await ask([fresh], during.cookie)).status).to.equal(200);
    expect((await ask([fresh], cookie)).status).to.equal(303);
  });

  it('sends the cookie over https only where people use https', async () => {
    const publicUrl = 'https://koppel.example.nl';
    const server = await startServer({}, { publicUrl });
    const form = { name: 'olga', password: PASSWORD };
    const answer = await postForm(`${server.url}/sign-in`, form, { origin: publicUrl });
    expect(answer.headers.getSetCookie()[0]).to.match(/Secure/);
    expect(answer.headers.get('strict-transport-security')).to.match(/max-age=31536000/);
    expect((await postForm(`${server.url}/sign-in`, form)).status).to.equal(403);
    await server.close();
  });
});
