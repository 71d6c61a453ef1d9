import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { sql } from 'kysely';
import { lookAgain } from '../../../src/database/ledger/pairs.ts';
import type { Tx } from '../../../src/database/open-store.ts';
import { ROW_OF } from './practice-rows.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const REFUSED = '42501';
/** The program's own: they hold no practice's data, and the tests below say who may read them. */
const VIEWS = ['live_pair', 'open_refusal'];
const WITHOUT_PRACTICE = [
  'job_run',
  'operator_action',
  'kysely_migration',
  'kysely_migration_lock',
  'worker_process',
  'portal_host',
];

describe('a practice never sees another practice’s anything', () => {
  let db: RecordsDatabase;
  let tables: readonly string[];

  before(async () => {
    db = await openRecordsDatabase();
    const found = await db.sql<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'practice_id'
        where c.relnamespace = 'koppel'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped order by 1`,
    );
    tables = found.map(({ name }) => name);
    for (const practice of ['jansen', 'other']) {
      await db.addPractice(practice);
      for (const statement of Object.values(ROW_OF)) await db.sql(statement, [practice]);
    }
  });
  after(() => db.close());

  function inJansen<T extends object>(statement: string): Promise<readonly T[]> {
    return db.store.inPractice('jansen', async (tx) => (await sql.raw<T>(statement).execute(tx)).rows);
  }

  /** The code with which PostgreSQL refuses; null when it does not. */
  async function refusalOf(work: Promise<unknown>): Promise<string | null> {
    try {
      await work;
      return null;
    } catch (error) {
      return error instanceof pg.DatabaseError ? (error.code ?? 'none') : String(error);
    }
  }

  async function inJansenRefused(statement: string): Promise<string | null> {
    return refusalOf(inJansen(statement));
  }

  /** Columns that can be written, with the practice replaced. */
  async function copyWithPractice(table: string, practice: string): Promise<string> {
    const columns = await db.sql<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
        and attgenerated = '' and attidentity = ''`,
      [table],
    );
    const names = columns.map(({ name }) => name);
    const values = names.map((name) => (name === 'practice_id' ? `'${practice}'` : name));
    return `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${table}`;
  }

  it('every table of practices is among those that this suite fills', () => {
    expect(Object.keys(ROW_OF)).to.have.members([...tables]);
  });

  it('every table of practices has row-level security, and does not belong to the program’s roles', async () => {
    const rows = await db.sql<{ name: string; secured: boolean; policies: number; owned: boolean }>(
      `select c.relname as name, c.relrowsecurity as secured, pg_get_userbyid(c.relowner) like 'koppel\\_%' as owned,
        (select count(*)::integer from pg_policy p where p.polrelid = c.oid
          and (select oid from pg_roles where rolname = 'koppel_app') = any(p.polroles)) as policies
        from pg_class c where c.relnamespace = 'koppel'::regnamespace and c.relname = any($1)`,
      [[...tables, 'practice']],
    );
    expect(rows).to.have.length(tables.length + 1);
    for (const { name, ...found } of rows)
      expect(found, name).to.deep.equal({ secured: true, policies: 1, owned: false });
  });

  it('the program’s roles can neither bypass row-level security nor sign in by themselves', async () => {
    const rows = await db.sql(
      "select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole from pg_roles where rolname in ('koppel_app', 'koppel_system')",
    );
    expect(rows).to.have.length(2);
    for (const row of rows) for (const value of Object.values(row)) expect(value).to.equal(false);
  });

  it('every table shows a practice its own rows and no others, without any condition', async () => {
    for (const table of tables) {
      const rows = await inJansen<{ practice: string }>(
        `select distinct practice_id as practice from ${table}`,
      );
      expect(rows, table).to.deep.equal([{ practice: 'jansen' }]);
    }
    expect(await inJansen('select id from practice')).to.deep.equal([{ id: 'jansen' }]);
    for (const view of VIEWS)
      expect(await inJansen(`select distinct practice_id as practice from ${view}`), view).to.deep.equal([
        { practice: 'jansen' },
      ]);
  });

  it('no row of another practice can be added, or made of one’s own', async () => {
    for (const table of tables) {
      expect(await inJansenRefused(await copyWithPractice(table, 'other')), `insert ${table}`).to.equal(
        REFUSED,
      );
      const update = `update ${table} set practice_id = 'other'`;
      expect(await inJansenRefused(update), `update ${table}`).to.equal(REFUSED);
    }
    expect(await inJansenRefused("insert into practice (id, name) values ('third', 'x')")).to.equal(REFUSED);
    expect(await inJansenRefused("update practice set id = 'third'")).to.equal(REFUSED);
  });

  it('no row of another practice can be changed or removed', async () => {
    const others = async (table: string) =>
      JSON.stringify(await db.sql(`select * from ${table} where practice_id = 'other'`));
    for (const table of tables) {
      const before = await others(table);
      for (const statement of [`update ${table} set practice_id = practice_id`, `delete from ${table}`]) {
        const work = db.store.inPractice('jansen', async (tx) => {
          await sql.raw(statement).execute(tx);
          throw new UndoneError();
        });
        await work.catch((error: unknown) => {
          const refused = error instanceof pg.DatabaseError && [REFUSED, '23503'].includes(error.code ?? '');
          if (!(error instanceof UndoneError) && !refused) throw error;
        });
      }
      expect(await others(table), table).to.equal(before);
    }
  });

  it('every view and every table is one that this suite looks at, or holds no practice at all', async () => {
    const found = await db.sql<{ name: string; kind: string; invoker: boolean }>(
      `select relname as name, relkind as kind, coalesce('security_invoker=true' = any(reloptions), false) as invoker
        from pg_class where relnamespace = 'koppel'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`,
    );
    const views = found.filter(({ kind }) => kind === 'v');
    expect(views).to.have.deep.members(VIEWS.map((name) => ({ name, kind: 'v', invoker: true })));
    const named = found.filter(({ kind }) => kind !== 'v').map(({ name }) => name);
    expect(named).to.have.members([...tables, 'practice', ...WITHOUT_PRACTICE]);
  });

  it('a function that sees more than its caller is one of a few, and stays within the practice', async () => {
    const found = await db.sql<{ name: string; path: string[] | null }>(
      `select proname as name, proconfig as path from pg_proc where pronamespace = 'koppel'::regnamespace and prosecdef
        and prorettype <> 'trigger'::regtype and has_function_privilege('koppel_app', oid, 'execute')`,
    );
    // Each is called for another practice below, in "retention", or in the test of erasing.
    expect(found.map(({ name }) => name)).to.have.members([
      'look_again',
      'prune_tombstones',
      'erase_contact',
      'host_answers',
      'find_records',
    ]);
    for (const { path } of found) expect(path).to.deep.equal(['search_path=koppel, pg_temp']);
    const bySystem = await db.sql(
      `select proname from pg_proc where pronamespace = 'koppel'::regnamespace and prosecdef
        and prorettype <> 'trigger'::regtype and has_function_privilege('koppel_system', oid, 'execute') order by 1`,
    );
    // Count what is open, and raise the counters after a restore; they take no argument and answer with nothing of a practice.
    expect(bySystem).to.deep.equal([{ proname: 'open_refusals' }, { proname: 'raise_fences' }]);
  });

  it('every function that answers with rows answers with those of one practice', async () => {
    const [theirs] = await db.sql<{ client: string; contact: string; text: string }>(
      "select client_id as client, id as contact, split_part(trim(search), ' ', 1) as text from contact where practice_id = 'other'",
    );
    const { client = '', contact = '', text = '' } = theirs ?? {};
    expect(text).to.not.equal('');
    for (const call of [
      `live_pairs_of('${client}')`,
      `resources_about('${contact}')`,
      `events_about('${contact}')`,
      `listed_about('${contact}')`,
      `find_records('${text}', 1000) where id = '${contact}'`,
    ])
      expect(await inJansen(`select * from ${call}`), call).to.deep.equal([]);
    const all = await db.sql<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'koppel'::regnamespace and proretset
        and has_function_privilege('koppel_app', oid, 'execute')`,
    );
    expect(all.map(({ name }) => name)).to.have.members([
      'live_pairs_of',
      'resources_about',
      'events_about',
      'listed_about',
      'find_records',
    ]);
  });

  it('what is done in one practice by a function that sees more leaves another whole', async () => {
    await db.sql("update contact set deleted_at = now(), erase_asked_at = now() where practice_id = 'other'");
    const [theirs] = await db.sql<{ id: string }>("select id from contact where practice_id = 'other'");
    expect(await inJansen(`select erase_contact('${theirs?.id ?? ''}') as erased`)).to.deep.equal([
      { erased: false },
    ]);
    await db.sql("update contact set deleted_at = null, erase_asked_at = null where practice_id = 'other'");
  });

  it('that a machine answers again is told by those alone who have a connection to it', async () => {
    await db.sql(`insert into portal_host (host, failures, down_at)
      select distinct host, 9, now() from connection where practice_id = 'other'`);
    const [theirs] = await db.sql<{ id: string }>("select id from connection where practice_id = 'other'");
    await inJansen(`select host_answers('${theirs?.id ?? ''}')`);
    expect(await db.sql('select failures from portal_host')).to.deep.equal([{ failures: 9 }]);
    await db.sql('delete from portal_host');
  });

  it('naming another practice by hand ends with its transaction; the program does so in one place', async () => {
    const seen = await db.store.inPractice('jansen', async (tx) => {
      await sql`select set_config('koppel.practice', 'other', true)`.execute(tx);
      return (await sql<{ id: string }>`select id from practice`.execute(tx)).rows;
    });
    // What the design allows: whoever makes the program run SQL of his own chooses the practice
    // (docs/decisions/0005-isolation.md).
    expect(seen).to.deep.equal([{ id: 'other' }]);
    for (let turn = 0; turn < 8; turn += 1)
      expect(await inJansen('select id from practice')).to.deep.equal([{ id: 'jansen' }]);
    const source = join(import.meta.dirname, '../../../src');
    const files = await readdir(source, { recursive: true });
    const naming: string[] = [];
    for (const file of files.filter((name) => name.endsWith('.ts')))
      if ((await readFile(join(source, file), 'utf8')).includes("set_config('koppel.practice'"))
        naming.push(file);
    expect(naming).to.deep.equal(['database/open-store.ts']);
  });

  it('without a practice nothing is visible', async () => {
    const bare = new pg.Client({
      connectionString: db.url,
      options: '-c role=koppel_app -c search_path=koppel',
    });
    await bare.connect();
    try {
      for (const table of [...tables, 'practice', 'live_pair']) {
        const { rows } = await bare.query(`select from ${table}`);
        expect(rows, table).to.have.length(0);
      }
    } finally {
      await bare.end();
    }
  });

  it('a connection that served one practice shows it neither to another nor to nobody', async () => {
    const seen = async (tx: Tx) => (await sql<{ id: string }>`select id from practice`.execute(tx)).rows;
    for (let turn = 0; turn < 8; turn += 1) {
      expect(await db.store.inPractice('jansen', seen)).to.deep.equal([{ id: 'jansen' }]);
      expect(await seen(db.store.db)).to.deep.equal([]);
      expect(await db.store.inPractice('other', seen)).to.deep.equal([{ id: 'other' }]);
      expect(await db.store.inPractice('nobody', seen)).to.deep.equal([]);
    }
    const mixed = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'jansen' : 'other'));
    const found = await Promise.all(mixed.map((practice) => db.store.inPractice(practice, seen)));
    expect(found).to.deep.equal(mixed.map((practice) => [{ id: practice }]));
  });

  it('a transaction that failed leaves nothing of its practice behind', async () => {
    const fail = db.store.inPractice('jansen', (tx) => sql`select 1 / 0`.execute(tx));
    expect(await refusalOf(fail)).to.equal('22012');
    const seen = await db.store.inPractice('other', (tx) => sql`select id from practice`.execute(tx));
    expect(seen.rows).to.deep.equal([{ id: 'other' }]);
  });

  it('asking for another look at another practice’s clients does nothing', async () => {
    const [theirs] = await db.sql<{ connection: string; client: string; generation: string }>(
      "select connection_id as connection, client_id as client, generation from due_pair where practice_id = 'other'",
    );
    const { connection: connectionId = '', client = '', generation } = theirs ?? {};
    await db.store.inPractice('jansen', (tx) => lookAgain(tx, { connectionId, clientIds: [client] }));
    const [after] = await db.sql("select generation from due_pair where practice_id = 'other'");
    expect(after?.['generation']).to.equal(generation);
  });

  it('pruning one practice’s tombstones leaves another’s', async () => {
    await db.sql("update contact set deleted_at = now() - interval '1 year'");
    await inJansen('select prune_tombstones(now())');
    const left = await db.sql('select practice_id from contact');
    expect(left).to.deep.equal([{ practice_id: 'other' }]);
  });
});

class UndoneError extends Error {}
