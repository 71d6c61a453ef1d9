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
/** The members of a role assignment that name the entity: one value, its CWGuid, as V2 uses CWGuids throughout. */
export function onEntity({ objectType }: { readonly objectType: string }, entityGuid: string) {
  return { objType: objectType, objId: entityGuid };
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

/** What can hold roles, by its CWGuid. */
export interface Holder {
  readonly is: 'groups' | 'users';
  readonly guid: string;
}

/**
 * The path of the documented operations "Update Group role assignments" and updateUserRoles, and the same for reading, which is
 * tried by `connection test --prove`, as the members of a group.
 */
export function rolesPath({ is, guid }: Holder): string {
  return at(is, guid, 'role-assignments');
}

/** `RoleID`: a CWGuid; `objId` as `onEntity` sends it. */
export const roleAssignmentSchema = z.looseObject({
  RoleID: z.union([z.string(), z.number()]),
  objType: z.string().nullish(),
  objId: z.string().nullish(),
});

export const memberSchema = z.object({ CWGuid: z.string().min(1), CanLogin: z.boolean().nullish() });
