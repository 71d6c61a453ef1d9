// The role that the contact group of an entity holds on that entity, where a firm works with groups. Its portal id is the
// CWGuid of the role.
import type { Change, Outcome, PortalRecord, PortalRequest } from '../../connector.ts';
import { groupRoleTask } from '../manual-tasks.ts';
import { KEPT, resourceType, seenOf, type Parents } from '../../kit/listed-resource.ts';
import { isRefused, parentMissing, refused, MISSING_OR_REFUSED } from '../../kit/write.ts';
import { assignRole, findRole, heldRoles, isRole, wantedRole } from '../roles.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';

export const groupRole = resourceType<CaseWareSettings>({
  scope: 'client',
  below: ['group', 'entity'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'idempotent',

  /** What was tried with another role is shown first, so that it is changed instead of left beside that of the settings. */
  async find(session, { parents, tried = [] }) {
    const names = [...tried.map(({ Role }) => String(Role)), wantedRole(session.settings)];
    const roles = [];
    for (const name of new Set(names)) {
      const found = await findRole(session, name);
      if (found !== null) roles.push({ ...found, name });
    }
    const wanted = roles.map(({ guid }) => guid);
    const ids = await readRoleIds(session, parents, wanted);
    const held = roles.find((role) => ids.some((id) => isRole(role, id)));
    return held === undefined ? [] : [toRecord(held.guid, held.name)];
  },

  async look(session, targets) {
    const role = wantedRole(session.settings);
    const found = await findRole(session, role);
    const wanted = targets.map(({ portalId }) => portalId);
    const ids = await readRoleIds(session, targets[0]?.parents ?? {}, wanted);
    return targets.map(({ portalId }) => {
      const same = (id: string): boolean =>
        id === portalId || (found !== null && isRole(found, portalId) && isRole(found, id));
      // Another role than that of the settings is known by its id alone.
      const name = found !== null && isRole(found, portalId) ? role : portalId;
      return seenOf(ids.some(same) ? toRecord(portalId, name) : null);
    });
  },

  async *list(session, parents) {
    if ((parents.group ?? '') === '') return;
    const role = wantedRole(session.settings);
    const found = await findRole(session, role);
    for (const id of await readRoleIds(session, parents, []))
      yield toRecord(id, found !== null && isRole(found, id) ? role : id);
  },

  create: (session, creation) => grant(session, creation.parents, String(creation.attributes.Role)),
  update: updateGroupRole,
  manual: (_action, names) => groupRoleTask(names),
});

function toRecord(portalId: string, role: string): PortalRecord {
  return { portalId, key: '', attributes: { Role: role } };
}

async function readRoleIds(
  session: CaseWareSession,
  { group = '', entity = '' }: Parents,
  wanted: readonly string[],
): Promise<readonly string[]> {
  if (group === '') return [];
  return (await heldRoles(session, { is: 'groups', guid: group }, { entity, wanted })).ids;
}

/** Another role in the settings: the new one is given before the old one goes, so that nobody is shut out. */
async function updateGroupRole(session: CaseWareSession, change: Change): Promise<Outcome> {
  const role = await findRole(session, String(change.changes.Role));
  // The same role under the name that the other language gives it.
  if (role !== null && isRole(role, change.portalId)) return { status: 'done', portalId: role.guid };
  const granted = await grant(session, change.parents, String(change.changes.Role));
  if (granted.status !== 'done') return granted;
  const old = assignGroupRole(session, change.parents, { role: change.portalId, isRemove: true });
  await session.send({ ...old, accept: [404] });
  return granted;
}

async function grant(session: CaseWareSession, parents: Parents, roleName: string): Promise<Outcome> {
  const role = await findRole(session, roleName);
  if (role === null) return refused('roleName');
  const request = assignGroupRole(session, parents, { role: role.guid, isRemove: false });
  const response = await session.send({ ...request, accept: MISSING_OR_REFUSED });
  if (response.status === 404) throw parentMissing();
  return isRefused(response) ? refused('roleName') : { status: 'done', portalId: role.guid };
}

export function assignGroupRole(
  session: Pick<CaseWareSession, 'settings'>,
  { group = '', entity = '' }: Parents,
  given: { readonly role: string; readonly isRemove: boolean },
): PortalRequest {
  return assignRole(session, { is: 'groups', guid: group }, { entity, ...given });
}
