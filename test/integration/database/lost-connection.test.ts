import { expect } from 'chai';
import { sql } from 'kysely';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

describe('a connection that the database ends', () => {
  let db: RecordsDatabase;
  before(async () => {
    db = await openRecordsDatabase();
  });
  after(() => db.close());

  it('between two statements fails that transaction, not the process', async () => {
    const ended = later();
    const pid = later<number>();
    const work = db.store.inPractice('jansen', async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      pid.resolve(rows[0]?.pid ?? 0);
      await ended.promise;
      await sql`select 1`.execute(tx);
    });
    const failure = work.catch((error: unknown) => error);
    const id = await pid.promise;
    await db.sql('select pg_terminate_backend($1)', [id]);
    await waitFor(
      async () => (await db.sql('select from pg_stat_activity where pid = $1', [id])).length === 0,
      {
        what: 'the connection to be gone',
      },
    );
    ended.resolve(undefined);
    expect(await failure).to.be.an('error');
    const rows = await db.store.inPractice('jansen', async (tx) => (await sql`select 1`.execute(tx)).rows);
    expect(rows).to.have.lengthOf(1);
  });
});
