import { expect } from 'chai';
import { sql } from 'kysely';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

describe('a transaction, which begins with its first statement', () => {
  let db: RecordsDatabase;
  before(async () => {
    db = await openRecordsDatabase();
    await db.addPractice('jansen');
  });
  after(() => db.close());

  const countNames = async (name: string): Promise<number> =>
    (await db.sql('select from koppel.practice where name = $1', [name])).length;
  const rename = (name: string) => sql`update practice set name = ${name}`;

  it('takes its first statement back, too', async () => {
    const failure = db.store
      .inPractice('jansen', async (tx) => {
        await rename('Half done').execute(tx);
        throw new Error('enough');
      })
      .catch((error: unknown) => error);
    expect(await failure).to.have.property('message', 'enough');
    expect(await countNames('Half done')).to.equal(0);
  });

  it('that comes to no statement leaves no transaction open', async () => {
    await db.store.inPractice('jansen', () => Promise.resolve());
    await db.store.inPractice('jansen', () => Promise.reject(new Error('no'))).catch(() => undefined);
    await db.store.oneStatement('jansen', (tx) => rename('By itself').execute(tx));
    expect(await countNames('By itself')).to.equal(1);
  });

  it('whose first statement fails is over', async () => {
    const failing = db.store.inPractice('jansen', (tx) => sql`select 1 / ${0}::integer`.execute(tx));
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', '22012');
    await db.store.oneStatement('jansen', (tx) => rename('After it').execute(tx));
    expect(await countNames('After it')).to.equal(1);
  });
});

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
