// Roles of people and of groups in the sandbox. Role, person, group and object are named by their CWGuids; a role on one
// object names its type and itself, a firm-wide one names none. [doc]
import { addGroupRole, addUserRole, dropRole } from './access-rules.ts';
import {
  errorList,
  fieldsOf,
  NO_CONTENT,
  page,
  plainError,
  textOf,
  type Answer,
  type SandboxRequest,
} from './answer.ts';
import { rolesOf, type EntityRow, type GroupRow, type SandboxState, type UserRow } from './sandbox-state.ts';

interface Asked {
  readonly roles: readonly string[];
  readonly isRemove: boolean;
  /** null: firm-wide. */
  readonly entity: EntityRow | null;
}

export function assignUserRoles(state: SandboxState, user: UserRow, { body }: SandboxRequest): Answer {
  const asked = readAsked(state, body);
  if ('status' in asked) return asked;
  const { entity, isRemove } = asked;
  for (const role of asked.roles) {
    if (entity === null) change(user.firmWideRoles, role, isRemove);
    else if (isRemove) dropRole(user, { entity, role });
    else addUserRole(state, user, { entity, role });
  }
  return NO_CONTENT;
}

export function assignGroupRoles(state: SandboxState, group: GroupRow, { body }: SandboxRequest): Answer {
  const asked = readAsked(state, body);
  if ('status' in asked) return asked;
  const { entity, isRemove } = asked;
  if (entity === null) return errorList(400, 'This sandbox gives a group no firm-wide role');
  for (const role of asked.roles) {
    if (isRemove) dropRole(group, { entity, role });
    else addGroupRole(state, group, { entity, role });
  }
  return NO_CONTENT;
}

/** [assumed] */
export function listRolesOf({ roles }: UserRow | GroupRow, { query }: SandboxRequest): Answer {
  const rows = [...roles].flatMap(([entity, held]) =>
    [...held].map((role) => ({ RoleID: role, objType: 'Entity', objId: entity.guid, visibleAt: 0 })),
  );
  return page(rows, query, ({ RoleID, objType, objId }) => ({ RoleID, objType, objId }));
}

function readAsked(state: SandboxState, body: unknown): Asked | Answer {
  const { RoleIDs, isRemove, objType, objId } = fieldsOf(body);
  if (!Array.isArray(RoleIDs) || RoleIDs.length === 0) return errorList(400, 'RoleIDs is required');
  if (typeof isRemove !== 'boolean') return errorList(400, 'isRemove is required');
  if ((objType === undefined) !== (objId === undefined))
    return errorList(400, 'objType and objId are given both, or neither');
  if (objType !== undefined && objType !== 'Entity') return errorList(400, 'objType is unknown');
  const roles = RoleIDs.map(textOf);
  const known = rolesOf(state).map(({ CWGuid }) => CWGuid);
  if (roles.some((role) => !known.includes(role))) return plainError(404, 'Not found');
  if (objId === undefined) return { roles, isRemove, entity: null };
  const entity = state.entities.byGuid.get(textOf(objId));
  const isShown = entity !== undefined && entity.visibleAt <= Date.now();
  return isShown ? { roles, isRemove, entity } : plainError(404, 'Not found');
}

function change(held: Set<string>, role: string, isRemove: boolean): void {
  if (isRemove) held.delete(role);
  else held.add(role);
}
