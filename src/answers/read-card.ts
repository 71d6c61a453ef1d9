// The card of a client or contact: where it stands in every portal and why, what the portal has of it, the contacts of a
// client, and what was done lately. Reads the database only.
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { listConnections } from '../database/portal/connections.ts';
import { explainRecord, type Explanation } from './explain-record.ts';
import { describeRecords, isRecordId, type ListedLink, type ListedRecord } from './describe-records.ts';
import { EVERYTHING } from './list-filter.ts';
import { listPage, type ListedPage, type ListPorts } from './list-records.ts';
import { readLog, type LogPage, type LogRequest } from './log.ts';

export interface CardPorts extends ListPorts {
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface CardLink {
  readonly link: ListedLink;
  readonly explanation: Explanation;
}

export interface Card {
  readonly record: ListedRecord;
  readonly links: readonly CardLink[];
  /** Of a client, the first of them; null for a contact. */
  readonly contacts: ListedPage | null;
  readonly log: LogPage;
}

const CONTACTS_SHOWN = 50;
const LOG_LINES_SHOWN = 10;
const LOG_LINES_OF_A_PAGE = 50;

/** Null when the practice has no record of this id. */
export async function readCard(
  ports: CardPorts,
  { practiceId, recordId }: { readonly practiceId: string; readonly recordId: string },
): Promise<Card | null> {
  const found = await readLinks(ports, practiceId, recordId);
  if (found === null) return null;
  const { record } = found;
  const filter = { ...EVERYTHING, kind: 'contact', contactsOf: record.id } as const;
  const contacts =
    record.kind === 'client'
      ? await listPage(ports, { practiceId, filter, sort: 'name', cursor: null, limit: CONTACTS_SHOWN })
      : null;
  const log = await readLogOf(ports, { practiceId, record, cursor: null, limit: LOG_LINES_SHOWN });
  return { ...found, contacts, log: log ?? { entries: [], next: null } };
}

export interface History {
  readonly record: NamedRecord;
  readonly log: LogPage;
}

/** Everything that was done about a client, with its contacts, or a contact: a page of it. Null: there is no such record or cursor. */
export async function readHistoryPage(
  ports: Pick<CardPorts, 'store'>,
  {
    practiceId,
    recordId,
    cursor,
  }: { readonly practiceId: string; readonly recordId: string; readonly cursor: string | null },
): Promise<History | null> {
  if (!isRecordId(recordId)) return null;
  const named = await ports.store.inPractice(practiceId, (tx) => nameRecords(tx, [recordId]));
  const record = named.get(recordId);
  if (record === undefined) return null;
  const log = await readLogOf(ports, { practiceId, record, cursor, limit: LOG_LINES_OF_A_PAGE });
  return log === null ? null : { record, log };
}

type LogOf = Omit<LogRequest, 'filter'> & { readonly record: Pick<NamedRecord, 'kind' | 'id'> };

function readLogOf(
  { store }: Pick<CardPorts, 'store'>,
  { record, ...asked }: LogOf,
): Promise<LogPage | null> {
  const filter = { record, connectionId: null, action: null, actor: null, since: null };
  return readLog(store, { ...asked, filter });
}

async function readLinks(
  { store, connectorOf, now, newId }: CardPorts,
  practiceId: string,
  recordId: string,
): Promise<Pick<Card, 'record' | 'links'> | null> {
  if (!isRecordId(recordId)) return null;
  return store.inPractice(practiceId, async (tx) => {
    const named = (await nameRecords(tx, [recordId])).get(recordId);
    if (named === undefined) return null;
    const connections = await listConnections(tx);
    const [record] = await describeRecords(tx, [recordId], { connections, connectorOf });
    if (record === undefined) return null;
    const links: CardLink[] = [];
    for (const connection of connections) {
      const link = record.links.find((one) => one.connection === connection.name);
      if (link === undefined) continue;
      const context = { connection, connectorOf, now, newId };
      links.push({ link, explanation: await explainRecord(tx, named, context) });
    }
    return { record, links };
  });
}
