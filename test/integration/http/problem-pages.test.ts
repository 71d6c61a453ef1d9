// What went wrong, as a browser is told it: a page in the reader's language. Whoever asks for JSON gets JSON.
import { expect } from 'chai';
import { apiOf } from '../../../src/api/api.ts';
import { pagesOf } from '../../../src/pages/pages.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { PASSWORD, postForm, problemOf, startServer, type TestServer } from './test-server.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('What a browser is told of a problem', function () {
  this.timeout(60_000);
  let engine: Engine;
  let server: TestServer;
  let cookie: string;
  let fails = false;

  before(async () => {
    engine = await openEngine();
    const now = (): Date => {
      if (fails) throw new Error('the clock of jansen');
      return new Date();
    };
    const answers = { ...engine.ports, now };
    server = await startServer({ scopes: [pagesOf(answers), apiOf(answers)] });
    const answer = await postForm(`${server.url}/sign-in`, {
      practice: '',
      name: 'olga',
      password: PASSWORD,
    });
    cookie = (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
  });
  after(async () => {
    await server.close();
    await engine.close();
  });

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      ...{ method, redirect: 'manual' },
      headers: { cookie, accept: BROWSER, 'accept-language': 'nl', ...headers },
    });

  const PROBLEMS: readonly (readonly [number, string, string, string])[] = [
    [404, 'GET', '/nowhere', 'Hier staat niets'],
    [404, 'GET', '/practices/nobody', 'Hier staat niets'],
    [400, 'GET', '/practices/jansen/records?state=nowhere', 'vraagt om iets dat er niet is'],
    [403, 'POST', '/practices/jansen/tasks', 'Het formulier kwam van een andere site'],
    [405, 'DELETE', '/practices/jansen/records', 'Dit kan niet'],
  ];

  it('is a page in the language of the reader, with nothing of the machine', async () => {
    for (const [status, method, path, text] of PROBLEMS) {
      const answer = await ask(path, {}, method);
      expect(answer.status, path).to.equal(status);
      expect(answer.headers.get('content-type'), path).to.equal('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).to.equal('no-store');
      expect(answer.headers.get('content-security-policy')).to.include("script-src 'self'");
      expect(await answer.text(), path)
        .to.include('<html lang="nl">')
        .and.include(text)
        .and.not.include('/problems/');
    }
    expect(await (await ask('/nowhere', { 'accept-language': 'en' })).text()).to.include(
      'There is nothing here',
    );
  });

  it('leaves whoever is signed in the menu and the way out, and shows a stranger none', async () => {
    const { practiceId } = engine;
    const missing = await (await ask(`/practices/${practiceId}/nowhere`)).text();
    expect(missing).to.include(`href="/practices/${practiceId}/records"`).and.include('olga');
    expect(missing).to.include('href="/sign-out"').and.include(`/practices/${practiceId}/nowhere?lang=en`);
    const elsewhere = await (await ask('/practices/nobody/records')).text();
    expect(elsewhere).to.include('olga').and.not.include('href="/practices/nobody/to-do');
    const stranger = await (await ask('/nowhere', { cookie: '' })).text();
    expect(stranger).not.to.include('<nav').and.not.include('sign-out');
  });

  it('is JSON for whoever asks for it, and below /api', async () => {
    for (const [status, method, path] of PROBLEMS) {
      const answer = await ask(path, { accept: 'application/json' }, method);
      expect([answer.status, (await problemOf(answer)).status], path).to.deep.equal([status, status]);
    }
    for (const path of ['/api/nowhere', '/api/practices/nobody/records'])
      expect((await problemOf(await ask(path))).status, path).to.equal(404);
  });

  it('names the request where Koppel itself failed, and nothing of the failure', async () => {
    fails = true;
    const answer = await ask('/practices/jansen');
    const text = await answer.text();
    fails = false;
    expect(answer.status).to.equal(500);
    expect(text)
      .to.include('Koppel zelf is vastgelopen')
      .and.match(/Nummer [0-9a-f-]{36}/);
    expect(text).to.not.include('clock');
  });

  it('is an answer too where the address cannot even be read', async () => {
    const answer = await ask('/practices/%zz');
    expect(answer.status).to.be.oneOf([400, 404]);
  });
});
