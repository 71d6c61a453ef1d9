// The role that the contact group of an entity holds on that entity. Its portal id is the role's number; the role is
// found by the name in the settings.
import type { z } from 'zod';
import type { Change, Creation, Outcome, PortalRecord, ResourceType, Session } from '../../connector.ts';
import { assignGroupRole, groupRoleSchema, readGroupRoles, type GroupRole } from '../assumed.ts';
import { groupRoleTask } from '../manual-tasks.ts';
import { readUntil } from '../read-pages.ts';
import { isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import { findRoleId, roleNameById } from '../roles.ts';
import type { CaseWareSettings } from '../settings.ts';

type CaseWareSession = Session<CaseWareSettings>;
type Parents = Readonly<Record<string, string>>;
type RoleRow = z.output<typeof groupRoleSchema>;

export const groupRole: ResourceType<CaseWareSettings> = {
  scope: 'client',
  below: ['group', 'entity'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'idempotent',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { parents }) {
    const roleId = await findRoleId(session, session.settings.roleName);
    const records = await readRecords(session, parents, roleId === null ? [] : [roleId]);
    return records.filter(({ attributes }) => attributes.Role === session.settings.roleName);
  },

  async look(session, targets) {
    const roleIds = targets.map(({ portalId }) => Number(portalId));
    const records = await readRecords(session, targets[0]?.parents ?? {}, roleIds);
    return targets.map(({ portalId }) => {
      const record = records.find((one) => one.portalId === portalId);
      return record === undefined ? { state: 'absent' } : { state: 'present', record };
    });
  },

  async *list(session, parents) {
    if ((parents.group ?? '') !== '') yield* await readRecords(session, parents, []);
  },

  create: createGroupRole,
  update: updateGroupRole,
  manual: (_action, names) => groupRoleTask(names),
};

/** The roles of the group on its entity: all of them, or as many as it takes to see these. */
async function readRecords(
  session: CaseWareSession,
  parents: Parents,
  roleIds: readonly number[],
): Promise<PortalRecord[]> {
  const { group, entity } = parents;
  if (group === undefined || group === '') return [];
  const request = { ...readGroupRoles(group), accept: [404] };
  const isHere = (row: RoleRow): boolean => entity === undefined || row.EntityCWGuid === entity;
  const isEnough = (some: readonly RoleRow[]): boolean =>
    roleIds.length > 0 && roleIds.every((id) => some.some((row) => row.RoleId === id && isHere(row)));
  const rows = await readUntil(session, { request, row: groupRoleSchema }, isEnough);
  const here = rows.filter(isHere);
  if (here.length === 0) return [];
  const names = await roleNameById(session);
  return here.map(({ RoleId }) => ({
    portalId: String(RoleId),
    key: '',
    attributes: { Role: names.get(RoleId) ?? String(RoleId) },
  }));
}

async function createGroupRole(session: CaseWareSession, creation: Creation): Promise<Outcome> {
  return grant(session, creation.parents, String(creation.attributes.Role));
}

/** Another role name in the settings: the new role is given before the old one goes, so that nobody is shut out. */
async function updateGroupRole(session: CaseWareSession, change: Change): Promise<Outcome> {
  const granted = await grant(session, change.parents, String(change.changes.Role));
  const oldRoleId = Number(change.portalId);
  if (granted.status !== 'done' || granted.portalId === change.portalId) return granted;
  await session.send({
    ...assignGroupRole(roleOf(change.parents, oldRoleId), true),
    accept: [404],
  });
  return granted;
}

async function grant(session: CaseWareSession, parents: Parents, roleName: string): Promise<Outcome> {
  const roleId = await findRoleId(session, roleName);
  if (roleId === null) return refused('roleName');
  const request = assignGroupRole(roleOf(parents, roleId), false);
  const response = await session.send({ ...request, accept: [404, ...REFUSED_STATUSES] });
  if (response.status === 404) throw parentMissing();
  return isRefused(response) ? refused('roleName') : { status: 'done', portalId: String(roleId) };
}

function roleOf(parents: Parents, roleId: number): GroupRole {
  return { entityGuid: parents.entity ?? '', groupGuid: parents.group ?? '', roleId };
}
