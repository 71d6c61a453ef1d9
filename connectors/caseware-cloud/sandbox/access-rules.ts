// Who can see the files of which entity in the sandbox, and who is mailed about it: the members of a group that holds
// the collaborator role on an entity. An access that is new mails the person unless the account is active already.
import { textOf } from './answer.ts';
import {
  COLLABORATOR_ROLE_ID,
  type EntityRow,
  type GroupRow,
  type Mail,
  type SandboxState,
  type UserRow,
} from './sandbox-state.ts';

export function opensEntity(group: GroupRow, entity: EntityRow): boolean {
  return group.roles.get(entity)?.has(COLLABORATOR_ROLE_ID) === true;
}

export function canSee(user: UserRow, entity: EntityRow): boolean {
  for (const group of user.groups) if (opensEntity(group, entity)) return true;
  return false;
}

/** The login lives while one right is left. */
export function canLogin(user: UserRow): boolean {
  if (!user.activated || user.fields.Type === 'I') return false;
  for (const group of user.groups) {
    for (const roleIds of group.roles.values()) if (roleIds.has(COLLABORATOR_ROLE_ID)) return true;
  }
  return false;
}

export function addMember(state: SandboxState, group: GroupRow, user: UserRow): void {
  const opened = [...group.roles.keys()].filter(
    (entity) => opensEntity(group, entity) && !canSee(user, entity),
  );
  group.members.add(user);
  user.groups.add(group);
  for (const entity of opened) mail(state, user, { entity, occasion: 'member-added' });
}

export function removeMember(group: GroupRow, user: UserRow): void {
  group.members.delete(user);
  user.groups.delete(group);
}

export function addRole(
  state: SandboxState,
  group: GroupRow,
  at: { entity: EntityRow; roleId: number },
): void {
  const { entity, roleId } = at;
  const roleIds = group.roles.get(entity) ?? new Set<number>();
  const isOpening = roleId === COLLABORATOR_ROLE_ID && !roleIds.has(roleId);
  const opened = isOpening ? [...group.members].filter((user) => !canSee(user, entity)) : [];
  group.roles.set(entity, roleIds.add(roleId));
  for (const user of opened) mail(state, user, { entity, occasion: 'role-added' });
}

export function removeRole(group: GroupRow, entity: EntityRow, roleId: number): void {
  const roleIds = group.roles.get(entity);
  roleIds?.delete(roleId);
  if (roleIds?.size === 0) group.roles.delete(entity);
}

function mail(
  state: SandboxState,
  user: UserRow,
  about: { entity: EntityRow; occasion: Mail['occasion'] },
): void {
  if (user.activated) return;
  state.mails.push({
    at: new Date().toISOString(),
    userCWGuid: user.guid,
    email: textOf(user.fields.Email),
    entityCWGuid: about.entity.guid,
    occasion: about.occasion,
  });
}
