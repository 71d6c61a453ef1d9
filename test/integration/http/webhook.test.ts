import { createHmac, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { clientEvent, problemOf, SECRET, sendWebhook, startServer, type TestServer } from './test-server.ts';

describe('The webhook of a practice', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.close());

  async function expectRefused(answer: Response, status: number, slug: string): Promise<void> {
    expect(answer.status).to.equal(status);
    expect((await problemOf(answer)).type).to.equal(`/problems/${slug}`);
    expect(server.stored).to.deep.equal([]);
    expect(server.announced).to.deep.equal([]);
  }

  it('stores a signed event as it was received, then announces it', async () => {
    const body = clientEvent();
    const answer = await sendWebhook(server.url, body, { id: 'msg_1' });
    expect(answer.status).to.equal(202);
    expect(await answer.json()).to.deep.equal({ duplicate: false });
    expect(server.stored[0]).to.include({ practiceId: 'jansen', webhookId: 'msg_1', payload: body });
    expect(server.stored[0]).to.include({ type: 'client.upserted' });
    expect(server.announced).to.deep.equal(['msg_1']);
  });

  it('stores an event that is sent twice once, and answers 202 both times', async () => {
    await sendWebhook(server.url, clientEvent(), { id: 'msg_1' });
    const again = await sendWebhook(server.url, clientEvent(), { id: 'msg_1' });
    expect(again.status).to.equal(202);
    expect(await again.json()).to.deep.equal({ duplicate: true });
    expect(server.stored).to.have.length(1);
    expect(server.announced).to.have.length(1);
  });

  it('stores events in whatever order they arrive', async () => {
    await sendWebhook(server.url, clientEvent({ changedAt: '2026-01-15T10:00:00Z' }), { id: 'later' });
    await sendWebhook(server.url, clientEvent({ changedAt: '2026-01-15T09:00:00Z' }), { id: 'earlier' });
    expect(server.stored.map((one) => one.webhookId)).to.deep.equal(['later', 'earlier']);
  });

  it('refuses a wrong signature', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await expectRefused(await sendWebhook(server.url, clientEvent(), { secret }), 401, 'invalid-signature');
  });

  it('answers an unknown practice exactly as a wrong signature', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const unknown = await sendWebhook(server.url, clientEvent(), { practice: 'nobody' });
    const wrong = await sendWebhook(server.url, clientEvent(), { secret });
    expect(unknown.status).to.equal(wrong.status);
    expect(await unknown.text()).to.equal(await wrong.text());
    expect([...unknown.headers.keys()]).to.deep.equal([...wrong.headers.keys()]);
  });

  it('refuses an event without signature headers', async () => {
    const answer = await fetch(`${server.url}/webhooks/practice/jansen`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: clientEvent(),
    });
    await expectRefused(answer, 401, 'invalid-signature');
  });

  it('refuses a body that was changed after it was signed, by a space even', async () => {
    const at = new Date();
    const answer = await fetch(`${server.url}/webhooks/practice/jansen`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(SECRET).sign('msg_1', at, clientEvent()),
      },
      body: `${clientEvent()} `,
    });
    await expectRefused(answer, 401, 'invalid-signature');
  });

  /** Signed over the header as it stands, or over the seconds that it means. */
  function sendAt(
    timestamp: string,
    { signed = timestamp, secret = SECRET, body = Buffer.from(clientEvent()) } = {},
  ): Promise<Response> {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`msg_1.${signed}.`).update(body).digest('base64');
    return fetch(`${server.url}/webhooks/practice/jansen`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    });
  }

  const seconds = (minutes = 0): number => Math.floor(Date.now() / 1000) + minutes * 60;

  for (const [minutes, code, text] of [
    [-8, 'CLOCK_BEHIND', '8 minutes behind'],
    [8, 'CLOCK_AHEAD', '8 minutes ahead'],
    [-600, 'CLOCK_BEHIND', '10 hours behind'],
  ] as const) {
    it(`tells a sender whose clock is ${minutes} minutes off so, and stores nothing`, async () => {
      const answer = await sendAt(String(seconds(minutes)));
      const { errors } = await problemOf(answer.clone());
      expect(errors[0]).to.include({ field: 'webhook-timestamp', code });
      expect(errors[0]?.message).to.include(text);
      await expectRefused(answer, 401, 'clock-off');
      expect(server.logged.join('')).to.include('"problem":"clock-off"');
    });
  }

  for (const [form, code] of [
    [String(Date.now()), 'MILLISECONDS'],
    [new Date().toISOString(), 'DATE'],
    [`${Math.floor(Date.now() / 1000)}.25`, 'NOT_SECONDS'],
  ] as const) {
    it(`tells a sender that writes the time in another form so (${code}), and stores nothing`, async () => {
      const meant = code === 'DATE' ? Math.floor(Date.parse(form) / 1000) : form.slice(0, 10);
      for (const signed of [form, String(meant)]) {
        const answer = await sendAt(form, { signed });
        expect((await problemOf(answer.clone())).errors[0]).to.include({ code });
        await expectRefused(answer, 400, 'timestamp-form');
      }
    });
  }

  it('tells nobody about the time who cannot sign', async () => {
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    const forms = [String(seconds(8)), String(Date.now()), new Date().toISOString(), 'x', String(seconds())];
    for (const form of forms)
      await expectRefused(await sendAt(form, { secret: other }), 401, 'invalid-signature');
  });

  it('refuses with 409 another body under an id that was used', async () => {
    expect((await sendWebhook(server.url, clientEvent(), { id: 'msg_1' })).status).to.equal(202);
    const other = await sendWebhook(server.url, clientEvent({ name: 'Another' }), { id: 'msg_1' });
    expect(other.status).to.equal(409);
    expect((await problemOf(other)).type).to.equal('/problems/webhook-id-taken');
    expect(server.stored).to.have.length(1);
    expect(server.announced).to.have.length(1);
  });

  it('refuses an id with spaces or longer than 200 characters', async () => {
    for (const id of ['two words', 'x'.repeat(201)]) {
      await expectRefused(await sendWebhook(server.url, clientEvent(), { id }), 400, 'invalid-webhook-id');
    }
  });

  it('refuses a body of 10 MB before it looks at it', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, ' ');
    await expectRefused(await sendWebhook(server.url, body), 413, 'payload-too-large');
  });

  it('refuses what is not JSON, although signed', async () => {
    for (const body of ['client c-1 changed', '', '{"type":', '{"a":"\u0000"}']) {
      await expectRefused(await sendWebhook(server.url, body), 400, 'invalid-json');
    }
  });

  it('passes over a byte order mark: what is stored can be read again as it stands', async () => {
    expect((await sendWebhook(server.url, `\uFEFF${clientEvent()}`)).status).to.equal(202);
    expect(server.stored[0]).to.include({ payload: clientEvent() });
  });

  it('tells a sender that signs rightly and sends other bytes than UTF-8 so, and nobody else', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    for (const body of [Buffer.from(clientEvent({ name: 'Café' }), 'latin1'), Buffer.from([0xff, 0xfe])]) {
      await expectRefused(await sendAt(String(seconds()), { body }), 400, 'invalid-json');
      await expectRefused(await sendAt(String(seconds()), { body, secret }), 401, 'invalid-signature');
    }
  });

  it('refuses keys that would change the prototype of objects', async () => {
    for (const key of ['"__proto__":{"enabled":true}', '"constructor":{"prototype":{"enabled":true}}']) {
      const answer = await sendWebhook(server.url, `{"type":"client.upserted","data":{${key}}}`);
      await expectRefused(answer, 400, 'invalid-json');
    }
  });

  it('refuses another content type than JSON', async () => {
    for (const contentType of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      const answer = await sendWebhook(server.url, clientEvent(), { contentType });
      await expectRefused(answer, 415, 'unsupported-media-type');
    }
  });

  it('names the fields at fault, never their values', async () => {
    const answer = await sendWebhook(
      server.url,
      clientEvent({ name: 5, kind: 'castle', country: 'Narnia', phone: 'nul\u0000byte' }),
    );
    expect(answer.status).to.equal(422);
    const text = await answer.clone().text();
    const { errors } = await problemOf(answer);
    expect(errors.map((error) => error.field)).to.have.members([
      'data.name',
      'data.kind',
      'data.country',
      'data.phone',
    ]);
    expect(text).not.to.match(/castle|Narnia|nul/);
    expect(text, 'rule 22: what it takes away counts').to.include('only what it takes away was taken over');
    expect(server.stored.map(({ problems }) => problems.length)).to.deep.equal([4]);
  });

  it('refuses wrong types in every place', async () => {
    for (const body of ['null', '[]', '"x"', '1', '{"type":1,"data":[]}', '{"type":"client.upserted"}']) {
      await expectRefused(await sendWebhook(server.url, body), 422, 'invalid-event');
    }
  });

  it('refuses ten thousand fields with a short answer', async () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`field${i}`, i]));
    const answer = await sendWebhook(server.url, clientEvent(fields));
    expect(answer.status).to.equal(422);
    expect((await answer.text()).length).to.be.below(32_000);
  });

  it('takes emoji, right-to-left names and SQL in a name as data', async () => {
    const names = ['Bloemen 🌷 & Zn', 'مكتب المحاسبة', "Robert'); DROP TABLE client;--"];
    for (const name of names)
      expect((await sendWebhook(server.url, clientEvent({ name }))).status).to.equal(202);
    expect(server.stored.map((one) => one.payload)).to.deep.equal(names.map((name) => clientEvent({ name })));
  });

  it('answers a get with 405 and the method it knows', async () => {
    const answer = await fetch(`${server.url}/webhooks/practice/jansen`);
    expect(answer.headers.get('allow')).to.equal('POST');
    await expectRefused(answer, 405, 'method-not-allowed');
  });

  it('writes no names, signatures or bodies to the log', async () => {
    await sendWebhook(server.url, clientEvent({ name: 'Geheim B.V.' }), { id: 'msg_1' });
    await sendWebhook(server.url, clientEvent({ name: 'Geheim B.V.', kind: 'castle' }));
    await fetch(`${server.url}/webhooks/practice/jansen?name=Geheim`);
    const log = server.logged.join('');
    expect(log).to.contain('"route":"/webhooks/practice/:practice"').and.to.contain('"status":202');
    expect(log).not.to.match(/Geheim|v1,|castle/);
  });
});

describe('The webhook, when something else is wrong', () => {
  it('answers a name that no practice can have like a wrong signature, and asks the database nothing', async () => {
    const asked: string[] = [];
    const secretsOf = (practice: string) => Promise.resolve(asked.push(practice) > 0 ? [SECRET] : []);
    const server = await startServer({ webhook: { secretsOf } });
    for (const practice of ['%00', '', 'Jansen', 'x'.repeat(41)]) {
      const path = `${server.url}/webhooks/practice/${practice}`;
      const headers = { 'content-type': 'application/json', 'webhook-id': 'a', 'webhook-timestamp': '1' };
      const answer = await fetch(path, {
        ...{ method: 'POST', body: '{}', headers: { ...headers, 'webhook-signature': 'v1,x' } },
      });
      expect(answer.status, practice).to.equal(401);
    }
    expect(asked).to.deep.equal([]);
    await server.close();
  });

  it('takes the old and the new secret while one is replaced', async () => {
    const fresh = `whsec_${randomBytes(32).toString('base64')}`;
    const server = await startServer({ webhook: { secretsOf: () => Promise.resolve([fresh, SECRET]) } });
    for (const secret of [SECRET, fresh]) {
      expect((await sendWebhook(server.url, clientEvent(), { secret })).status).to.equal(202);
    }
    await server.close();
  });

  it('passes over a secret that cannot be read and still takes the good one', async () => {
    const server = await startServer({
      webhook: { secretsOf: () => Promise.resolve(['whsec_@', '', SECRET]) },
    });
    expect((await sendWebhook(server.url, clientEvent())).status).to.equal(202);
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', '').update(`msg_2.${at}.{}`).digest('base64');
    const headers = { 'content-type': 'application/json', 'webhook-id': 'msg_2', 'webhook-timestamp': at };
    const forged = await fetch(`${server.url}/webhooks/practice/jansen`, {
      ...{ method: 'POST', body: '{}', headers: { ...headers, 'webhook-signature': `v1,${signature}` } },
    });
    expect(forged.status, 'signed with nothing').to.equal(401);
    await server.close();
  });

  it('answers 202 although the queue is away', async () => {
    const server = await startServer({ webhook: { announce: () => Promise.reject(new Error('away')) } });
    expect((await sendWebhook(server.url, clientEvent())).status).to.equal(202);
    expect(server.stored).to.have.length(1);
    await server.close();
  });

  it('answers 500 without detail when the event could not be stored', async () => {
    const store = () => Promise.reject(new Error('row (Geheim B.V.) violates a constraint'));
    const server = await startServer({ webhook: { store } });
    const answer = await sendWebhook(server.url, clientEvent());
    expect(answer.status).to.equal(500);
    expect(await answer.text()).not.to.match(/Geheim|at .*\.ts/);
    expect(server.announced).to.deep.equal([]);
    expect(server.logged.join('')).to.contain('request failed').and.not.to.contain('Geheim');
    await server.close();
  });

  it('holds back a practice that sends too much, and says for how long', async () => {
    const server = await startServer({}, { webhooksPerMinute: 2 });
    for (const status of [202, 202, 429]) {
      const answer = await sendWebhook(server.url, clientEvent());
      expect(answer.status).to.equal(status);
      if (status === 429) expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 120);
    }
    await server.close();
  });
});
