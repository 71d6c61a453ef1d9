// A database as an earlier release left it: `koppel migrate` brings it up to this version, nothing is lost, and Koppel
// works with it.
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel } from '../support/koppel-process.ts';
import { guardMoves } from '../support/guard-moves.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';

/** The newest release whose databases are out there. */
const RELEASE = '0.1.0';
/** What the credentials in the fixture are sealed under. */
const SECRET_KEY = Buffer.alloc(32, 'koppel').toString('base64');

/** What is due, and all that is known of what it is about. */
const LEFT = `
  select coalesce(k.source_key, '-') || ': ' || to_jsonb(d)::text || coalesce((select string_agg(E'\\n  ' || r.type || ' '
      || to_jsonb(r)::text || coalesce((select string_agg(E'\\n    ' || to_jsonb(o)::text, '' order by o.id)
        from koppel.operation o where o.resource_id = r.id), ''), '' order by r.created_at)
    from koppel.portal_resource r where exists (select from koppel.claim c where c.resource_id = r.id and c.client_id = d.client_id)), '') as left
  from koppel.due_pair d left join koppel.client k on k.id = d.client_id where d.pending`;

/** What failed is due now: time is not waited for. */
const HURRY = `update koppel.due_pair set next_attempt_at = now() where pending and attempts > 0 and next_attempt_at > now()`;

/** Everything that rows and rights hang on, one line each; the order of columns does not matter. */
const CATALOG = `
  select format('column %s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'koppel'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped
  union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'koppel'::regnamespace
  union all select pg_get_indexdef(indexrelid) from pg_index join pg_class c on c.oid = indexrelid where c.relnamespace = 'koppel'::regnamespace
  union all select format('%s %s', pg_get_functiondef(oid), proacl) from pg_proc where pronamespace = 'koppel'::regnamespace
  union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = tgrelid
    where c.relnamespace = 'koppel'::regnamespace and not tgisinternal
  union all select format('policy %s %s %s %s %s', tablename, policyname, roles, qual, with_check) from pg_policies where schemaname = 'koppel'
  union all select format('rights %s %s', relname, relacl) from pg_class where relnamespace = 'koppel'::regnamespace and relkind in ('r', 'v', 'S')
  union all select format('rights %s.%s %s', attrelid::regclass, attname, attacl) from pg_attribute where attacl is not null
    and attrelid in (select oid from pg_class where relnamespace = 'koppel'::regnamespace)
  order by 1`;

async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set search_path = koppel; set timezone = 'UTC'");
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function releasedDatabase(): Promise<string> {
  const { url } = await emptyDatabase();
  await query(url, await readFile(join(import.meta.dirname, `../fixtures/release-${RELEASE}.sql`), 'utf8'));
  return url;
}

describe(`a database of release ${RELEASE}`, function () {
  this.timeout(240_000);
  let bench: KoppelBench;
  let url: string;
  let earlier: readonly object[];

  const counts = (): Promise<object[]> =>
    query(
      url,
      `select (select count(*) from client) as clients, (select count(*) from contact) as contacts,
        (select count(*) from portal_resource) as resources, (select count(*) from claim) as claims,
        (select count(*) from operation) as operations, (select count(*) from audit) as audit`,
    );

  before('migrates it', async () => {
    url = await releasedDatabase();
    earlier = await counts();
    bench = await openKoppelBench({ databaseUrl: url, secretKey: SECRET_KEY });
    const early = await bench.koppel('practice', 'list');
    expect(early.code, 'it is refused until it is migrated').to.equal(4);
    const { code, stderr } = await bench.koppel('migrate', '--json');
    expect(code, stderr).to.equal(0);
    await guardMoves(url);
  });

  it('loses nothing by it', async () => {
    expect(await counts()).to.deep.equal(earlier);
    expect(earlier[0]).to.include({ clients: '3', contacts: '5' });
  });

  it('is then the same as one that was made by this version', async () => {
    const fresh = await freshDatabase();
    const made = await query<{ line: string }>(fresh.url, CATALOG);
    expect(made.length).to.be.greaterThan(500);
    expect((await query<{ line: string }>(url, CATALOG)).map(({ line }) => line)).to.deep.equal(
      made.map(({ line }) => line),
    );
  });

  // The sandbox is empty: what the database says is there is found gone, though only at the fifth try, and made again.
  it('goes on working: what was due is done, and what changes arrives', async () => {
    await bench.addConnection('--move');
    const rows = [
      'key,number,name,kind,status,link:caseware',
      'c-1,1001,Bakkerij Nieuw,company,client,yes',
      'c-2,1002,Garage Nieuw,company,client,yes',
    ];
    const people = [
      'key,client_key,person_key,first_name,last_name,email,link:caseware',
      'p-1,c-1,h-1,Anna,Smit,anna@example.nl,yes',
    ];
    const files = [
      '--clients',
      await bench.file('clients.csv', rows.join('\n')),
      '--contacts',
      await bench.file('contacts.csv', people.join('\n')),
    ];
    const imported = await bench.koppel('import', ...PRACTICE, ...files, '--as-of', new Date().toISOString());
    expect(imported.code, imported.stderr).to.equal(0);
    const worker = await startKoppel(['worker'], { env: bench.env });
    const due = () => query<{ left: string }>(url, LEFT);
    const limits = { what: 'everything due to be done', timeoutMs: 120_000 };
    await waitFor(async () => {
      await query(url, HURRY);
      return (await due()).length === 0;
    }, limits).catch(async (error: unknown) => {
      const left = (await due()).map((row) => row.left);
      expect.fail(`${String(error)}\n${left.join('\n')}\n${worker.log()}`);
    });
    worker.child.kill('SIGTERM');
    expect((await worker.ended).code).to.equal(0);
    const { entities, access } = await bench.portal.state();
    expect(entities.map(({ Name }) => Name)).to.have.members(['Bakkerij Nieuw', 'Garage Nieuw']);
    expect(access.flatMap(({ people }) => people)).to.deep.equal(['anna@example.nl', 'anna@example.nl']);
    const revokes = await query(url, "select from portal_resource where revoke_state = 'revoked_verified'");
    expect(revokes, 'two were proven before, one was still due').to.have.length(3);
  });

  it('is refused by an older program once it is newer', async () => {
    await query(url, `insert into kysely_migration values ('9999-later', now()::text)`);
    const { code, stderr } = await bench.koppel('practice', 'list');
    expect(code).to.equal(4);
    expect(stderr).to.include('newer than this program (9999-later)');
    expect((await bench.koppel('migrate')).code).to.equal(4);
  });
});
