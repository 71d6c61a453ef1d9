import { expect } from 'chai';
import pg from 'pg';
import { openQueues, type Queues } from '../../../src/queue/open-queues.ts';
import { openWorker } from '../../../src/queue/open-worker.ts';
import { migrateQueues } from '../../../src/queue/prepare-store.ts';
import { orSkip } from '../../support/lacking.ts';
import { emptyDatabase, postgresUrl } from '../../support/postgres.ts';
import { ownRedis, startRedis } from '../../support/redis.ts';
import { waitFor } from '../../support/wait-for.ts';

interface Store {
  readonly url: string;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  dispose(): Promise<void>;
}

async function openPostgres(): Promise<Store> {
  const database = await emptyDatabase();
  const name = new URL(database.url).pathname.slice(1);
  const admin = new pg.Client({ connectionString: await postgresUrl() });
  await admin.connect();
  return {
    url: database.url,
    goAway: async () => {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    },
    comeBack: async () => {
      await admin.query(`alter database ${name} allow_connections true`);
    },
    dispose: async () => {
      await admin.end();
      await database.giveBack();
    },
  };
}

async function openRedis(): Promise<Store> {
  let server = await startRedis();
  const { url } = server;
  const port = Number(new URL(url).port);
  const stop = () => server.stop();
  return {
    url,
    goAway: stop,
    comeBack: async () => {
      server = await startRedis({ port });
    },
    dispose: stop,
  };
}

for (const [name, open] of [
  ['PostgreSQL', openPostgres],
  ['Redis', openRedis],
] as const) {
  describe(`when ${name} goes away`, () => {
    let store: Store;
    let queues: Queues;
    const ignore = () => undefined;
    const add = (jobId: string) => queues.add('upkeep', [{ name: 'sweep', data: {}, jobId }]);

    before(async function () {
      if (name === 'Redis') await orSkip(this, ownRedis());
    });
    beforeEach(async () => {
      store = await open();
      await migrateQueues(store.url);
      queues = await openQueues({ url: store.url, onError: ignore });
    });
    afterEach(async () => {
      await queues.close();
      await store.dispose();
    });

    it('adding fails within seconds and works again when it is back', async () => {
      await add('sweep-a');
      await store.goAway();
      const start = Date.now();
      expect(await add('sweep-b').catch((error: unknown) => error)).to.have.property(
        'code',
        'QUEUE_UNAVAILABLE',
      );
      expect(Date.now() - start).to.be.lessThan(10_000);
      await store.comeBack();
      await waitFor(() => add('sweep-c').then(() => true, ignore), { what: 'the queue to take jobs again' });
    });

    it('a worker goes on by itself when it is back', async () => {
      const seen: string[] = [];
      const worker = await openWorker({
        url: store.url,
        queueName: 'upkeep',
        concurrency: 2,
        run: ({ id }) => Promise.resolve(void seen.push(id)),
        onError: ignore,
      });
      await add('sweep-a');
      await waitFor(() => seen.includes('sweep-a'), { what: 'the first job' });
      await store.goAway();
      await store.comeBack();
      await waitFor(() => add('sweep-b').then(() => true, ignore), { what: 'the queue to take jobs again' });
      await waitFor(() => seen.includes('sweep-b'), { what: 'the job after the outage', timeoutMs: 20_000 });
      await worker.close();
    });

    it('opening a worker or the queues fails instead of hanging, and closing does not hang', async () => {
      await store.goAway();
      const options = { url: store.url, onError: ignore };
      const outcome = await openQueues(options).catch((error: unknown) => error);
      expect(outcome).to.have.property('code', 'QUEUE_UNAVAILABLE');
      const run = () => Promise.resolve(undefined);
      const opening = openWorker({ ...options, queueName: 'upkeep', concurrency: 1, run });
      expect(await opening.catch((error: unknown) => error)).to.have.property('code', 'QUEUE_UNAVAILABLE');
      const start = Date.now();
      await queues.close();
      expect(Date.now() - start).to.be.lessThan(10_000);
      await store.comeBack();
    });
  });
}
