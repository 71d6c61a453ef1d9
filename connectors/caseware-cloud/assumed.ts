// Everything about CaseWare Cloud that nothing public says, in one place: field names, values and the calls that read
// back. All of it is [assumed]. When the vendor tells otherwise, this is the file to change.
import { z } from 'zod';
import type { PortalRequest } from '../connector.ts';

/** Wire names of fields that the public sources do not show. A practice overrides them in its connection settings. */
export const ASSUMED_FIELD_NAMES = {
  postalCode: 'PostalCode',
  phone: 'BusinessPhone',
  email: 'Email',
  website: 'Website',
  facebook: 'Facebook',
  twitter: 'Twitter',
  linkedin: 'LinkedIn',
  personPhone: 'BusinessPhone',
  personMobile: 'MobilePhone',
  // The portal's own form of a contact has no field for initials, so they are left out.
  personInitials: null,
} as const;

/** The literal for an entity in `objType`, where the settings name no other. */
export const OBJECT_TYPE = 'Entity';
/** Which identifier of the entity `objId` takes: its CWGuid, as V2 uses CWGuids throughout. */
type ObjectId = { readonly entityGuid: string };
/** One value, not a list of them. */
const objectId = ({ entityGuid }: ObjectId): string => entityGuid;

/** The members of a role assignment that name the entity. */
export function onEntity({ objectType }: { readonly objectType: string }, entityGuid: string) {
  return { objType: objectType, objId: objectId({ entityGuid }) };
}

/** The group is named after the identifier of the entity, which stays when the client gets another number or name. */
export function groupName(entityGuid: string): string {
  return `Koppel ${entityGuid}`;
}

const at = (...steps: readonly string[]): string => `/${steps.map(encodeURIComponent).join('/')}`;

export function readGroup(groupGuid: string): PortalRequest {
  return { method: 'GET', path: at('groups', groupGuid) };
}

export function deleteGroup(groupGuid: string): PortalRequest {
  return { method: 'DELETE', path: at('groups', groupGuid) };
}

/** Nothing public reads the members of a group: tried by `connection test --prove`, and asked only where that saw it work. */
export function readGroupMembers(groupGuid: string): PortalRequest {
  return { method: 'GET', path: at('groups', groupGuid, 'users') };
}

/** The path of the documented operation "Update Group role assignments", and the same for reading. */
export function groupRolesPath(groupGuid: string): string {
  return at('groups', groupGuid, 'role-assignments');
}

/** Reads what the documented PATCH of the same path writes: tried by `connection test --prove`, as the members of a group. */
export function readUserRoles(userGuid: string): PortalRequest {
  return { method: 'GET', path: at('users', userGuid, 'role-assignments') };
}

/** `RoleID`: a CWGuid; `objId` as `onEntity` sends it. */
export const roleAssignmentSchema = z.looseObject({
  RoleID: z.union([z.string(), z.number()]),
  objType: z.string().nullish(),
  objId: z.string().nullish(),
});

export const memberSchema = z.object({ CWGuid: z.string().min(1), CanLogin: z.boolean().nullish() });
