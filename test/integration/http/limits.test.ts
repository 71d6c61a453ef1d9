// What keeps a sender from using the server up: judged before a body is read, a secret is looked up or a password hashed.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { mock } from 'node:test';
import { expect } from 'chai';
import { senderOf } from '../../../src/http/call-limits.ts';
import { answerNonsense } from '../../../src/http/problem.ts';
import type { ServerOptions } from '../../../src/http/ports.ts';
import {
  clientEvent,
  PASSWORD,
  postForm,
  problemOf,
  SECRET,
  sendWebhook,
  startServer,
  type TestServer,
} from './test-server.ts';

const HOUR_MS = 3_600_000;
const WRONG = `whsec_${randomBytes(32).toString('base64')}`;

describe('The limits of the way in', () => {
  let server: TestServer | undefined;
  let lookedUp: string[];
  beforeEach(() => (lookedUp = []));
  afterEach(() => {
    mock.timers.reset();
    return server?.close();
  });

  const secretsOf = (practice: string) => {
    lookedUp.push(practice);
    return Promise.resolve([SECRET]);
  };
  async function open(options: Partial<ServerOptions>): Promise<TestServer> {
    const portalCalled = ({ connection }: { connection: string }) => {
      lookedUp.push(connection);
      return Promise.resolve(false);
    };
    return (server = await startServer({ webhook: { secretsOf }, portalCalled }, options));
  }
  const send = ({ url }: TestServer, practice: string, secret = SECRET) =>
    sendWebhook(url, clientEvent(), { practice, secret });

  async function expectHeldBack(answer: Response): Promise<void> {
    expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 120);
    expect(await problemOf(answer)).to.include({ status: 429, type: '/problems/too-many-requests' });
  }

  it('a sender that makes up practices is held back as one, before a secret is looked up', async () => {
    const opened = await open({ callsPerMinute: 3 });
    for (const practice of ['a', 'b', 'c'])
      expect((await send(opened, practice, WRONG)).status).to.equal(401);
    await expectHeldBack(await send(opened, 'd', WRONG));
    expect(lookedUp).to.deep.equal(['a', 'b', 'c']);
  });

  it('a sender with a wrong signature is held back for that practice only', async () => {
    const opened = await open({ forgeriesPerMinute: 2 });
    for (const status of [401, 401, 429])
      expect((await send(opened, 'jansen', WRONG)).status).to.equal(status);
    await expectHeldBack(await send(opened, 'jansen'));
    expect(lookedUp).to.have.length(2);
    expect((await send(opened, 'other')).status).to.equal(202);
  });

  for (const [direction, offMs] of [
    ['ahead', HOUR_MS],
    ['back', -HOUR_MS],
  ] as const)
    it(`a sender counted while the clock stood ${direction} is held back for a minute, no more and no less`, async () => {
      const opened = await open({ forgeriesPerMinute: 2 });
      mock.timers.enable({ apis: ['Date'], now: Date.now() + offMs });
      for (const status of [401, 401, 429])
        expect((await send(opened, 'jansen', WRONG)).status).to.equal(status);
      mock.timers.reset();
      const answer = await send(opened, 'jansen');
      expect(answer.status).to.equal(429);
      expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
    });

  it('events that are refused for what they say do not count as forged', async () => {
    const opened = await open({ forgeriesPerMinute: 2 });
    for (let call = 0; call < 4; call += 1)
      expect((await sendWebhook(opened.url, '{}')).status).to.equal(422);
  });

  it('those who are held back together are not told to come back together', async () => {
    const opened = await open({ webhooksPerMinute: 1 });
    const waits = new Set<string | null>();
    for (let call = 0; call < 20; call += 1)
      waits.add((await send(opened, 'jansen')).headers.get('retry-after'));
    expect(waits.size).to.be.greaterThan(3);
  });

  it('a body is not read from a sender that is held back', async () => {
    const opened = await open({ callsPerMinute: 1 });
    await send(opened, 'jansen');
    const answer = await sendWebhook(opened.url, Buffer.alloc(10 * 1024 * 1024, ' '));
    expect(answer.status).to.equal(429);
  });

  it('a portal that calls too often is held back, for how long it is told', async () => {
    const opened = await open({ webhooksPerMinute: 2, forgeriesPerMinute: 50 });
    const call = () =>
      fetch(`${opened.url}/webhooks/portal/jansen/econnect`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
    for (const status of [401, 401]) expect((await call()).status).to.equal(status);
    await expectHeldBack(await call());
    expect(lookedUp).to.have.length(2);
  });

  it('guesses from many places together are held back', async () => {
    const opened = await open({ trustedProxies: ['127.0.0.1'], allSignInsPerMinute: 3 });
    const guess = (from: string, password = 'guess') =>
      postForm(`${opened.url}/sign-in`, { name: 'olga', password }, { 'x-forwarded-for': from });
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      expect((await guess(from)).status).to.equal(401);
    const answer = await guess('192.0.2.4', PASSWORD);
    expect(answer.status).to.equal(429);
    expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
    expect(await answer.text()).to.contain('Te veel pogingen');
  });

  it('what a sender says of its address is not believed unless the proxy is trusted', async () => {
    const opened = await open({ signInsPerMinute: 2 });
    const statuses: number[] = [];
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      const form = { name: 'olga', password: 'guess' };
      statuses.push((await postForm(`${opened.url}/sign-in`, form, { 'x-forwarded-for': from })).status);
    }
    expect(statuses).to.deep.equal([401, 401, 429]);
  });

  it('a form of more than 16 KB is refused before it is read', async () => {
    const opened = await open({});
    const form = { name: 'olga', password: 'x'.repeat(17 * 1024) };
    expect((await postForm(`${opened.url}/sign-in`, form)).status).to.equal(413);
  });

  it('headers of more than 16 KB are refused', async () => {
    const opened = await open({});
    const { port } = new URL(opened.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17 * 1024)}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer)
      .to.match(/^HTTP\/1\.1 431 /)
      .and.to.contain('/problems/headers-too-large');
    expect(answer).not.to.contain('xxxx');
  });

  it('a request that never ends is answered as such', async () => {
    const socket = new PassThrough();
    answerNonsense(Object.assign(new Error('slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    expect(await text(socket)).to.match(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });
});

describe('A sender', () => {
  it('is an IPv4 address, however it is written, or a network of IPv6 addresses', () => {
    expect(senderOf({ ip: '192.0.2.7' })).to.equal('192.0.2.7');
    expect(senderOf({ ip: '::ffff:192.0.2.7' })).to.equal('192.0.2.7');
    expect(senderOf({ ip: '2001:db8:1:2:3::4' })).to.equal(senderOf({ ip: '2001:db8:1:2:ffff::1' }));
    expect(senderOf({ ip: '2001:db8:1:2::4' })).not.to.equal(senderOf({ ip: '2001:db8:1:3::4' }));
  });
});
