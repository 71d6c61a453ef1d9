// Rows as people make, change and delete them. Each change gives a row the next row version. [doc]
import { randomUUID } from 'node:crypto';
import { refuse } from '../../../connectors/sandbox-kit/answer.ts';
import type { Fields } from './answer.ts';
import {
  CLASSIFICATION,
  CLASSIFICATION_NAME,
  SYNC_ACCOUNT,
  SYNC_CONTACT,
  type Kind,
  type Shape,
} from './fields.ts';
import { dateOf, isGuid } from './filter.ts';
import {
  now,
  type Account,
  type Contact,
  type Division,
  type NamedRow,
  type Row,
  type SandboxState,
  type Topic,
} from './sandbox-state.ts';

/** What people cannot do, said to whoever tries it at the back door. */
function notDone(why: string): never {
  return refuse(409, 'NOT_DONE', why);
}

export interface Place {
  readonly state: SandboxState;
  readonly division: Division;
}

/** Types of what is deleted. [doc] */
const ENTITY = { account: 2, address: 3, contact: 5 } as const;
/** Digits with leading blanks. [doc] */
const CODE_LENGTH = 18;

export function putAccount(place: Place, fields: Fields): Account {
  const { division } = place;
  const given = readRow(fields, SYNC_ACCOUNT, ['Timestamp', 'Created', 'Modified']);
  const ID = keyOf(given);
  const before = division.accounts.get(ID);
  const Code = codeOf(division, given, before);
  if ((division.idByCode.get(Code) ?? ID) !== ID) notDone('Code is that of another account');
  if (!['C', 'S', 'P', 'A', null, undefined].includes(textOrNull(given.Status)))
    notDone('Status is A, S, P, C or null');
  if (given.Type !== undefined && given.Type !== 'A' && given.Type !== 'D') notDone('Type is A or D');
  const start = {
    Type: 'A',
    Status: 'C',
    Blocked: false,
    IsSales: true,
    IsSupplier: false,
    IsAccountant: 0,
    IsAnonymised: 0,
  };
  const stamped = stamp(place, before ?? start);
  const account: Account = { ...stamped, ...given, ID, Code };
  if (before !== undefined) division.idByCode.delete(before.Code);
  division.idByCode.set(Code, ID);
  replace(division.accounts, account);
  tell(place, { topic: 'Accounts', key: ID, action: before === undefined ? 'Create' : 'Update' });
  return account;
}

function textOrNull(value: Row[string] | undefined): string | null | undefined {
  return typeof value === 'string' ? value : value === null ? null : undefined;
}

function codeOf(division: Division, given: Row, before: Account | undefined): string {
  if (given.Code === undefined && before !== undefined) return before.Code;
  if (given.Code === undefined) return String(++division.lastCode).padStart(CODE_LENGTH);
  const text = String(given.Code).trim();
  if (!/^\d{1,18}$/.test(text)) notDone('Code is of 1 to 18 digits');
  return text.padStart(CODE_LENGTH);
}

export function putContact(place: Place, fields: Fields): Contact {
  const { division } = place;
  const { IsMainContact, ...others } = fields;
  const derived = [
    'Timestamp',
    'Created',
    'Modified',
    'AccountName',
    'Code',
    'AccountMainContact',
    'AccountIsCustomer',
  ];
  const given = readRow(others, SYNC_CONTACT, derived);
  const ID = keyOf(given);
  const before = division.contacts.get(ID);
  const Account = String(given.Account ?? before?.Account ?? '');
  const account = division.accounts.get(Account);
  if (account === undefined) notDone('Account is no account');
  const start = { HID: ++division.lastHid, Person: randomUUID(), IsMailingExcluded: false, IsAnonymised: 0 };
  const contact = { ...stamp(place, before ?? start), ...mirrored(place.state, given), ID, Account };
  replace(division.contacts, contact);
  tell(place, { topic: 'Contacts', key: ID, action: before === undefined ? 'Create' : 'Update' });
  if (IsMainContact === true) putAccount(place, { ID: Account, MainContact: ID });
  return contact;
}

/** Writing one overwrites the other. [code] */
function mirrored({ switches }: SandboxState, given: Row): Row {
  if (!switches.mirrorsBusiness) return given;
  const pairs = ['Email', 'Phone', 'Mobile'].flatMap((name) => {
    const business = `Business${name}`;
    const value = given[name] !== undefined ? given[name] : given[business];
    return value === undefined ? [] : [[name, value] as const, [business, value] as const];
  });
  return { ...given, ...Object.fromEntries(pairs) };
}

/**
 * As it is shown: with what is its account's. That a change of the account alone gives its contacts no new row version is
 * assumed.
 */
export function showContact({ accounts }: Division, contact: Row): Row {
  const account = accounts.get(String(contact.Account));
  const { FirstName, MiddleName, LastName } = contact;
  const parts = [FirstName, MiddleName, LastName].filter((part) => typeof part === 'string' && part !== '');
  return {
    FullName: parts.join(' '),
    ...contact,
    AccountName: account?.Name ?? null,
    Code: account?.Code ?? null,
    AccountMainContact: account?.MainContact ?? null,
    AccountIsCustomer: account?.Status === 'C',
    IsMainContact: account?.MainContact === contact.ID,
  };
}

export function putClassificationName(place: Place, fields: Fields): NamedRow {
  return putNamed(place, place.division.classificationNames, readRow(fields, CLASSIFICATION_NAME, []));
}

export function putClassification(place: Place, fields: Fields): NamedRow {
  return putNamed(place, place.division.classifications, readRow(fields, CLASSIFICATION, []));
}

function putNamed({ state }: Place, rows: Map<string, NamedRow>, given: Row): NamedRow {
  const ID = keyOf(given);
  const row = { Created: now(state), ...rows.get(ID), ...given, ID, Modified: now(state) };
  rows.set(ID, row);
  return row;
}

/** Contacts and address go with their account. [assumed] */
export function removeRow(place: Place, id: string): void {
  const { division } = place;
  if (division.contacts.has(id)) {
    removeContact(place, id);
    return;
  }
  if (division.classifications.delete(id) || division.classificationNames.delete(id)) return;
  const account = division.accounts.get(id);
  if (account === undefined) notDone('There is no such row');
  for (const { ID, Account } of [...division.contacts.values()]) if (Account === id) removeContact(place, ID);
  division.accounts.delete(id);
  division.idByCode.delete(account.Code);
  remember(place, ENTITY.address, randomUUID());
  remember(place, ENTITY.account, id);
  tell(place, { topic: 'Accounts', key: id, action: 'Delete' });
}

function removeContact(place: Place, id: string): void {
  place.division.contacts.delete(id);
  remember(place, ENTITY.contact, id);
  tell(place, { topic: 'Contacts', key: id, action: 'Delete' });
}

function remember({ state, division }: Place, EntityType: number, EntityKey: string): void {
  const Timestamp = nextTimestamp(division);
  division.removals.push({ Timestamp, EntityType, EntityKey, DeletedDate: now(state) });
}

/** Every row version is new [doc]; lower than those of before, so that whoever keeps the old ones sees nothing. [assumed] */
export function moveDivision(
  { state, division }: Place,
  why: 'DivisionMoveDate' | 'DivisionHRLinkUnlinkDate',
): void {
  division.about[why] = now(state);
  division.lastTimestamp = 1_000;
  for (const rows of [division.accounts, division.contacts])
    for (const row of rows.values()) row.Timestamp = nextTimestamp(division);
  for (const removal of division.removals) removal.Timestamp = nextTimestamp(division);
}

function stamp({ state, division }: Place, before: Row): Row & { Timestamp: number } {
  const at = now(state);
  return { Created: at, ...before, Modified: at, Timestamp: nextTimestamp(division) };
}

/** There are gaps. [assumed] */
function nextTimestamp(division: Division): number {
  division.lastTimestamp += 3;
  return division.lastTimestamp;
}

function replace<T extends { ID: string }>(rows: Map<string, T>, row: T): void {
  rows.delete(row.ID);
  rows.set(row.ID, row);
}

function tell(
  { state, division }: Place,
  change: { topic: Topic; key: string; action: 'Create' | 'Update' | 'Delete' },
): void {
  state.outbox.push({ kind: 'change', division: division.about.Code, ...change });
}

/** Keys are compared as they are written here. */
function keyOf({ ID }: Row): string {
  return typeof ID === 'string' ? ID : randomUUID();
}

/** Fields of the shape, each of its kind; those of `derived` are not for people to give. */
export function readRow(fields: Fields, shape: Shape, derived: readonly string[]): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const kind = Object.hasOwn(shape, name) && !derived.includes(name) ? shape[name] : undefined;
      if (kind === undefined) notDone(`${name} cannot be given`);
      const read = value === null ? null : VALUES[kind](value);
      if (read === undefined) notDone(`${name} is no ${kind}`);
      return [name, read];
    }),
  );
}

/** undefined: of another kind. Dates come as texts. */
const VALUES: Readonly<Record<Kind, (value: unknown) => Row[string] | undefined>> = {
  guid: (value) => (typeof value === 'string' && isGuid(value) ? value.toLowerCase() : undefined),
  text: (value) => (typeof value === 'string' ? value : undefined),
  date: (value) => (typeof value === 'string' && !Number.isNaN(dateOf(value)) ? dateOf(value) : undefined),
  bool: (value) => (typeof value === 'boolean' ? value : undefined),
  int: (value) => (Number.isInteger(value) ? Number(value) : undefined),
  int64: (value) => (Number.isInteger(value) ? Number(value) : undefined),
};
