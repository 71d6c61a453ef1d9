// The sandbox's groups, and their members.
import { created, fieldsOf, refuse, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import { addMember, removeMember } from './access-rules.ts';
import { errorList, refuseEmpty, type SandboxRequest } from './answer.ts';
import { show } from './entity-routes.ts';
import { insert, newRow, removeRow, type Fields, type GroupRow, type SandboxState } from './sandbox-state.ts';

export function createGroup({ state, fields, visibleAt }: SandboxRequest): Answer {
  refuseEmpty(fields, ['BriefDescription', 'OwnerType']);
  if (!Array.isArray(fieldsOf(fields.BusinessUnits).List)) errorList(400, 'BusinessUnits is required');
  return created(show(addGroup(state, fields, visibleAt)));
}

export function addGroup(state: SandboxState, fields: Fields, visibleAt = 0): GroupRow {
  const row = newRow(state, fields, visibleAt);
  return insert(state.groups, { ...row, members: new Set(), roles: new Map() });
}

export function deleteGroup(group: GroupRow, { state }: SandboxRequest): void {
  for (const user of [...group.members]) removeMember(group, user);
  group.roles.clear();
  removeRow(state.groups, group);
}

/** All or nothing: one unknown person, or one to remove who is no member, refuses the whole request with 404. */
export function assignUsers(group: GroupRow, { state, fields }: SandboxRequest): void {
  const { People, people = People, isRemove } = fields;
  if (!Array.isArray(people) || people.length === 0) return errorList(400, 'People is required');
  const users = people.map(
    (guid) => state.users.byGuid.get(textOf(guid)) ?? refuse(404, 'NOT_FOUND', 'Unknown user'),
  );
  if (isRemove !== true) {
    for (const user of users) addMember(state, group, user);
    return;
  }
  if (users.some((user) => !group.members.has(user))) refuse(404, 'NOT_FOUND', 'Not a member');
  for (const user of users) removeMember(group, user);
}
