// A page of a source as what the database takes in: each record checked as one of a webhook is, what is wrong with one kept
// beside it, and of two statements about one record the last.
import type { SourcePage, SourceStatement } from '../../sources/source.ts';
import type { TakenPage } from '../database/records/take-page.ts';
import type { ClientRecord, ContactRecord, RefusedRecord } from './intake.ts';
import { KEY_LENGTH } from './records/field-schema.ts';
import { readClient, readContact, type Reading } from './records/record-schema.ts';

export type SortedPage = Pick<
  TakenPage,
  'saidAt' | 'size' | 'clients' | 'contacts' | 'mainContacts' | 'gone' | 'refused' | 'later'
>;

/** Whatever is later is said again before: everything is read weekly. A date that never comes (9999) is none. */
const REMEMBERED_MS = 60 * 24 * 60 * 60_000;

type There = Extract<SourceStatement, { says: 'there' }>;

export function sortPage({ saidAt, statements }: SourcePage): SortedPage {
  const last = [...new Map(statements.map((said) => [`${said.kind} ${said.key}`, said])).values()];
  const there = last.flatMap((said) => (said.says === 'there' ? [said] : []));
  const context = { now: saidAt, saidAt };
  const clients = readAll(there, 'client', (value) => readClient(value, context));
  const contacts = readAll(there, 'contact', (value) => readContact(value, context));
  return {
    ...{ saidAt, size: last.length },
    clients: clients.flatMap(({ reading }) => takeStatement<ClientRecord>(reading)),
    contacts: contacts.flatMap(({ reading }) => takeStatement<ContactRecord>(reading)),
    mainContacts: there.flatMap(({ key: clientKey, mainContact }) =>
      mainContact === undefined ? [] : [{ clientKey, contactKey: mainContact }],
    ),
    gone: last
      .filter(({ says }) => says === 'gone')
      .map(({ kind, key }) => ({
        kind,
        deletion: { sourceKey: key, saidAt, undated: false, changedAt: saidAt },
      })),
    refused: [...clients, ...contacts].flatMap((read) => refusalOf(read, saidAt)),
    later: there.flatMap(({ kind, key, until }) =>
      until !== undefined && until.getTime() < saidAt.getTime() + REMEMBERED_MS
        ? [{ kind, key, byDate: true, dueAt: until }]
        : [],
    ),
  };
}

interface Read<Record> {
  readonly said: There;
  readonly reading: Reading<Record>;
}

function readAll<Record>(
  there: readonly There[],
  kind: There['kind'],
  read: (value: unknown) => Reading<Record>,
): readonly Read<Record>[] {
  return there
    .filter((said) => said.kind === kind)
    .map((said) => ({ said, reading: read({ ...said.record, key: said.key }) }));
}

/** What could be read of it; without data only what it switches off counts (rule 22). */
function takeStatement<Record>({ statement }: Reading<Record>): readonly Record[] {
  return statement === null ? [] : [statement];
}

function refusalOf({ said, reading }: Read<unknown>, saidAt: Date): readonly RefusedRecord[] {
  const wrong = reading.problems.map(({ field, code }) => ({ field, code }));
  const problems = [...wrong, ...(said.problems ?? [])];
  if (problems.length === 0) return [];
  return [{ kind: said.kind, key: said.key.slice(0, KEY_LENGTH), saidAt, problems }];
}
