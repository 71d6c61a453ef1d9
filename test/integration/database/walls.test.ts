// The store refuses to run without its walls, whatever stands in the address of the database or before it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openStore, type Store } from '../../../src/database/open-store.ts';
import { ConfigError } from '../../../src/errors.ts';
import { dropOptions, poolTransactions } from '../../support/poolers.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

describe('the walls between practices', () => {
  let db: RecordsDatabase;
  let stores: Store[];
  before(async () => {
    db = await openRecordsDatabase();
    for (const practice of ['jansen', 'zeta']) await db.addPractice(practice);
  });
  beforeEach(() => void (stores = []));
  afterEach(() => Promise.all(stores.map((store) => store.close())));
  after(() => db.close());

  function open(url: string): Store {
    const store = openStore({ url, maxConnections: 4 });
    stores.push(store);
    return store;
  }

  /** What practice zeta sees, and as whom. */
  async function seenByZeta(store: Store): Promise<unknown> {
    const look = sql`select array(select id from practice order by id) as seen, current_user as role`;
    return store.inPractice('zeta', async (tx) => (await look.execute(tx)).rows[0]);
  }

  async function assertWalls(url: string): Promise<void> {
    const store = open(url);
    await store.assertSessions();
    expect(await seenByZeta(store)).to.deep.equal({ seen: ['zeta'], role: 'koppel_app' });
    expect(
      await store.oneStatement('zeta', (tx) => sql`select id from practice`.execute(tx)),
    ).to.have.nested.property('rows.length', 1);
    const client = store.inSystem((tx) => sql`select from client`.execute(tx));
    expect(await client.catch((error: unknown) => error)).to.have.property('code', '42501');
  }

  function withOptions(options: string): string {
    const url = new URL(db.url);
    url.searchParams.set('options', options);
    return url.href;
  }

  async function refusalOf(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((refused: unknown) => refused);
    expect(error).to.be.instanceOf(ConfigError);
    return error instanceof ConfigError ? error.message : '';
  }

  it('stand whatever options the address sets', async () => {
    const owner = new URL(db.url).username;
    for (const options of [
      `-c role=${owner}`,
      '-c role=none -c search_path=public',
      '-c row_security=off',
      '-c role=koppel_system -c search_path=koppel',
      '-c koppel.practice=jansen --search_path=pg_catalog',
    ])
      await assertWalls(withOptions(options));
  });

  it('stand whatever options the environment sets', async () => {
    const before = process.env['PGOPTIONS'];
    process.env['PGOPTIONS'] = '-c role=none -c search_path=public -c row_security=off';
    try {
      await assertWalls(db.url);
    } finally {
      if (before === undefined) delete process.env['PGOPTIONS'];
      else process.env['PGOPTIONS'] = before;
    }
  });

  it('stand behind a pooler that leaves start-up options out', async () => {
    await assertWalls(await dropOptions(db.url));
    await assertWalls(await dropOptions(withOptions('-c role=none')));
  });

  for (const next of ['first', 'last'] as const) {
    it(`are refused behind a pooler that gives a transaction the ${next} connection that is free`, async () => {
      const store = open(await poolTransactions(db.url, next));
      expect(await refusalOf(store.assertSessions())).to.include('pool_mode=session');
    });
  }

  it('are looked at again whenever a connection is handed to another practice', async () => {
    const store = open(await poolTransactions(db.url, 'first'));
    const both = () =>
      Promise.all(
        ['zeta', 'jansen', 'zeta', 'jansen'].map((practice) =>
          store.inPractice(practice, (tx) => sql`select id from practice`.execute(tx)),
        ),
      );
    const many = async () => {
      for (let turn = 0; turn < 20; turn += 1) await both();
    };
    expect(await refusalOf(many())).to.include('pool_mode=session');
  });

  it('are refused where the role of the program may pass row-level security by', async () => {
    for (const [right, without] of [
      ['superuser', 'nosuperuser'],
      ['bypassrls', 'nobypassrls'],
    ]) {
      await db.sql(`alter role koppel_app ${right ?? ''}`);
      try {
        expect(await refusalOf(seenByZeta(open(db.url)))).to.include('Row-level security');
      } finally {
        await db.sql(`alter role koppel_app ${without ?? ''}`);
      }
    }
  });

  it('are refused where a table of practices is not filtered, or belongs to the program', async () => {
    const { username } = new URL(db.url);
    for (const [broken, mended] of [
      ['alter table client disable row level security', 'alter table client enable row level security'],
      ['alter table contact owner to koppel_app', `alter table contact owner to ${username}`],
    ]) {
      await db.sql(broken ?? '');
      expect(await refusalOf(seenByZeta(open(db.url)))).to.include('Row-level security');
      await db.sql(mended ?? '');
    }
    await assertWalls(db.url);
  });
});
