// What a write of the hot path costs beside itself: what its triggers do and its foreign keys look up.
import { expect } from 'chai';
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../../support/postgres.ts';

describe('what a write costs beside itself', () => {
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await database.giveBack();
  });

  async function callsOf(name: string): Promise<number> {
    const { rows } = await client.query<{ calls: number }>(
      'select calls::integer from pg_stat_xact_user_functions where funcname = $1',
      [name],
    );
    return rows[0]?.calls ?? 0;
  }

  it('nobody is made due by a statement that changes no connection, as the begin of a run does', async () => {
    await client.query("begin; set local track_functions = 'all'; set local search_path = koppel");
    await client.query('update connection set probe_at = now() where false');
    expect(await callsOf('connection_changed'), 'the trigger was called').to.equal(1);
    expect(await callsOf('make_due')).to.equal(0);
    await client.query('rollback');
  });

  it('a practice is not looked up by a row that names something of that practice, which is looked up', async () => {
    const { rows } = await client.query<{ name: string }>(`
      select own.conname as name from pg_constraint own
      join pg_attribute a on a.attrelid = own.conrelid and a.attname = 'practice_id'
      where own.contype = 'f' and own.connamespace = 'koppel'::regnamespace and own.confrelid = 'koppel.practice'::regclass
        and exists (select from pg_constraint other where other.conrelid = own.conrelid and other.contype = 'f'
          and other.oid <> own.oid and a.attnum = any(other.conkey) and not exists (select from pg_attribute part
            where part.attrelid = own.conrelid and part.attnum = any(other.conkey) and not part.attnotnull))
      order by name`);
    expect(rows.map(({ name }) => name)).to.deep.equal([]);
  });
});
