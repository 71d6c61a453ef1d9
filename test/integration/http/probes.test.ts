import { connect } from 'node:net';
import { expect } from 'chai';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ConfigError } from '../../../src/errors.ts';
import { problemOf, sendWebhook, clientEvent, startServer, USERS } from './test-server.ts';

describe('Health, readiness and metrics', () => {
  it('says that the process answers, whatever its parts do', async () => {
    const server = await startServer({ ready: () => Promise.reject(new Error('down')) });
    const answer = await fetch(`${server.url}/health`);
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal({ status: 'ok' });
    await server.close();
  });

  it('says which part does not answer', async () => {
    const server = await startServer({ ready: () => Promise.resolve({ database: true, queue: false }) });
    const answer = await fetch(`${server.url}/ready`);
    expect(answer.status).to.equal(503);
    expect((await problemOf(answer)).errors.map((error) => error.field)).to.deep.equal(['queue']);
    await server.close();
  });

  it('is ready when every part answers', async () => {
    const server = await startServer();
    const answer = await fetch(`${server.url}/ready`);
    expect(await answer.json()).to.deep.equal({ status: 'ready', parts: { database: true, queue: true } });
    await server.close();
  });

  it('gives the metrics to this machine', async () => {
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics });
    const server = await startServer({ metrics });
    expect(await (await fetch(`${server.url}/metrics`)).text()).to.contain('process_cpu');
    await server.close();
  });

  it('does not give the metrics to others, nor through a proxy that nobody trusts', async () => {
    const headers = { 'x-forwarded-for': '127.0.0.1' };
    for (const options of [{}, { trustedProxies: [] }]) {
      const plain = await startServer({}, options);
      expect((await fetch(`${plain.url}/metrics`, { headers })).status).to.equal(403);
      await plain.close();
    }
    const behind = await startServer({}, { trustedProxies: ['127.0.0.1'] });
    const from = { 'x-forwarded-for': '203.0.113.7' };
    expect((await fetch(`${behind.url}/metrics`, { headers: from })).status).to.equal(403);
    await behind.close();
  });

  it('wants the token for the metrics once one is set', async () => {
    const server = await startServer({}, { metricsToken: 'a-long-token' });
    const ask = (headers: Record<string, string>) => fetch(`${server.url}/metrics`, { headers });
    expect((await ask({})).status).to.equal(401);
    expect((await ask({ authorization: 'Bearer another' })).status).to.equal(401);
    expect((await ask({ authorization: 'Bearer a-long-token' })).status).to.equal(200);
    await server.close();
  });
});

describe('The server', () => {
  it('refuses to start when nobody could sign in, and lists every reason', async () => {
    const start = () => startServer({}, { users: [], sessionKeys: [Buffer.alloc(5)], publicUrl: 'ftp://x' });
    const error = await start().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ConfigError);
    expect(String(error).split('\n  - ')).to.have.length(1 + 3);
  });

  it('refuses to start without a session key', async () => {
    const error = await startServer({}, { users: USERS, sessionKeys: [] }).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(ConfigError);
  });

  it('answers an unknown address with problem details', async () => {
    const server = await startServer();
    for (const path of ['/nothing', '/queues.bak', '/%2e%2e/etc/passwd', '/%ff']) {
      const answer = await fetch(`${server.url}${path}`);
      expect((await problemOf(answer)).status).to.be.oneOf([400, 404]);
    }
    await server.close();
  });

  it('says which methods an address knows', async () => {
    const server = await startServer();
    const answer = await fetch(`${server.url}/health`, { method: 'DELETE' });
    expect(answer.status).to.equal(405);
    expect(answer.headers.get('allow')).to.equal('GET, HEAD');
    await server.close();
  });

  it('answers what is in flight before it closes', async () => {
    let finish = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (finish = resolve));
    let seen = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (seen = resolve));
    const store = async () => {
      seen();
      await waiting;
      return 'stored' as const;
    };
    const server = await startServer({ webhook: { store } });
    const answer = sendWebhook(server.url, clientEvent());
    await arrived;
    const closed = server.close();
    finish();
    expect((await answer).status).to.equal(202);
    await closed;
  });

  it('closes although a request never ends', async () => {
    let seen = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (seen = resolve));
    const metrics = {
      contentType: 'text/plain',
      metrics: () => {
        seen();
        return new Promise<string>(() => undefined);
      },
    };
    const server = await startServer({ metrics }, { closeTimeoutMs: 50 });
    const answer = fetch(`${server.url}/metrics`).catch(() => 'cut');
    await arrived;
    await server.close();
    expect(await answer).to.equal('cut');
  });

  it('answers nonsense on the wire with problem details', async () => {
    const server = await startServer();
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    socket.write('NONSENSE\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).to.contain('400').and.to.contain('application/problem+json');
    await server.close();
  });
});
