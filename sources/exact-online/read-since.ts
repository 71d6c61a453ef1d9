// Reads what Exact Online's sync endpoints give from a row version on: what was deleted, then accounts, then contacts, so that
// whatever is there after its delete is read after it. Row versions hold per administration and entity, and rise with each
// change; the highest is kept once the last page was taken in [doc: SyncCRMAccounts, API types].
import type { SourcePage, SourceSession, SourceStatement } from '../source.ts';
import { learnCodes, linkProblems, readCodes } from './classifications.ts';
import { cursorSchema, type ExactCursor } from './cursor.ts';
import { readMove } from './division.ts';
import { parse, readPages, type List, type Page } from './read-pages.ts';
import { divisionOf, type ExactSettings } from './settings.ts';
import { findStillThere } from './still-there.ts';
import { tellClient, type Telling } from './tell-client.ts';
import { tellContact } from './tell-contact.ts';
import {
  ACCOUNT_FIELDS,
  accountSchema,
  CONTACT_FIELDS,
  contactSchema,
  deletedSchema,
  timestampSchema,
} from './wire-schemas.ts';

/** `EntityType` of what was deleted [doc]; others are not ours. */
const DELETED_KINDS = new Map([
  [2, 'client'],
  [5, 'contact'],
] as const);
const ENTITY_OF = { client: 'accounts', contact: 'contacts' } as const;

type Entity = 'deleted' | 'accounts' | 'contacts';

export async function* readSince(
  session: SourceSession<ExactSettings>,
  given: ExactCursor | null,
): AsyncGenerator<SourcePage> {
  let cursor = given ?? (await begin(session));
  for (const entity of ['deleted', 'accounts', 'contacts'] as const) {
    let newest = cursor[entity];
    for await (const page of readPages(session, listOf(session.settings, entity, newest))) {
      newest = newestOf(page, newest);
      const told = await tellPage(session, { entity, page, cursor });
      cursor = { ...cursor, codeById: told.codeById, ...(page.isLast ? { [entity]: newest } : {}) };
      const problems = entity === 'deleted' ? [] : linkProblems(session.settings, told.codeById);
      yield {
        saidAt: page.askedAt,
        statements: told.statements,
        cursor: page.isLast ? cursor : null,
        problems,
      };
    }
  }
}

async function begin(session: SourceSession<ExactSettings>): Promise<ExactCursor> {
  return cursorSchema.parse({ moved: await readMove(session), codeById: await readCodes(session) });
}

/** `$select` is needed and may not be `*`; only the row version may be filtered [doc]. */
function listOf(settings: ExactSettings, entity: Entity, from: string): List {
  const root = `/api/v1/${divisionOf(settings)}/sync`;
  const $filter = `Timestamp gt ${from}L`;
  switch (entity) {
    case 'deleted':
      return { path: `${root}/Deleted`, query: { $select: 'Timestamp,EntityType,EntityKey', $filter } };
    case 'accounts':
      return { path: `${root}/CRM/Accounts`, query: { $select: `Timestamp,${ACCOUNT_FIELDS}`, $filter } };
    case 'contacts':
      return { path: `${root}/CRM/Contacts`, query: { $select: `Timestamp,${CONTACT_FIELDS}`, $filter } };
  }
}

function newestOf({ rows }: Page, newest: string): string {
  return rows
    .map((row) => parse(timestampSchema, row).Timestamp)
    .reduce((most, one) => (BigInt(one) > BigInt(most) ? one : most), newest);
}

interface Told {
  readonly statements: readonly SourceStatement[];
  readonly codeById: ExactCursor['codeById'];
}

async function tellPage(
  session: SourceSession<ExactSettings>,
  { entity, page, cursor }: { entity: Entity; page: Page; cursor: ExactCursor },
): Promise<Told> {
  const { codeById } = cursor;
  if (entity === 'deleted') return { statements: await tellDeleted(session, page.rows, cursor), codeById };
  if (entity === 'accounts') return tellAccounts(session, page, codeById);
  const telling: Telling = { settings: session.settings, codeById, now: page.askedAt };
  return { statements: tellContacts(page.rows, telling), codeById };
}

export async function tellAccounts(
  session: SourceSession<ExactSettings>,
  { rows, askedAt }: Pick<Page, 'rows' | 'askedAt'>,
  known: ExactCursor['codeById'],
): Promise<Told> {
  const accounts = rows.map((row) => parse(accountSchema, row));
  const codeById = await learnCodes(session, accounts, known);
  const telling: Telling = { settings: session.settings, codeById, now: askedAt };
  return { statements: accounts.map((account) => tellClient(account, telling)), codeById };
}

export function tellContacts(rows: readonly unknown[], telling: Telling): readonly SourceStatement[] {
  return rows.map((row) => tellContact(parse(contactSchema, row), telling));
}

/**
 * Row versions rise over all rows of an administration [doc: unique, and higher than every one before; over all entities:
 * assumed]. A delete that is older than what was read of its kind is listed late: another row may stand under its key since,
 * and was read then. It is looked for.
 */
async function tellDeleted(
  session: SourceSession<ExactSettings>,
  rows: readonly unknown[],
  cursor: ExactCursor,
): Promise<readonly SourceStatement[]> {
  const gone: { kind: 'client' | 'contact'; key: string; isLate: boolean }[] = [];
  for (const row of rows) {
    const { EntityType, EntityKey: key } = parse(deletedSchema, row);
    const kind = DELETED_KINDS.get(EntityType as 2 | 5);
    if (kind === undefined) continue;
    const { Timestamp: version } = parse(timestampSchema, row);
    gone.push({ kind, key, isLate: BigInt(version) <= BigInt(cursor[ENTITY_OF[kind]]) });
  }
  const there = { client: new Set<string>(), contact: new Set<string>() };
  for (const kind of ['client', 'contact'] as const) {
    const late = gone.filter((each) => each.isLate && each.kind === kind).map(({ key }) => key);
    for (const key of await findStillThere(session, kind, late)) there[kind].add(key);
  }
  return gone
    .filter(({ kind, key }) => !there[kind].has(key))
    .map(({ kind, key }) => ({ kind, key, says: 'gone' }));
}
