// Takes a page of a source in: its records, what is gone, what was refused, what is to be looked at later, and the cursor
// behind it, in one transaction. A page that was not taken in is read again; a cursor never stands before its page.
import { sql } from 'kysely';
import type {
  ClientRecord,
  ContactRecord,
  Deletion,
  KindOutcome,
  Outcome,
  RecordKind,
  RefusedRecord,
} from '../../intake/intake.ts';
import { json, type Store, type Tx } from '../open-store.ts';
import { buryRecord, upsertRecords } from './intake.ts';
import { noteRefusals } from './refusals.ts';
import { addHints, endHints, type DueHint } from './source-hints.ts';
import { completeSnapshot } from './snapshot.ts';
import { noteLooked } from './source-state.ts';

export interface TakenPage {
  readonly saidAt: Date;
  /** Records that it tells of, also as gone. */
  readonly size: number;
  readonly clients: readonly ClientRecord[];
  readonly contacts: readonly ContactRecord[];
  /** Of clients of whose contacts one alone is linked, which their rows do not tell. */
  readonly mainContacts: readonly { readonly clientKey: string; readonly contactKey: string | null }[];
  readonly gone: readonly { readonly kind: RecordKind; readonly deletion: Deletion }[];
  readonly refused: readonly RefusedRecord[];
  readonly later: readonly (DueHint & { readonly dueAt: Date })[];
  /** Null: it stays. */
  readonly cursor: Readonly<Record<string, unknown>> | null;
  /** Null: they stay. */
  readonly problems: readonly string[] | null;
  /** Hints that this page answers. */
  readonly answers: readonly DueHint[];
  /** Contacts of clients that nobody knew, or of which another is linked now, are read apart. */
  readonly readContactsOfNew: boolean;
}

export interface TakenIn {
  readonly client: readonly Outcome[];
  readonly contact: readonly Outcome[];
}

export function takePage(store: Store, practiceId: string, page: TakenPage): Promise<TakenIn> {
  return store.inPractice(practiceId, async (tx) => {
    const buried = await buryKnown(tx, practiceId, page.gone);
    const fresh = await findNewClients(tx, page.clients);
    const clients = await upsertRecords(tx, { practiceId, kind: 'client', records: page.clients });
    const { placed, astray } = await placeContacts(tx, page.contacts);
    const moved = await buryKnown(tx, practiceId, astray);
    const contacts = await upsertRecords(tx, { practiceId, kind: 'contact', records: placed });
    await noteRefused(tx, practiceId, page);
    const below = page.readContactsOfNew ? [...fresh, ...(await findOtherMain(tx, page))] : [];
    const contactsOf = below.map((key) => ({ kind: 'contacts-of' as const, key, byDate: false }));
    await endHints(tx, page.answers, page.saidAt);
    await addHints(tx, practiceId, [...contactsOf, ...page.later]);
    await sql`update source_state set cursor = coalesce(${page.cursor === null ? null : json(page.cursor)}::jsonb, cursor),
      problems = coalesce(${page.problems === null ? null : [...page.problems]}::text[], problems),
      taken = taken + ${page.size}`.execute(tx);
    return {
      client: [...buried.client, ...clients],
      contact: [...buried.contact, ...moved.contact, ...contacts],
    };
  });
}

export interface WholeReading {
  readonly begunAt: Date;
  readonly clientKeys: ReadonlySet<string>;
  readonly contactKeys: ReadonlySet<string>;
}

/** Everything was read: what that tells by absence, and that it was read, in one transaction. */
export function completeReading(
  store: Store,
  practiceId: string,
  { begunAt, clientKeys, contactKeys }: WholeReading,
): Promise<Readonly<Record<RecordKind, KindOutcome>>> {
  return store.inPractice(practiceId, async (tx) => {
    const snapshot = { asOf: begunAt, arrivedAt: begunAt, clientKeys, contactKeys };
    const outcome = await completeSnapshot(tx, snapshot);
    // Whatever is still refused was so on a page of this reading.
    await sql`delete from source_refusal where said_at < ${begunAt}`.execute(tx);
    await noteLooked(tx, begunAt, { isFull: true });
    return outcome;
  });
}

/** Of records never seen no tombstone is left: most of what a practice has in its software is no client. */
async function buryKnown(
  tx: Tx,
  practiceId: string,
  gone: TakenPage['gone'],
): Promise<Record<RecordKind, Outcome[]>> {
  const outcomes: Record<RecordKind, Outcome[]> = { client: [], contact: [] };
  for (const kind of ['client', 'contact'] as const) {
    const own = gone.filter((each) => each.kind === kind);
    if (own.length === 0) continue;
    const keys = own.map(({ deletion }) => deletion.sourceKey);
    const { rows } = await sql<{ key: string }>`
      select source_key as key from ${sql.raw(kind)}
      where source_key = any(${keys}::text[]) and deleted_at is null order by source_key`.execute(tx);
    const known = new Set(rows.map(({ key }) => key));
    for (const { deletion } of own)
      if (known.has(deletion.sourceKey))
        outcomes[kind].push(await buryRecord(tx, { practiceId, kind, deletion }));
  }
  return outcomes;
}

/**
 * A relation that nobody knows here is no client: all are read before their contacts, and those of one that becomes a client
 * since are read apart. Whoever moved there is gone from where they were.
 */
async function placeContacts(
  tx: Tx,
  contacts: readonly ContactRecord[],
): Promise<{ readonly placed: readonly ContactRecord[]; readonly astray: TakenPage['gone'] }> {
  const keys = contacts.flatMap(({ clientKey }) => (clientKey === null ? [] : [clientKey]));
  const unknown = new Set<string | null>(await findUnknownClients(tx, keys));
  const isAstray = ({ data, clientKey }: ContactRecord): boolean => data !== null && unknown.has(clientKey);
  return {
    placed: contacts.filter((record) => !isAstray(record)),
    astray: contacts.filter(isAstray).map((record) => ({ kind: 'contact', deletion: record })),
  };
}

function findNewClients(tx: Tx, clients: readonly ClientRecord[]): Promise<readonly string[]> {
  return findUnknownClients(
    tx,
    clients.map(({ sourceKey }) => sourceKey),
  );
}

async function findUnknownClients(tx: Tx, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ key: string }>`
    select k.key from unnest(${[...keys]}::text[]) as k(key)
    where not exists (select from client c where c.source_key = k.key)`.execute(tx);
  return rows.map(({ key }) => key);
}

/** Clients that are known with another main contact: it is not linked, or somebody else is. */
async function findOtherMain(tx: Tx, { mainContacts }: TakenPage): Promise<readonly string[]> {
  if (mainContacts.length === 0) return [];
  const { rows } = await sql<{ key: string }>`
    select g."clientKey" as key
    from jsonb_to_recordset(${json(mainContacts)}::jsonb) as g("clientKey" text, "contactKey" text)
    join client c on c.source_key = g."clientKey"
    join contact k on k.client_id = c.id and k.deleted_at is null
    group by g."clientKey" having bool_or((k.source_key = g."contactKey") is true
      <> exists (select from contact_link l where l.contact_id = k.id and l.enabled))`.execute(tx);
  return rows.map(({ key }) => key);
}

/** What is said anew of a record is refused anew, or no more. */
function noteRefused(tx: Tx, practiceId: string, page: TakenPage): Promise<void> {
  const { clients, contacts, gone, refused, saidAt } = page;
  const said = [
    ...clients.map(({ sourceKey }) => ({ kind: 'client' as const, key: sourceKey, saidAt })),
    ...contacts.map(({ sourceKey }) => ({ kind: 'contact' as const, key: sourceKey, saidAt })),
    ...gone.map(({ kind, deletion }) => ({ kind, key: deletion.sourceKey, saidAt })),
  ];
  return noteRefusals(tx, { practiceId, said, refused, onlyKnown: false });
}
