// Roles of people and of groups in the sandbox. Role, person, group and object are named by their CWGuids; a role on one
// object names its type and itself, a firm-wide one names none. [doc]
import { need, textOf, type Answer, type Fields } from '../../sandbox-kit/answer.ts';
import { needShown } from '../../sandbox-kit/late-visibility.ts';
import { addGroupRole, addUserRole, dropRole } from './access-rules.ts';
import { errorList, page, type SandboxRequest } from './answer.ts';
import { rolesOf, type EntityRow, type GroupRow, type SandboxState, type UserRow } from './sandbox-state.ts';

interface Asked {
  readonly roles: readonly string[];
  readonly isRemove: boolean;
  /** null: firm-wide. */
  readonly entity: EntityRow | null;
}

export function assignUserRoles(user: UserRow, { state, fields }: SandboxRequest): void {
  const { roles, entity, isRemove } = readAsked(state, fields);
  for (const role of roles) {
    if (entity === null) change(user.firmWideRoles, role, isRemove);
    else if (isRemove) dropRole(user, { entity, role });
    else addUserRole(state, user, { entity, role });
  }
}

export function assignGroupRoles(group: GroupRow, { state, fields }: SandboxRequest): void {
  const { roles, entity, isRemove } = readAsked(state, fields);
  if (entity === null) return errorList(400, 'This sandbox gives a group no firm-wide role');
  for (const role of roles) {
    if (isRemove) dropRole(group, { entity, role });
    else addGroupRole(state, group, { entity, role });
  }
}

/** [assumed] */
export function listRolesOf({ roles }: UserRow | GroupRow, { state, query }: SandboxRequest): Answer {
  const objType = state.switches.objectType;
  const rows = [...roles].flatMap(([entity, held]) =>
    [...held].map((role) => ({ RoleID: role, objType, objId: entity.guid, visibleAt: 0 })),
  );
  return page(rows, query, ({ RoleID, objId }) => ({ RoleID, objType, objId }));
}

function readAsked(state: SandboxState, { RoleIDs, isRemove, objType, objId }: Fields): Asked {
  if (!Array.isArray(RoleIDs) || RoleIDs.length === 0) return errorList(400, 'RoleIDs is required');
  if (typeof isRemove !== 'boolean') return errorList(400, 'isRemove is required');
  if ((objType === undefined) !== (objId === undefined))
    errorList(400, 'objType and objId are given both, or neither');
  if (objType !== undefined && objType !== state.switches.objectType) errorList(400, 'objType is unknown');
  const known = rolesOf(state).map(({ CWGuid }) => CWGuid);
  const roles = RoleIDs.map((role) => need(known.find((guid) => guid === role)));
  if (objId === undefined) return { roles, isRemove, entity: null };
  return { roles, isRemove, entity: needShown(state.entities.byGuid.get(textOf(objId))) };
}

function change(held: Set<string>, role: string, isRemove: boolean): void {
  if (isRemove) held.delete(role);
  else held.add(role);
}
