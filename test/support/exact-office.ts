// An office that works in Exact Online, and what its software must lead to. Its deeds are drawn by a seed; every record has a
// name, a number and an address of its own, so that no two of them are ever meant by one.
import { expect } from 'chai';
import { z } from 'zod';
import type { Random } from '../faults/seeded-random.ts';
import type { ExactOnlineCaller } from './contract/exact-online-caller.ts';

export interface Office {
  readonly exact: ExactOnlineCaller;
  readonly random: Random;
}

export type Deed<On extends Office = Office> = (on: On) => Promise<unknown>;

const ACCOUNTS = 12;
const CONTACTS = 18;
const idOf = (kind: 1 | 2, nth: number): string =>
  `${String(kind).repeat(8)}-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const LINKED = '44444444-0000-4000-8000-000000000001';

export const OFFICE_CONNECTION = 'caseware';
/** Of the source: a classification switches the link of a client, and its contacts follow. */
export const OFFICE_SETTINGS = {
  links: { [OFFICE_CONNECTION]: { classification: 1, codes: ['PORTAAL'], contacts: 'all' } },
} as const;
/** Before anybody looks: some clients, with a contact or two. */
export const OFFICE_SEED = {
  classifications: [{ ID: LINKED, Code: 'PORTAAL', Description: 'Portaal' }],
  accounts: Array.from({ length: 8 }, (_, nth) => ({
    ...{ ID: idOf(1, nth), Name: `Relatie ${nth + 100}`, City: 'Gouda', Classification1: LINKED },
    ChamberOfCommerce: String(12_345_600 + nth),
  })),
  contacts: Array.from({ length: 12 }, (_, nth) => ({
    ...{ ID: idOf(2, nth), Account: idOf(1, nth % 8), FirstName: 'Anna', LastName: `Naam ${nth}` },
    Email: `c${nth}@example.nl`,
  })),
};

/** What cannot be done there (a contact of nobody) is not done. */
async function inOffice({ exact }: Office, does: string, fields: object): Promise<void> {
  const answer = await exact.door('POST /act', { human: 'office', does, ...fields });
  expect(answer.status, answer.text).to.be.oneOf([200, 204, 409]);
}

/** Of one that is there. */
async function change(office: Office, kind: 'accounts' | 'contacts', fields: object): Promise<void> {
  const rows = (await readOffice(office.exact))[kind];
  if (rows.length === 0) return;
  const { ID } = office.random.pick(rows);
  const own = kind === 'accounts' ? fields : { Email: emailOf(office, ID), ...fields };
  await inOffice(office, kind === 'accounts' ? 'put-account' : 'put-contact', { ID, ...own });
}

const city = ({ random }: Office): string => `Plaats ${random.whole(1_000)}`;
const emailOf = ({ random }: Office, ID: string): string =>
  `c${Number(ID.slice(-12))}.${random.whole(1_000)}@example.nl`;

function account(office: Office): { readonly ID: string } & Readonly<Record<string, unknown>> {
  const nth = office.random.whole(ACCOUNTS);
  return {
    ...{ ID: idOf(1, nth), Name: `Relatie ${nth + 100}`, City: city(office) },
    ...{
      ChamberOfCommerce: String(12_345_600 + nth),
      Classification1: office.random.chance(0.8) ? LINKED : null,
    },
  };
}

function contact(office: Office): { readonly ID: string } & Readonly<Record<string, unknown>> {
  const ID = idOf(2, office.random.whole(CONTACTS));
  return {
    ...{ ID, Account: account(office).ID, FirstName: 'Anna', LastName: `Naam ${office.random.whole(1_000)}` },
    Email: emailOf(office, ID),
  };
}

export const OFFICE: Readonly<Record<string, Deed>> = {
  'an account is written': (office) => inOffice(office, 'put-account', account(office)),
  'an account of no client is written': (office) =>
    inOffice(office, 'put-account', { ...account(office), Status: office.random.pick(['P', 'A']) }),
  'an account changes its status': (office) =>
    change(office, 'accounts', { Status: office.random.pick(['C', 'C', 'S', 'P', 'A']) }),
  'an account ends': (office) =>
    change(office, 'accounts', { EndDate: office.random.pick(['2020-01-01', '9999-12-31', null]) }),
  'an account is linked, or not': (office) =>
    change(office, 'accounts', { Classification1: office.random.pick([LINKED, LINKED, null]) }),
  'a contact is written': (office) => inOffice(office, 'put-contact', contact(office)),
  'a contact changes': (office) => change(office, 'contacts', {}),
  'a contact ends': (office) =>
    change(office, 'contacts', { EndDate: office.random.pick(['2020-01-01', null]) }),
  'a row is deleted': (office) =>
    inOffice(office, 'delete', { ID: (office.random.chance(0.3) ? account : contact)(office).ID }),
  'the key of a contact is used again': (office) => inOffice(office, 'recycle-key', contact(office)),
  'the key of an account is used again': (office) => inOffice(office, 'recycle-key', account(office)),
};

const rowsSchema = z.array(z.looseObject({ ID: z.string() }));
type OfficeRow = z.output<typeof rowsSchema>[number];
const stateSchema = z.object({
  divisions: z.array(z.object({ accounts: rowsSchema, contacts: rowsSchema })),
});

interface OfficeRows {
  readonly accounts: readonly OfficeRow[];
  readonly contacts: readonly OfficeRow[];
}

export async function readOffice(exact: ExactOnlineCaller): Promise<OfficeRows> {
  const { divisions } = stateSchema.parse(JSON.parse((await exact.door('GET /state')).text));
  return divisions[0] ?? { accounts: [], contacts: [] };
}

export interface Holding {
  /** By key: status, place and whether it is linked. */
  readonly clients: Readonly<Record<string, string>>;
  /** Of clients that are there, by key: client, name and address. */
  readonly contacts: Readonly<Record<string, string>>;
}

function present({ accounts, contacts }: OfficeRows): OfficeRows {
  const ended = ({ EndDate }: OfficeRow): boolean => typeof EndDate === 'number' && EndDate < Date.now();
  const clients = accounts.filter((row) => ['C', 'S'].includes(String(row['Status'])) && !ended(row));
  const keys = new Set<unknown>(clients.map(({ ID }) => ID));
  return { accounts: clients, contacts: contacts.filter((row) => keys.has(row['Account']) && !ended(row)) };
}

const isLinked = ({ Classification1 }: OfficeRow): boolean => Classification1 === LINKED;

/** What Koppel must know. */
export function holdingOf(office: OfficeRows): Holding {
  const { accounts, contacts } = present(office);
  const status = (row: OfficeRow): string => (row['Status'] === 'S' ? 'suspect' : 'client');
  return {
    clients: sorted(accounts.map((row) => [row.ID, [status(row), row['City'], isLinked(row)]])),
    contacts: sorted(contacts.map((row) => [row.ID, [row['Account'], row['LastName'], row['Email']]])),
  };
}

/** Who must have access in the portal, by the number of the client. */
export function accessOf(office: OfficeRows): Readonly<Record<string, readonly string[]>> {
  const { accounts, contacts } = present(office);
  const served = accounts.filter((row) => row['Status'] === 'C' && isLinked(row));
  return Object.fromEntries(
    served.flatMap((row) => {
      const own = contacts.filter((each) => each['Account'] === row.ID).map((each) => String(each['Email']));
      return own.length === 0 ? [] : [[String(row['Code']).trim(), own.sort()] as const];
    }),
  );
}

/** Each row: a key, and what is said of it. */
export function heldClients(practiceId: string): string {
  return `select c.source_key as key, jsonb_build_array(c.status, c.city, coalesce((select bool_or(l.enabled)
      from koppel.client_link l where l.client_id = c.id), false)) as said
    from koppel.client c where c.deleted_at is null and c.practice_id = '${practiceId}'`;
}

export function heldContacts(practiceId: string): string {
  return `select t.source_key as key, jsonb_build_array(c.source_key, t.last_name, t.email) as said
    from koppel.contact t join koppel.client c on c.id = t.client_id
    where t.deleted_at is null and c.deleted_at is null and t.unplaced_said_at is null and t.practice_id = '${practiceId}'`;
}

export interface Held {
  readonly key: string;
  readonly said: readonly unknown[];
}

export function heldOf(clients: readonly Held[], contacts: readonly Held[]): Holding {
  const pairs = (rows: readonly Held[]) => sorted(rows.map(({ key, said }) => [key, said]));
  return { clients: pairs(clients), contacts: pairs(contacts) };
}

function sorted(rows: readonly (readonly [string, readonly unknown[]])[]): Record<string, string> {
  const pairs = rows.map(([key, said]) => [key, said.map(shown).join(' | ')] as const);
  return Object.fromEntries(pairs.sort(([one], [other]) => one.localeCompare(other)));
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '-';
}
