// What a first load reads: rows by index, and no table that grows from end to end. Rows are counted, by the server itself;
// `npm run bench:growth` measures how long it takes.
import { expect } from 'chai';
import pg from 'pg';
import { GROWING_TABLES } from '../../../bench/support/copy-client.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('what a first load reads', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine();
  });
  after(() => engine.close());

  /** Rows that were read in the order of their table. A session tells what it has read when it ends. */
  async function readInOrder(): Promise<ReadonlyMap<string, number>> {
    const database = new pg.Client({ connectionString: engine.databaseUrl });
    await database.connect();
    try {
      await database.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
      const { rows } = await database.query<{ name: string; rows: number }>(
        `select relname as name, seq_tup_read::float as rows from pg_stat_user_tables where schemaname = 'koppel'`,
      );
      return new Map(rows.map(({ name, rows: count }) => [name, count]));
    } finally {
      await database.end();
    }
  }

  it('is found by index: no table that grows is read from end to end', async () => {
    const before = await readInOrder();
    await engine.clients(30, 2);
    expect(await engine.settle()).to.deep.equal([]);
    const after = await readInOrder();
    const read = GROWING_TABLES.filter((name) => (after.get(name) ?? 0) > (before.get(name) ?? 0));
    expect(read).to.deep.equal([]);
    expect(await engine.resources('access')).to.have.length(60);
  });
});
