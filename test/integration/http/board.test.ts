import { expect } from 'chai';
import { z } from 'zod';
import { dashboardAction } from '../../../src/http/board.ts';
import { openQueues, type Queues } from '../../../src/queue/open-queues.ts';
import { openWorker } from '../../../src/queue/open-worker.ts';
import { forEachBackend } from '../../support/backends.ts';
import { freshDatabase, type TestDatabase } from '../../support/postgres.ts';
import { waitFor } from '../../support/wait-for.ts';
import { signIn, startServer, type TestServer } from './test-server.ts';

const RETRY = '/api/queues/upkeep/sweep-1/retry';
const boardSchema = z.object({ queues: z.array(z.object({ name: z.string(), isPaused: z.boolean() })) });

forEachBackend((backend) => {
  describe('The dashboard', () => {
    let database: TestDatabase;
    let queues: Queues;
    let boards: { boards: readonly unknown[] };
    let server: TestServer;
    let operator: string;
    let viewer: string;

    before(async () => {
      database = await freshDatabase();
      const store = { url: await backend.queueUrl(database.url), onError: () => undefined };
      queues = await openQueues(store);
      boards = { boards: queues.boards() };
      const run = () => Promise.reject(new Error('portal away'));
      const worker = await openWorker({ ...store, queueName: 'upkeep', concurrency: 1, run });
      await queues.add('upkeep', [{ name: 'sweep', data: { practiceId: 'p-1' }, jobId: 'sweep-1' }]);
      await waitFor(async () => (await countOf('failed')) === 1, { what: 'the job to fail' });
      await worker.close();
      server = await startServer(boards);
      operator = await signIn(server.url, 'olga');
      viewer = await signIn(server.url, 'vera');
    });

    after(async () => {
      await server.close();
      await queues.close();
      await database.giveBack();
    });

    const countOf = async (state: string) => (await queues.counts()).upkeep[state];

    function call(path: string, cookie: string, init: { method?: string; origin?: string } = {}) {
      const { method = 'GET', origin = server.url } = init;
      return fetch(`${server.url}${path}`, { redirect: 'manual', method, headers: { cookie, origin } });
    }

    async function isPaused(): Promise<boolean | undefined> {
      const answer: unknown = await (await call('/queues/api/queues', operator)).json();
      return boardSchema.parse(answer).queues.find(({ name }) => name === 'upkeep')?.isPaused;
    }

    it('leads out, and an operator to the pages, in the language of the reader', async () => {
      const page = async (path: string, cookie: string, language: string): Promise<string> => {
        const headers = { cookie, 'accept-language': language };
        return (await fetch(`${server.url}${path}`, { headers })).text();
      };
      expect(await page('/queues', operator, 'nl'))
        .to.include('"Afmelden"')
        .and.include(`"Naar de pagina's"`);
      expect(await page('/queues', operator, 'en'))
        .to.include('"Sign out"')
        .and.include('"To the pages"');
      expect(await page('/queues/view', viewer, 'nl'))
        .to.include('"Afmelden"')
        .and.not.include('Naar de');
    });

    it('shows failed jobs to operators and to viewers', async () => {
      for (const [cookie, base] of [
        [operator, '/queues'],
        [viewer, '/queues/view'],
      ] as const) {
        const answer = await call(`${base}/api/queues?activeQueue=upkeep&status=failed`, cookie);
        expect(await answer.text()).to.contain('sweep-1');
      }
    });

    it('leads a viewer to the read-only dashboard, wherever he goes', async () => {
      for (const path of [
        '/queues',
        '/queues/',
        '/queues/queue/upkeep?status=failed',
        '/queues/api/queues',
      ]) {
        const answer = await call(path, viewer);
        expect(answer.headers.get('location')).to.equal(path.replace('/queues', '/queues/view'));
      }
    });

    it('refuses every change by a viewer, on either address and by any method', async () => {
      const before = server.audited.length;
      for (const base of ['/queues', '/queues/view', '/queues/%76iew']) {
        for (const path of [RETRY, '/api/queues/upkeep/sweep-1/clean', '/api/queues/upkeep/pause']) {
          expect((await call(`${base}${path}`, viewer, { method: 'PUT' })).status).to.equal(403);
        }
        const adding = await call(`${base}/api/queues/upkeep/add`, viewer, { method: 'POST' });
        expect(adding.status).to.equal(403);
      }
      expect(await isPaused()).to.equal(false);
      expect(server.audited).to.have.length(before);
    });

    it('is read-only at the viewers’ address even for an operator', async () => {
      const answer = await call('/queues/view/api/queues/upkeep/pause', operator, { method: 'PUT' });
      expect(answer.status).to.equal(405);
      expect(await isPaused()).to.equal(false);
    });

    it('refuses whoever is signed out', async () => {
      expect((await call('/queues', '')).headers.get('location')).to.equal('/sign-in?next=%2Fqueues');
      expect((await call('/queues/api/queues', '')).status).to.equal(401);
      expect((await call(`/queues${RETRY}`, '', { method: 'PUT' })).status).to.equal(401);
    });

    it('refuses a change that another site asks for', async () => {
      const origin = 'https://evil.example';
      const answer = await call('/queues/api/queues/upkeep/pause', operator, { method: 'PUT', origin });
      expect(answer.status).to.equal(403);
      expect(await isPaused()).to.equal(false);
    });

    it('lets an operator retry a failed job, and records who did', async () => {
      const answer = await call(`/queues${RETRY}`, operator, { method: 'PUT' });
      expect(answer.status, await answer.text()).to.be.oneOf([200, 204]);
      expect(await countOf('waiting')).to.equal(1);
      expect(server.audited.at(-1)).to.deep.equal({
        actor: 'olga',
        action: 'dashboard.retry',
        details: { method: 'PUT', queue: 'upkeep', jobId: 'sweep-1' },
      });
    });

    it('does nothing that cannot be recorded', async () => {
      const audit = () => Promise.reject(new Error('database away'));
      const strict = await startServer({ ...boards, audit });
      const headers = { cookie: await signIn(strict.url, 'olga'), origin: strict.url };
      const answer = await fetch(`${strict.url}/queues/api/queues/upkeep/pause`, { method: 'PUT', headers });
      expect(answer.status).to.equal(500);
      expect(await isPaused()).to.equal(false);
      await strict.close();
    });

    it('loads nothing from elsewhere', async () => {
      const answer = await call('/queues', operator);
      expect(answer.headers.get('content-security-policy')).to.contain("script-src 'self'");
      expect(await answer.text()).not.to.match(/(src|href)="https?:/);
    });
  });
});

describe('What an operator does on the dashboard', () => {
  it('is recorded by what it does', () => {
    expect(dashboardAction('/queues/api/queues/:queueName/:jobId/retry')).to.equal('dashboard.retry');
    expect(dashboardAction('/queues/api/queues/pause')).to.equal('dashboard.pause');
  });
});
