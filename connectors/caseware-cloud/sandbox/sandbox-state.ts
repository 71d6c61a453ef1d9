// What the sandbox of CaseWare Cloud holds, in memory and indexed by what requests ask for: a practice of many thousand
// clients must not make it slow. No HTTP here.
import { randomUUID } from 'node:crypto';
import type { Fields } from '../../sandbox-kit/answer.ts';
import type { Hidable } from '../../sandbox-kit/late-visibility.ts';
import type { Switches } from './switches.ts';

export type { Fields };

export interface Row extends Hidable {
  readonly guid: string;
  readonly id: number;
  fields: Fields;
}
export interface EntityRow extends Row {
  readonly addresses: Row[];
}
export interface UserRow extends Row {
  /** A password was set by way of the activation mail. */
  activated: boolean;
  readonly groups: Set<GroupRow>;
  /** CWGuids of roles by entity. */
  readonly roles: Map<EntityRow, Set<string>>;
  readonly firmWideRoles: Set<string>;
}
export interface GroupRow extends Row {
  readonly members: Set<UserRow>;
  /** CWGuids of roles by entity. */
  readonly roles: Map<EntityRow, Set<string>>;
}
export interface Mail {
  readonly at: string;
  readonly userCWGuid: string;
  readonly email: string;
  readonly entityCWGuid: string;
  readonly occasion: 'member-added' | 'role-added' | 'role-given';
}

/** Rows of one kind, in the order in which they were made, with one text field that finds them. */
export interface Table<T extends Row> {
  readonly rows: T[];
  readonly byGuid: Map<string, T>;
  readonly indexField: string;
  readonly byIndex: Map<string, Set<T>>;
}

export interface SandboxState {
  entities: Table<EntityRow>;
  users: Table<UserRow>;
  groups: Table<GroupRow>;
  addressByGuid: Map<string, Row>;
  mails: Mail[];
  nextId: number;
  /** Keeps fields in a form of its own. */
  tidies: boolean;
  switches: Switches;
}

/** The role that lets contacts see the files of an entity. */
export const COLLABORATOR_ROLE = 'a6c8b3f0-0000-4000-8000-00000000000c';

/** Built in, by the language of the firm. [doc] */
const ROLES = [
  { Id: 1, CWGuid: 'a6c8b3f0-0000-4000-8000-000000000001', en: 'Administrator', nl: 'Beheerder' },
  { Id: 9, CWGuid: 'a6c8b3f0-0000-4000-8000-000000000009', en: 'Associated', nl: 'Vereniging' },
  {
    Id: 11,
    CWGuid: 'a6c8b3f0-0000-4000-8000-00000000000b',
    en: 'Contact - Entity Access',
    nl: 'Contact - Toegang entiteit',
  },
  {
    Id: 12,
    CWGuid: COLLABORATOR_ROLE,
    en: 'Contact - Entity Collaborator',
    nl: 'Contact - Entiteit Medewerker',
  },
] as const;

export function rolesOf({ switches }: SandboxState): readonly { Id: number; CWGuid: string; Name: string }[] {
  return ROLES.map(({ Id, CWGuid, ...names }) => ({ Id, CWGuid, Name: names[switches.language] }));
}

export function roleNumber(guid: string): number | null {
  return ROLES.find(({ CWGuid }) => CWGuid === guid)?.Id ?? null;
}

export function createState(switches: Switches): SandboxState {
  return {
    entities: createTable('EntityNo'),
    users: createTable('Email'),
    groups: createTable('BriefDescription'),
    addressByGuid: new Map(),
    mails: [],
    nextId: 1000,
    tidies: false,
    switches,
  };
}

function createTable<T extends Row>(indexField: string): Table<T> {
  return { rows: [], byGuid: new Map(), indexField, byIndex: new Map() };
}

export function newRow(state: SandboxState, fields: Fields, visibleAt: number): Row {
  state.nextId += 1;
  const at = { ModifyDate: new Date().toISOString() };
  return { guid: randomUUID(), id: state.nextId, fields: { ...tidied(state, fields), ...at }, visibleAt };
}

const TIDY: Readonly<Record<string, (text: string) => string>> = {
  BusinessPhone: (text) => text.replace(/\s/g, ''),
  MobilePhone: (text) => text.replace(/\s/g, ''),
  PostalCode: (text) => text.replace(/\s/g, '').toUpperCase(),
  Website: (text) => (text === '' || text.startsWith('http') ? text : `https://${text}`),
  Country: (text) => (text === 'NL' ? 'Nederland' : text),
};

/** Telephone numbers and postal codes without spaces, a country by its name: where the portal does so. */
export function tidied({ tidies }: SandboxState, fields: Fields): Fields {
  if (!tidies) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? (TIDY[name]?.(value) ?? value) : value,
    ]),
  );
}

export function indexKey(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

export function insert<T extends Row>(table: Table<T>, row: T): T {
  table.rows.push(row);
  table.byGuid.set(row.guid, row);
  addToIndex(table, row);
  return row;
}

export function change<T extends Row>(table: Table<T>, row: T, changes: Fields): void {
  removeFromIndex(table, row);
  row.fields = { ...row.fields, ...changes, ModifyDate: new Date().toISOString() };
  addToIndex(table, row);
}

export function removeRow<T extends Row>(table: Table<T>, row: T): void {
  removeFromIndex(table, row);
  table.byGuid.delete(row.guid);
  table.rows.splice(table.rows.indexOf(row), 1);
}

/** The rows whose indexed field holds this text, letter case aside. */
export function lookUp<T extends Row>(table: Table<T>, value: string): readonly T[] {
  return [...(table.byIndex.get(indexKey(value)) ?? [])];
}

/** How the portal writes a client number. */
export function writtenNumber({ switches }: SandboxState, number: unknown): unknown {
  return switches.pads && typeof number === 'string' ? number.trim().padStart(10) : number;
}

function addToIndex<T extends Row>(table: Table<T>, row: T): void {
  const key = indexKey(row.fields[table.indexField]);
  const known = table.byIndex.get(key);
  if (known === undefined) table.byIndex.set(key, new Set([row]));
  else known.add(row);
}

function removeFromIndex<T extends Row>(table: Table<T>, row: T): void {
  const key = indexKey(row.fields[table.indexField]);
  const known = table.byIndex.get(key);
  known?.delete(row);
  if (known?.size === 0) table.byIndex.delete(key);
}
