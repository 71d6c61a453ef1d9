// What a first load reads: rows by index, and no table that grows from end to end. Rows are counted, by the server itself;
// `npm run bench:growth` measures how long it takes.
import { expect } from 'chai';
import pg from 'pg';
import { GROWING_TABLES } from '../../../bench/support/copy-client.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { freshDatabase } from '../../support/postgres.ts';

describe('what a first load reads', () => {
  let engine: Engine;
  before(async () => {
    const database = await freshDatabase();
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`do $$ begin
      execute format('alter database %I set track_functions = ''all''', current_database()); end $$`);
    await admin.end();
    engine = await openEngine({ database });
  });
  after(() => engine.close());

  /** A session tells what it has done when it ends. */
  async function readCounts(text: string): Promise<ReadonlyMap<string, number>> {
    const database = new pg.Client({ connectionString: engine.databaseUrl });
    await database.connect();
    try {
      await database.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
      const { rows } = await database.query<{ name: string; count: number }>(text);
      return new Map(rows.map(({ name, count }) => [name, count]));
    } finally {
      await database.end();
    }
  }

  /** Rows that were read in the order of their table. */
  const readInOrder = (): Promise<ReadonlyMap<string, number>> =>
    readCounts(
      `select relname as name, seq_tup_read::float as count from pg_stat_user_tables where schemaname = 'koppel'`,
    );

  it('is found by index: no table that grows is read from end to end', async () => {
    const before = await readInOrder();
    await engine.clients(30, 2);
    expect(await engine.settle()).to.deep.equal([]);
    const after = await readInOrder();
    const read = GROWING_TABLES.filter((name) => (after.get(name) ?? 0) > (before.get(name) ?? 0));
    expect(read).to.deep.equal([]);
    expect(await engine.resources('access')).to.have.length(60);
  });

  it('writes no connection for each run: its trigger is not called once a client', async () => {
    await engine.clients(30, 1);
    expect(await engine.settle()).to.deep.equal([]);
    const calls = await readCounts(
      'select funcname as name, calls::float as count from pg_stat_user_functions',
    );
    expect(calls.get('client_link_insert') ?? 0, 'functions are counted').to.be.above(0);
    expect(calls.get('connection_changed') ?? 0).to.be.below(30);
  });
});
