// Keys under which a row stands although they are listed as deleted. Asked only where the order of row versions leaves it open.
import type { SourceSession, SourceStatement } from '../source.ts';
import { parse, readRows } from './read-pages.ts';
import { divisionOf, type ExactSettings } from './settings.ts';
import { keySchema } from './wire-schemas.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** In one filter. */
const MOST = 20;

export async function findStillThere(
  session: SourceSession<ExactSettings>,
  kind: SourceStatement['kind'],
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const path = `/api/v1/${divisionOf(session.settings)}/crm/${kind === 'client' ? 'Accounts' : 'Contacts'}`;
  const asked = keys.filter((key) => GUID.test(key));
  const found = new Set<string>();
  for (let from = 0; from < asked.length; from += MOST) {
    const some = asked.slice(from, from + MOST);
    const $filter = some.map((key) => `ID eq guid'${key}'`).join(' or ');
    const rows = await readRows(session, { path, query: { $select: 'ID', $filter } });
    for (const row of rows) found.add(parse(keySchema, row).ID);
  }
  return found;
}
