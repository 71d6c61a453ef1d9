// What the roles and the login of the program are refused in the database, whatever statement they send.
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { sql } from 'kysely';
import { prepareLogin } from '../../../src/database/runtime-login.ts';
import { ROW_OF } from './practice-rows.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const REFUSED = '42501';

describe('what the program may do in the database', () => {
  let db: RecordsDatabase;

  before(async () => {
    db = await openRecordsDatabase();
    await db.addPractice('jansen');
    for (const statement of Object.values(ROW_OF)) await db.sql(statement, ['jansen']);
  });
  after(() => db.close());

  async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
    return work.then(
      () => 'done',
      (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
    );
  }
  const asApp = (statement: string) =>
    codeOf(db.store.inPractice('jansen', (tx) => sql.raw(statement).execute(tx)));
  const asSystem = (statement: string) => codeOf(db.store.inSystem((tx) => sql.raw(statement).execute(tx)));

  it('rule 20: cannot delete a client, a contact or a link: only a tombstone says that it is gone', async () => {
    for (const table of ['client', 'contact', 'client_link', 'contact_link', 'practice', 'connection'])
      expect(await asApp(`delete from ${table}`), table).to.equal(REFUSED);
  });

  it('cannot change or delete what stands in the audit trail', async () => {
    for (const statement of ["update audit set actor = 'x'", 'delete from audit', 'truncate audit'])
      expect(await asApp(statement), statement).to.equal(REFUSED);
    for (const statement of ["update audit set actor = 'x'", 'delete from audit', 'truncate audit'])
      expect(await codeOf(db.sql(statement)), `as the owner: ${statement}`).to.equal(REFUSED);
  });

  it('cannot make tables, change them or switch row-level security off', async () => {
    for (const statement of [
      'create table koppel.more (id integer)',
      'alter table client disable row level security',
      'drop policy one_practice on client',
      'set session authorization default; alter role koppel_app bypassrls',
      'select make_due(array[]::due_change[])',
      'alter table client no force row level security',
      'set local row_security = off; select from client',
      "set session_replication_role = 'replica'",
      'create policy all_practices on client to koppel_app using (true)',
      'grant koppel_system to koppel_app',
      'create function koppel.look() returns integer language sql return 1',
      'select from operator_action',
      'delete from erased_record',
    ])
      expect(await asApp(statement), statement).to.equal(REFUSED);
  });

  it('as the login it runs under: sees nothing without one of its roles, and never has both at once', async () => {
    const login = `runtime_${randomBytes(6).toString('hex')}`;
    await Promise.all([1, 2, 3].map(() => prepareLogin(db.url, { name: login, password: 'x' })));
    const url = new URL(db.url);
    url.username = login;
    url.password = 'x';
    const client = new pg.Client({ connectionString: url.href, options: '-c search_path=koppel' });
    await client.connect();
    const ask = (statement: string) => codeOf(client.query(statement));
    await client.query("select set_config('koppel.practice', 'jansen', false)");
    for (const table of ['connection', 'client', 'practice'])
      expect(await ask(`select from koppel.${table}`), table).to.equal(REFUSED);
    await client.query('set role koppel_app');
    expect(await ask('select credentials from connection')).to.equal('done');
    await client.query('set role koppel_system');
    expect(await ask('select credentials from connection')).to.equal(REFUSED);
    const [owner] = await db.sql<{ name: string }>('select current_user as name');
    expect(await ask(`set role "${owner?.name ?? ''}"`)).to.equal(REFUSED);
    await client.end();
    await db.sql(`drop role ${login}`);
  });

  it('sees no record when it looks at the ledgers of all practices', async () => {
    for (const table of [
      'client',
      'contact',
      'employee',
      'claim',
      'portal_resource',
      'portal_record',
      'operation',
      'standing',
      'audit',
    ])
      expect(await asSystem(`select * from ${table}`), table).to.equal(REFUSED);
    for (const column of [
      'connection.credentials',
      'practice.webhook_secrets',
      'received_event.payload',
      'received_event.client_key',
      'connection.base_url',
    ]) {
      const [table = '', name = ''] = column.split('.');
      expect(await asSystem(`select ${name} from ${table}`), column).to.equal(REFUSED);
    }
  });

  it('across practices, reads only columns that hold ids, codes, counts and times', async () => {
    const readable = await db.sql<{ column: string }>(
      `select c.relname || '.' || a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'koppel'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
          and has_column_privilege('koppel_system', c.oid, a.attnum, 'select')`,
    );
    const personal =
      /name|mail|phone|mobile|street|(?<!capa)city|post|key|attributes|payload|secret|credential|url|data/;
    const ofThePractice = ['practice.name', 'connection.name'];
    const found = readable.map(({ column }) => column).filter((column) => !ofThePractice.includes(column));
    expect(found.filter((column) => personal.test(column))).to.deep.equal([]);
    expect(found).to.include('due_pair.client_id');
  });
});
