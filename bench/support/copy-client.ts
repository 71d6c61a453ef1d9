// Fills the ledger: copies everything that is known of one client that was really pushed, as often as asked, under ids,
// keys, numbers and addresses of its own.
import type { MeasuredDatabase } from './measured-postgres.ts';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

export interface Original {
  readonly clientId: string;
  /** What must differ from copy to copy, beside ids: numbers, keys and addresses. */
  readonly texts: readonly string[];
}

/** The tables that grow with the clients, and how a row of each is found. */
const TABLES: Readonly<Record<string, string>> = {
  client: 'id = $client',
  contact: 'client_id = $client',
  client_link: 'client_id = $client',
  contact_link: 'contact_id in (select id from contact where client_id = $client)',
  due_pair: 'client_id = $client',
  portal_resource: 'id in (select resource_id from claim where client_id = $client)',
  claim: 'client_id = $client',
  operation: 'client_id = $client',
  standing: 'client_id = $client',
  audit: 'client_id = $client',
};

/** Those that nothing has any business to read from end to end for one client. */
export const GROWING_TABLES = [...Object.keys(TABLES), 'portal_record'];

/** Copies 1 to `count`, numbered from `first` on. No trigger makes them due. */
export async function copyClient(
  database: MeasuredDatabase,
  { clientId, texts }: Original,
  { first, count }: { first: number; count: number },
): Promise<void> {
  const columns = await readColumns(database);
  const tokens = await readTokens(database, clientId, texts);
  for (const [table, condition] of Object.entries(TABLES)) {
    const own = columns.filter((column) => column.table === table);
    const rows = await database.query<Record<string, string | null>>(
      `select ${own.map(({ name }) => `${name}::text`).join(', ')} from koppel.${table}
        where ${condition.replace('$client', `'${clientId}'`).replaceAll(' from ', ' from koppel.')}`,
    );
    const names = own.map(({ name }) => name).join(', ');
    for (const row of rows) {
      const values = own.map(({ name, type }) => expressionOf(row[name] ?? null, type, tokens)).join(', ');
      await database.query(`set session_replication_role = replica;
        insert into koppel.${table} (${names}) select ${values} from generate_series(${first}, ${first + count - 1}) n`);
    }
  }
}

async function readColumns(database: MeasuredDatabase): Promise<readonly Column[]> {
  return database.query<Column>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'koppel'::regnamespace and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '' and a.attidentity = '' order by c.relname, a.attnum`);
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

async function readTokens(
  database: MeasuredDatabase,
  clientId: string,
  texts: readonly string[],
): Promise<readonly string[]> {
  const rows = await database.query<{ token: string }>(`
    select id::text as token from koppel.contact where client_id = '${clientId}'
    union select r.id::text from koppel.portal_resource r join koppel.claim c on c.resource_id = r.id where c.client_id = '${clientId}'
    union select r.portal_id from koppel.portal_resource r join koppel.claim c on c.resource_id = r.id
      where c.client_id = '${clientId}' and length(r.portal_id) > 8`);
  return [clientId, ...texts, ...rows.map(({ token }) => token)];
}

/** The value with every token in it replaced by that of copy `n`. */
function expressionOf(value: string | null, type: string, tokens: readonly string[]): string {
  if (value === null) return 'null';
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const parts = value.split(new RegExp(`(${tokens.join('|')})`));
  const texts = parts.map((part) => {
    if (!tokens.includes(part)) return quote(part);
    return ID.test(part) ? idOf(part) : `${quote(part)} || n`;
  });
  return `(${texts.join(' || ')})::${type}`;
}

/** In the order of the copies: a million ids at random would read and write every page of every index again and again. */
function idOf(token: string): string {
  return `overlay(md5('${token}') placing lpad(to_hex(n), 12, '0') from 1 for 12)::uuid::text`;
}
