import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { expect } from 'chai';
import { dashboardAction } from '../../../src/http/board.ts';
import { signIn, startServer, type TestServer } from './test-server.ts';

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', () => resolve()));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startRedis(port: number, dir: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    redis.once('error', reject);
    redis.stdout.on('data', (text) => {
      if (String(text).includes('Ready to accept')) resolve();
    });
  });
  return redis;
}

describe('The dashboard', () => {
  let dir: string;
  let redis: ChildProcess;
  let queue: Queue;
  let server: TestServer;
  let operator: string;
  let viewer: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'koppel-board-'));
    const connection = { host: '127.0.0.1', port: await freePort() };
    redis = await startRedis(connection.port, dir);
    queue = new Queue('sync', { connection });
    const events = new QueueEvents('sync', { connection });
    const worker = new Worker('sync', () => Promise.reject(new Error('portal away')), { connection });
    await Promise.all([events.waitUntilReady(), worker.waitUntilReady()]);
    const job = await queue.add('sync-client', { clientId: 'c-1' }, { jobId: 'c1-g1' });
    await job.waitUntilFinished(events).catch(() => undefined);
    await Promise.all([worker.close(), events.close()]);
    server = await startServer({ boards: [queue] });
    operator = await signIn(server.url, 'olga');
    viewer = await signIn(server.url, 'vera');
  });

  after(async () => {
    await server.close();
    await queue.close();
    const ended = new Promise((resolve) => redis.once('exit', resolve));
    redis.kill();
    await ended;
    await rm(dir, { recursive: true });
  });

  const RETRY = '/api/queues/sync/c1-g1/retry';

  function call(path: string, cookie: string, init: { method?: string; origin?: string } = {}) {
    const { method = 'GET', origin = server.url } = init;
    return fetch(`${server.url}${path}`, { redirect: 'manual', method, headers: { cookie, origin } });
  }

  it('shows failed jobs to operators and to viewers', async () => {
    for (const [cookie, base] of [
      [operator, '/queues'],
      [viewer, '/queues/view'],
    ] as const) {
      const answer = await call(`${base}/api/queues?activeQueue=sync&status=failed`, cookie);
      expect(await answer.text()).to.contain('c1-g1');
    }
  });

  it('leads a viewer to the read-only dashboard, wherever he goes', async () => {
    for (const path of ['/queues', '/queues/', '/queues/queue/sync?status=failed', '/queues/api/queues']) {
      const answer = await call(path, viewer);
      expect(answer.headers.get('location')).to.equal(path.replace('/queues', '/queues/view'));
    }
  });

  it('refuses every change by a viewer, on either address and by any method', async () => {
    const before = server.audited.length;
    for (const base of ['/queues', '/queues/view', '/queues/%76iew']) {
      for (const path of [RETRY, '/api/queues/sync/c1-g1/clean', '/api/queues/sync/pause']) {
        expect((await call(`${base}${path}`, viewer, { method: 'PUT' })).status).to.equal(403);
      }
      expect((await call(`${base}/api/queues/sync/add`, viewer, { method: 'POST' })).status).to.equal(403);
    }
    expect(await queue.isPaused()).to.equal(false);
    expect(server.audited).to.have.length(before);
  });

  it('is read-only at the viewers’ address even for an operator', async () => {
    const answer = await call('/queues/view/api/queues/sync/pause', operator, { method: 'PUT' });
    expect(answer.status).to.equal(405);
    expect(await queue.isPaused()).to.equal(false);
  });

  it('refuses whoever is signed out', async () => {
    expect((await call('/queues', '')).headers.get('location')).to.equal('/sign-in?next=%2Fqueues');
    expect((await call('/queues/api/queues', '')).status).to.equal(401);
    expect((await call(`/queues${RETRY}`, '', { method: 'PUT' })).status).to.equal(401);
  });

  it('refuses a change that another site asks for', async () => {
    const origin = 'https://evil.example';
    const answer = await call('/queues/api/queues/sync/pause', operator, { method: 'PUT', origin });
    expect(answer.status).to.equal(403);
    expect(await queue.isPaused()).to.equal(false);
  });

  it('lets an operator retry a failed job, and records who did', async () => {
    const answer = await call(`/queues${RETRY}`, operator, { method: 'PUT' });
    expect(answer.status, await answer.text()).to.be.oneOf([200, 204]);
    expect(await queue.getWaitingCount()).to.equal(1);
    expect(server.audited.at(-1)).to.deep.equal({
      actor: 'olga',
      action: 'dashboard.retry',
      details: { method: 'PUT', queue: 'sync', jobId: 'c1-g1' },
    });
  });

  it('does nothing that cannot be recorded', async () => {
    const strict = await startServer({
      boards: [queue],
      audit: () => Promise.reject(new Error('database away')),
    });
    const headers = { cookie: await signIn(strict.url, 'olga'), origin: strict.url };
    const answer = await fetch(`${strict.url}/queues/api/queues/sync/pause`, { method: 'PUT', headers });
    expect(answer.status).to.equal(500);
    expect(await queue.isPaused()).to.equal(false);
    await strict.close();
  });

  it('loads nothing from elsewhere', async () => {
    const answer = await call('/queues', operator);
    expect(answer.headers.get('content-security-policy')).to.contain("script-src 'self'");
    expect(await answer.text()).not.to.match(/(src|href)="https?:/);
  });

  it('names its actions by what they do', () => {
    expect(dashboardAction('/queues/api/queues/:queueName/:jobId/retry')).to.equal('dashboard.retry');
    expect(dashboardAction('/queues/api/queues/pause')).to.equal('dashboard.pause');
  });
});
