// The roles of the portal, looked for by name and remembered for the life of the session: they are the same for every
// client. And how one is given to a person or a group on an entity, and read back.
import type { z } from 'zod';
import type { Outcome, PortalRequest } from '../connector.ts';
import { onEntity, roleAssignmentSchema, rolesPath, type Holder } from './assumed.ts';
import { collect, readPages, readUntil } from './read-pages.ts';
import { fieldEquals } from './search.ts';
import type { CaseWareSession, CaseWareSettings } from './settings.ts';
import { includesGuid, roleSchema, sameGuid } from './wire-schemas.ts';

/** Lets a contact see the files of one entity. The language of the firm decides which of the two names it has. [doc] */
export const COLLABORATOR_NAMES = ['Contact - Entity Collaborator', 'Contact - Entiteit Medewerker'] as const;

/** What connections of an earlier version call it; a firm may have a role of that name as well. */
const EARLIER_NAME = 'Entity Collaborator';
/** Lets nobody sign in, and mails nobody. [doc] */
export const ASSOCIATED_NAMES = ['Associated', 'Vereniging'] as const;

/** The role as the claims name it, whatever its name in the portal. */
export function wantedRole({ roleName }: Pick<CaseWareSettings, 'roleName'>): string {
  return roleName ?? COLLABORATOR_NAMES[0];
}

export interface PortalRole {
  readonly guid: string;
  readonly number: number | null;
}

/** Null when no role has the name, or more than one has: which one would be a guess. */
export async function findRole(session: CaseWareSession, wanted: string): Promise<PortalRole | null> {
  const builtIn = [COLLABORATOR_NAMES, ASSOCIATED_NAMES].find(([english]) => english === wanted);
  const names = builtIn ?? (wanted === EARLIER_NAME ? [wanted, ...COLLABORATOR_NAMES] : [wanted]);
  for (const name of names) {
    const found = await session.remember(`role:${name}`, () => searchRoles(session, name));
    if (found.length > 0) return found.length === 1 ? (found[0] ?? null) : null;
  }
  // Whoever mends the setting, or makes the role, is not to wait for the session to end.
  for (const name of names) session.forget(`role:${name}`);
  return null;
}

/** Nobody's data are wrong then: the settings name it. */
export const ROLE_NOT_FOUND: Outcome = { status: 'refused', what: 'ROLE_NOT_FOUND', field: 'roleName' };

// GET /roles?search=Name='…' [doc]
async function searchRoles(session: CaseWareSession, name: string): Promise<PortalRole[]> {
  const query = { search: fieldEquals('Name', name) };
  const rows = await collect(readPages(session, { method: 'GET', path: '/roles', query }, roleSchema));
  return rows
    .filter((row) => row.Name.trim().toLowerCase() === name.toLowerCase())
    .map(({ CWGuid, Id }) => ({ guid: CWGuid, number: Id ?? null }));
}

/** What was known by the number of the role, before its CWGuid was sent, is the same role. */
export function isRole({ guid, number }: PortalRole, id: string | number): boolean {
  return sameGuid(guid, String(id)) || (number !== null && String(number) === String(id));
}

// PATCH /users/{CWGuid}/role-assignments, /groups/{CWGuid}/role-assignments [doc; paths code; three members assumed]
export function assignRole(
  { settings }: Pick<CaseWareSession, 'settings'>,
  holder: Holder,
  { entity, role, isRemove }: { readonly entity: string; readonly role: string; readonly isRemove: boolean },
): PortalRequest {
  const body = { RoleIDs: [role], isRemove, ...onEntity(settings, entity) };
  return { method: 'PATCH', path: rolesPath(holder), body };
}

interface Wanted {
  readonly entity: string;
  readonly wanted: readonly string[];
  /** Left out: of who is not there nothing is shown. */
  readonly accept?: readonly number[];
}

/** Roles that somebody holds on an entity: all of them, or as many as it takes to see the wanted ones. */
export async function heldRoles(
  session: CaseWareSession,
  holder: Holder,
  { entity, wanted, accept = [404] }: Wanted,
): Promise<{ readonly ids: readonly string[]; readonly isNothing: boolean }> {
  const request: PortalRequest = { method: 'GET', path: rolesPath(holder), accept };
  const { objId } = onEntity(session.settings, entity);
  const idsOf = (rows: readonly z.output<typeof roleAssignmentSchema>[]): readonly string[] =>
    rows.filter((row) => sameGuid(row.objId ?? '', objId)).map((row) => String(row.RoleID));
  const rows = await readUntil(
    session,
    { request, row: roleAssignmentSchema },
    (some) => wanted.length > 0 && wanted.every((id) => includesGuid(idsOf(some), id)),
  );
  return { ids: idsOf(rows), isNothing: rows.length === 0 };
}
