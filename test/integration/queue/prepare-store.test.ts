import { expect } from 'chai';
import { Redis } from 'ioredis';
import pg from 'pg';
import { openQueues } from '../../../src/queue/open-queues.ts';
import { openWorker } from '../../../src/queue/open-worker.ts';
import { assertRedisIsSafe, migrateQueues } from '../../../src/queue/prepare-store.ts';
import { orSkip } from '../../support/lacking.ts';
import { emptyDatabase, type TestDatabase } from '../../support/postgres.ts';
import { releaseAtEnd } from '../../support/released-at-end.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { waitFor } from '../../support/wait-for.ts';

const onError = () => undefined;

describe('the tables of the queues', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await emptyDatabase()));
  afterEach(() => database.giveBack());

  async function query(text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text);
    await client.end();
    return rows;
  }

  it('are made once by processes that start at the same time, in a schema of their own', async () => {
    await Promise.all([1, 2, 3].map(() => migrateQueues(database.url)));
    const schemas = await query(`select distinct schemaname from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`);
    expect(schemas).to.deep.equal([{ schemaname: 'bullmq' }]);
  });

  it('are used under a role that may not create anything', async () => {
    const role = `runtime_${new URL(database.url).pathname.slice(1)}`;
    await query(`create role ${role} login password 'test'`);
    await migrateQueues(database.url, role);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'test';
    const queues = await openQueues({ url: url.href, onError });
    const seen: string[] = [];
    const worker = await openWorker({
      url: url.href,
      queueName: 'upkeep',
      concurrency: 1,
      run: ({ id }) => Promise.resolve(void seen.push(id)),
      onError,
    });
    await queues.add('upkeep', [{ name: 'sweep', data: {}, jobId: 'sweep-1' }]);
    await waitFor(() => seen.length === 1, { what: 'the job' });
    await worker.close();
    await queues.close();
    await query(`drop owned by ${role}; drop role ${role}`);
  });

  it('are found even when the address of the database sets options of its own', async () => {
    await migrateQueues(database.url);
    const url = `${database.url}?options=${encodeURIComponent('-c statement_timeout=5000')}`;
    const queues = await openQueues({ url, onError });
    await queues.add('upkeep', [{ name: 'sweep', data: {}, jobId: 'sweep-1' }]);
    expect((await queues.counts()).upkeep).to.include({ waiting: 1 });
    await queues.close();
  });
});

describe('a Redis that keeps the queues', () => {
  let server: TestRedis;
  before(async function () {
    server = await orSkip(this, startRedis());
    releaseAtEnd(() => server.stop());
  });

  async function configure(setting: string, value: string): Promise<void> {
    const redis = new Redis(server.url);
    await redis.config('SET', setting, value);
    redis.disconnect();
  }
  const check = (requireAppendOnly: boolean) =>
    assertRedisIsSafe(server.url, { requireAppendOnly }).catch((error: unknown) => error);

  it('is refused when it may drop jobs for want of memory', async () => {
    await configure('maxmemory-policy', 'allkeys-lru');
    const refusal = await check(false);
    await configure('maxmemory-policy', 'noeviction');
    expect(refusal).to.have.property('code', 'CONFIG');
    expect(String(refusal)).to.contain('maxmemory-policy');
  });

  it('is refused when it forgets jobs at a restart, or only warned about where that is accepted', async () => {
    expect(await check(true)).to.have.property('code', 'CONFIG');
    expect(await check(false)).to.deep.equal([
      'Redis forgets its jobs when it restarts: set appendonly to yes.',
    ]);
  });

  it('is accepted when it does neither', async () => {
    await configure('appendonly', 'yes');
    expect(await check(true)).to.deep.equal([]);
  });

  it('that does not answer is reported, not waited for', async () => {
    const outcome = await assertRedisIsSafe('redis://127.0.0.1:1', { requireAppendOnly: true }).catch(
      (error: unknown) => error,
    );
    expect(outcome).to.have.property('code', 'QUEUE_UNAVAILABLE');
    expect(String(outcome)).to.contain('REDIS_URL');
  });

  it('that refuses the login is no Redis that is away', async () => {
    const address = new URL(server.url);
    address.password = 'wrong';
    const redis = new Redis(server.url);
    await redis.config('SET', 'requirepass', 'right');
    const outcome = await assertRedisIsSafe(address.href, { requireAppendOnly: true }).catch(
      (error: unknown) => error,
    );
    await redis.config('SET', 'requirepass', '');
    redis.disconnect();
    expect(outcome).to.have.property('code', 'CONFIG');
    expect(String(outcome)).to.contain('REDIS_URL');
  });
});
