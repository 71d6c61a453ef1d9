// Who can see the files of which entity in the sandbox, and who is mailed about it: whoever holds the collaborator role on
// it, by themselves or as a member of a group. The portal mails the activation link when it is given, unless the account is
// active already [doc]; given once more by itself, it mails once more [not documented, so the worst is played].
import { textOf } from '../../sandbox-kit/answer.ts';
import {
  COLLABORATOR_ROLE,
  type EntityRow,
  type GroupRow,
  type Mail,
  type SandboxState,
  type UserRow,
} from './sandbox-state.ts';

function opensEntity(holder: GroupRow | UserRow, entity: EntityRow): boolean {
  return holder.roles.get(entity)?.has(COLLABORATOR_ROLE) === true;
}

export function canSee(user: UserRow, entity: EntityRow): boolean {
  return [user, ...user.groups].some((holder) => opensEntity(holder, entity));
}

/** Some right on some entity. */
export function hasEntity(user: UserRow): boolean {
  return [user, ...user.groups].some(({ roles }) => roles.size > 0);
}

/** The login lives while one right is left. */
export function canLogin(user: UserRow): boolean {
  if (!user.activated || user.fields.Type === 'I') return false;
  return [user, ...user.groups].some(({ roles }) =>
    [...roles.values()].some((held) => held.has(COLLABORATOR_ROLE)),
  );
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

export interface RoleOnEntity {
  readonly entity: EntityRow;
  readonly role: string;
}

export function addGroupRole(state: SandboxState, group: GroupRow, given: RoleOnEntity): void {
  const { entity, role } = given;
  const isOpening = role === COLLABORATOR_ROLE && !opensEntity(group, entity);
  const opened = isOpening ? [...group.members].filter((user) => !canSee(user, entity)) : [];
  hold(group, given);
  for (const user of opened) mail(state, user, { entity, occasion: 'role-added' });
}

/** The account is activated once, whatever it may see after that. */
export function addUserRole(state: SandboxState, user: UserRow, given: RoleOnEntity): void {
  const isRepeated = user.roles.get(given.entity)?.has(given.role) === true;
  const wasMailed = state.mails.some(({ userCWGuid }) => userCWGuid === user.guid);
  hold(user, given);
  if (given.role === COLLABORATOR_ROLE && (isRepeated || !wasMailed))
    mail(state, user, { entity: given.entity, occasion: 'role-given' });
}

function hold({ roles }: UserRow | GroupRow, { entity, role }: RoleOnEntity): void {
  roles.set(entity, (roles.get(entity) ?? new Set<string>()).add(role));
}

export function dropRole({ roles }: UserRow | GroupRow, { entity, role }: RoleOnEntity): void {
  const held = roles.get(entity);
  held?.delete(role);
  if (held?.size === 0) roles.delete(entity);
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
