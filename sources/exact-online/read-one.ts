// Single rows, after a hint: asked for with a filter, because an empty list is no error and a 404 would count as one.
import type { Hint, SourcePage, SourceSession } from '../source.ts';
import { readCodes } from './classifications.ts';
import { readRows } from './read-pages.ts';
import { tellAccounts, tellContacts } from './read-since.ts';
import { divisionOf, type ExactSettings } from './settings.ts';
import type { CodeById } from './tell-client.ts';
import { ACCOUNT_FIELDS, CONTACT_FIELDS } from './wire-schemas.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function readOne(
  session: SourceSession<ExactSettings>,
  { kind, key }: Hint & { readonly key: string },
): Promise<SourcePage> {
  const askedAt = session.now();
  if (!GUID.test(key)) return { saidAt: askedAt, statements: [], cursor: null };
  const rows = await readWhere(session, kind === 'client' ? 'Accounts' : 'Contacts', `ID eq guid'${key}'`);
  return kind === 'client' ? tellAccount(session, rows, askedAt) : tellAll(session, rows, askedAt);
}

export async function readContactsOf(
  session: SourceSession<ExactSettings>,
  clientKey: string,
): Promise<SourcePage> {
  const askedAt = session.now();
  if (!GUID.test(clientKey)) return { saidAt: askedAt, statements: [], cursor: null };
  return tellAll(session, await readWhere(session, 'Contacts', `Account eq guid'${clientKey}'`), askedAt);
}

/** Of a turn: the same for every row of it. */
function rememberCodes(session: SourceSession<ExactSettings>): Promise<CodeById> {
  return session.remember('codes', () => readCodes(session));
}

function readWhere(
  session: SourceSession<ExactSettings>,
  entity: 'Accounts' | 'Contacts',
  $filter: string,
): Promise<readonly unknown[]> {
  const $select = entity === 'Accounts' ? ACCOUNT_FIELDS : CONTACT_FIELDS;
  const path = `/api/v1/${divisionOf(session.settings)}/crm/${entity}`;
  return readRows(session, { path, query: { $select, $filter } });
}

async function tellAccount(
  session: SourceSession<ExactSettings>,
  rows: readonly unknown[],
  askedAt: Date,
): Promise<SourcePage> {
  const { statements } = await tellAccounts(session, { rows, askedAt }, await rememberCodes(session));
  return { saidAt: askedAt, statements, cursor: null };
}

async function tellAll(
  session: SourceSession<ExactSettings>,
  rows: readonly unknown[],
  askedAt: Date,
): Promise<SourcePage> {
  const codeById = await rememberCodes(session);
  const telling = { settings: session.settings, codeById, now: askedAt };
  return { saidAt: askedAt, statements: tellContacts(rows, telling), cursor: null };
}
