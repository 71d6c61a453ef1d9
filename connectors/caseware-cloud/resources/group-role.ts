// The role that the contact group of an entity holds on that entity, where a firm works with groups. Its portal id is the
// CWGuid of the role.
import type { Change, Outcome, PortalRecord, PortalRequest, Seen, Target } from '../../connector.ts';
import { groupRoleTask } from '../manual-tasks.ts';
import { KEPT, resourceType, seenOf, type Parents } from '../../kit/listed-resource.ts';
import { afterLanding, isRefused, parentMissing, refused, MISSING_OR_REFUSED } from '../../kit/write.ts';
import {
  assignRole,
  findRole,
  heldRoles,
  isRole,
  ROLE_NOT_FOUND,
  wantedRole,
  type PortalRole,
} from '../roles.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';

export const groupRole = resourceType<CaseWareSettings>({
  scope: 'client',
  below: ['group', 'entity'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'idempotent',

  async find(session, target) {
    const shown = await shownRole(session, target);
    return shown === null ? [] : [shown];
  },
  async look(session, targets) {
    const seen: Seen[] = [];
    for (const target of targets) seen.push(seenOf(await shownRole(session, target)));
    return seen;
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

/**
 * Of those that it was given, or may have been given: one beside that of the settings is shown first, so that it is changed
 * instead of left there.
 */
async function shownRole(
  session: CaseWareSession,
  { portalId, parents, tried = [] }: Target,
): Promise<PortalRecord | null> {
  const settled = wantedRole(session.settings);
  const roles: (PortalRole & { readonly name: string })[] = [];
  for (const name of new Set([...tried.map(({ Role }) => String(Role)), settled])) {
    const found = await findRole(session, name);
    if (found !== null) roles.push({ ...found, name });
  }
  // Another role than those is known by its id alone.
  if (portalId !== null && !roles.some((role) => isRole(role, portalId)))
    roles.unshift({ guid: portalId, number: null, name: portalId });
  const ids = await readRoleIds(
    session,
    parents,
    roles.map(({ guid }) => guid),
  );
  const held = roles.filter((role) => ids.some((id) => isRole(role, id)));
  const shown = held.find(({ name }) => name !== settled) ?? held[0];
  return shown === undefined ? null : toRecord(shown.guid, shown.name);
}

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
  await afterLanding(() => session.send({ ...old, accept: [404] }));
  return granted;
}

async function grant(session: CaseWareSession, parents: Parents, roleName: string): Promise<Outcome> {
  const role = await findRole(session, roleName);
  if (role === null) return ROLE_NOT_FOUND;
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
