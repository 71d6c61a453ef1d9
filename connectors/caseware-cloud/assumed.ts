// Everything about CaseWare Cloud that nothing public says, in one place: field names, calls and the shape of their
// answers. All of it is [assumed]. When the vendor tells otherwise, this is the file to change.
import { z } from 'zod';
import type { PortalRequest } from '../connector.ts';

/** Wire names of fields that the public sources do not show. A practice overrides them in its connection settings. */
export const ASSUMED_FIELD_NAMES = {
  postalCode: 'PostalCode',
  phone: 'Phone',
  email: 'Email',
  website: 'Website',
  facebook: 'Facebook',
  twitter: 'Twitter',
  linkedin: 'LinkedIn',
  personPhone: 'Phone',
  personMobile: 'Mobile',
  personInitials: 'Initials',
} as const;

/** What people see as the description of the contact group of an entity. */
const GROUP_DESCRIPTION = 'Contacts with access to one entity. Kept by Koppel; do not rename or delete.';

/** The group is named after the identifier of the entity, which stays when the client gets another number or name. */
export function groupName(entityGuid: string): string {
  return `Koppel ${entityGuid}`;
}

const at = (...steps: readonly string[]): string => `/${steps.map(encodeURIComponent).join('/')}`;

export function createGroup(name: string): PortalRequest {
  return { method: 'POST', path: '/groups', body: { Name: name, Description: GROUP_DESCRIPTION } };
}

export function readGroup(groupGuid: string): PortalRequest {
  return { method: 'GET', path: at('groups', groupGuid) };
}

export function deleteGroup(groupGuid: string): PortalRequest {
  return { method: 'DELETE', path: at('groups', groupGuid) };
}

export function readGroupMembers(groupGuid: string): PortalRequest {
  return { method: 'GET', path: at('groups', groupGuid, 'users') };
}

export function readGroupRoles(groupGuid: string): PortalRequest {
  return { method: 'GET', path: at('groups', groupGuid, 'role-assignments') };
}

export interface GroupRole {
  readonly entityGuid: string;
  readonly groupGuid: string;
  readonly roleId: number;
}

export function assignGroupRole(role: GroupRole, isRemove: boolean): PortalRequest {
  return {
    method: 'PATCH',
    path: at('entities', role.entityGuid, 'role-assignments'),
    body: { roleIds: [role.roleId], groups: [role.groupGuid], isRemove },
  };
}

export const createdGroupSchema = z.object({ CWGuid: z.string().min(1) });
export const groupRoleSchema = z.object({ RoleId: z.number().int(), EntityCWGuid: z.string() });
export const memberSchema = z.object({ CWGuid: z.string().min(1), CanLogin: z.boolean().nullish() });
