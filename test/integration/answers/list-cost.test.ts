// What a list reads: rows are counted, by the server itself. `npm run bench:pages` measures how long it takes.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { sql } from 'kysely';
import { describeRecords } from '../../../src/answers/describe-records.ts';
import { EVERYTHING } from '../../../src/answers/list-filter.ts';
import { listAll } from '../../../src/answers/list-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('what a list reads', function () {
  this.timeout(120_000);
  let engine: Engine;
  before(async () => {
    engine = await openEngine({ listed: true });
    await engine.clients(75, 2);
    expect(await engine.settle()).to.deep.equal([]);
  });
  after(() => engine.close());

  /** Of a table, in order or by index. A session tells what it has read when it ends. */
  async function rowsRead(table: string): Promise<number> {
    const database = new pg.Client({ connectionString: engine.databaseUrl });
    await database.connect();
    try {
      await database.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`);
      const { rows } = await database.query<{ rows: number }>(
        `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::float as rows from pg_stat_user_tables
          where schemaname = 'koppel' and relname = $1`,
        [table],
      );
      return rows[0]?.rows ?? 0;
    } finally {
      await database.end();
    }
  }

  it('is what is known of its records, once for all of them and not anew for each', async () => {
    const known = (await engine.resources()).length;
    const before = await rowsRead('portal_resource');
    let shown = 0;
    const request = { practiceId: engine.practiceId, filter: EVERYTHING, sort: 'client' } as const;
    for await (const { links } of listAll(engine.ports, request))
      if (links[0]?.arrivedAt instanceof Date) shown += 1;
    expect(shown).to.equal(225);
    expect((await rowsRead('portal_resource')) - before).to.be.below(10 * known);
  });

  it('is looked up by index again for the next page, after whole tables were read for one of many', async () => {
    const { store, practiceId, ports } = engine;
    const many = Array.from({ length: 2_000 }, () => randomUUID());
    const after = await store.inPractice(practiceId, async (tx) => {
      await describeRecords(tx, many, { connections: [], connectorOf: ports.connectorOf });
      const { rows } = await sql<{ loops: string; merges: string }>`
        select current_setting('enable_nestloop') as loops, current_setting('enable_mergejoin') as merges`.execute(
        tx,
      );
      return rows[0];
    });
    expect(after).to.deep.equal({ loops: 'on', merges: 'on' });
  });
});
