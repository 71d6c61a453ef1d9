// The access of a contact to the files of a client: a role of the person on the entity. The portal mails the activation link
// when it is given and the account is not active yet [doc], so what was answered is never given again. No public page
// shows how it is read back: a reading is assumed, and believed only where a proof has seen it work.
import type {
  Change,
  Outcome,
  PortalRecord,
  PortalRequest,
  PortalResponse,
  ResourceType,
  Session,
  Target,
  Trace,
} from '../../connector.ts';
import { parseAnswer, listIncomplete } from '../../../src/portal-http/parse-answer.ts';
import { onEntity, readUserRoles, roleAssignmentSchema } from '../assumed.ts';
import { entityRoleTask } from '../manual-tasks.ts';
import { readPages, readUntil } from '../read-pages.ts';
import { isRefused, parentMissing, refused, REFUSED_STATUSES } from '../../kit/refusals.ts';
import { findRole, isRole, wantedRole } from '../roles.ts';
import type { CaseWareSettings } from '../settings.ts';
import { userSchema, type WireUser } from '../wire-schemas.ts';

type CaseWareSession = Session<CaseWareSettings>;
type Known = Target & { portalId: string };
interface Holding {
  readonly person: string;
  readonly role: string;
}

const MISSING_OR_REFUSED = [404, ...REFUSED_STATUSES] as const;

export const entityRole: ResourceType<CaseWareSettings> = {
  scope: 'client',
  below: ['entity', 'person'],
  evidence: 'doc',
  absence: 'proven',
  managed: 'written',
  grantsAccess: true,
  onRemove: 'remove',
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, target) {
    const portalId = await addressOf(session, target);
    if (portalId === null) return [];
    const record = await lookAt(session, { ...target, portalId });
    return record === null ? [] : [record];
  },

  async look(session, targets) {
    const seen = [];
    for (const target of targets) {
      const record = await lookAt(session, target);
      seen.push(record === null ? ({ state: 'absent' } as const) : ({ state: 'present', record } as const));
    }
    return seen;
  },

  addressOf,

  async trace(session, targets) {
    const traces: Trace[] = [];
    for (const target of targets) traces.push(await traceOf(session, target));
    return traces;
  },

  create: (session, creation) => grant(session, creation, String(creation.attributes.Role)),
  update: changeRole,
  remove: revoke,
  manual: entityRoleTask,
};

/** `person role`, by their CWGuids: the role must be known when it is taken away, whatever the setting says by then. */
function portalIdOf({ person, role }: Holding): string {
  return `${person} ${role}`;
}

async function addressOf(session: CaseWareSession, { parents }: Target): Promise<string | null> {
  const role = await findRole(session, wantedRole(session.settings));
  return role === null ? null : portalIdOf({ person: parents.person ?? '', role: role.guid });
}

/** Null: of what a person gave by hand only whom it was given to is known, and the setting names no role. */
async function holdingOf(session: CaseWareSession, target: Known): Promise<Holding | null> {
  const [person = '', role] = target.portalId.split(' ');
  if (role !== undefined) return { person, role };
  const found = await findRole(session, wantedRole(session.settings));
  return found === null ? null : { person, role: found.guid };
}

/**
 * 404 says only that something was not found: person, role or entity. Where person and entity are there, it is asked once
 * more, because they may have become visible meanwhile; a second 404 is about the request.
 */
async function assign(
  session: CaseWareSession,
  target: Target,
  assignment: Assignment,
): Promise<PortalResponse | 'parent-gone'> {
  const first = await sendAssignment(session, target, assignment);
  if (first.status !== 404) return first;
  if (await isParentGone(session, target)) return 'parent-gone';
  return sendAssignment(session, target, assignment);
}

type Assignment = Holding & { readonly isRemove: boolean };

// PATCH /users/{CWGuid}/role-assignments, the operation updateUserRoles [doc; path code; three members assumed]
function sendAssignment(
  session: CaseWareSession,
  { parents }: Target,
  { person, role, isRemove }: Assignment,
): Promise<PortalResponse> {
  return session.send({
    method: 'PATCH',
    path: `/users/${encodeURIComponent(person)}/role-assignments`,
    body: { RoleIDs: [role], isRemove, ...onEntity(parents.entity ?? '') },
    accept: MISSING_OR_REFUSED,
  });
}

async function grant(session: CaseWareSession, target: Target, roleName: string): Promise<Outcome> {
  const role = await findRole(session, roleName);
  if (role === null) return refused('roleName');
  const holding = { person: target.parents.person ?? '', role: role.guid };
  const response = await assign(session, target, { ...holding, isRemove: false });
  if (response === 'parent-gone') throw parentMissing();
  if (response.status === 404 || isRefused(response)) return refused('roleName');
  return { status: 'done', portalId: portalIdOf(holding) };
}

/** Another role in the settings: the new one is given before the old one goes, so that nobody is shut out. */
async function changeRole(session: CaseWareSession, change: Change): Promise<Outcome> {
  const wanted = await findRole(session, String(change.changes.Role));
  const old = await holdingOf(session, change);
  // The same role under another name.
  if (wanted !== null && old !== null && isRole(wanted, old.role))
    return { status: 'done', portalId: portalIdOf(old) };
  const granted = await grant(session, change, String(change.changes.Role));
  if (granted.status === 'done' && old !== null) await assign(session, change, { ...old, isRemove: true });
  return granted;
}

async function revoke(session: CaseWareSession, target: Known): Promise<Outcome> {
  const holding = await holdingOf(session, target);
  if (holding === null) return refused('roleName');
  const response = await assign(session, target, { ...holding, isRemove: true });
  if (response === 'parent-gone') return { status: 'gone' };
  const isWrong = response.status === 404 || isRefused(response);
  return isWrong ? refused() : { status: 'done', portalId: target.portalId };
}

// GET /users/{CWGuid} and GET /entities/{CWGuid} [code, doc]
async function isParentGone(session: CaseWareSession, { parents }: Target): Promise<boolean> {
  if ((await readUser(session, parents.person ?? '')) === null) return true;
  const path = `/entities/${encodeURIComponent(parents.entity ?? '')}`;
  return (await session.send({ method: 'GET', path, accept: [404] })).status === 404;
}

async function readUser(session: CaseWareSession, guid: string): Promise<WireUser | null> {
  const path = `/users/${encodeURIComponent(guid)}`;
  const response = await session.send({ method: 'GET', path, accept: [404] });
  return response.status === 404 ? null : parseAnswer(userSchema, response, 'GET');
}

async function traceOf(session: CaseWareSession, target: Target): Promise<Trace> {
  const user = await readUser(session, target.parents.person ?? '');
  if (user === null || (await isParentGone(session, target))) return 'parent-gone';
  if (user.Type === 'I') return 'none';
  if (!hasEntity(user) && (await showsObjectTypes(session))) return 'none';
  // The portal mails an activation link, and nothing once the account is active. [doc]
  return user.CanLogin === true ? 'harmless' : 'unknown';
}

/** One page of them. */
const ENOUGH_USERS = 50;

/** Which kinds of object the person has rights on, not which objects. [code] */
function hasEntity({ AssignedObjectTypes: types }: WireUser): boolean {
  return JSON.stringify(types ?? '')
    .toLowerCase()
    .includes('entity');
}

/** Its absence tells something only in a portal that has shown it of somebody. */
function showsObjectTypes(session: CaseWareSession): Promise<boolean> {
  return session.remember('shows-object-types', async () => {
    let looked = 0;
    for await (const user of readPages(session, { method: 'GET', path: '/users' }, userSchema)) {
      if (hasEntity(user)) return true;
      looked += 1;
      if (looked >= ENOUGH_USERS) break;
    }
    return false;
  });
}

/** By the assumed reading. */
async function lookAt(session: CaseWareSession, target: Known): Promise<PortalRecord | null> {
  const holding = await holdingOf(session, target);
  if (holding === null) throw listIncomplete();
  const request: PortalRequest = { ...readUserRoles(holding.person), accept: [404] };
  const { objId } = onEntity(target.parents.entity ?? '');
  const rows = await readUntil(session, { request, row: roleAssignmentSchema }, (some) =>
    some.some((row) => String(row.RoleID) === holding.role && row.objId === objId),
  );
  const isHeld = rows.some((row) => String(row.RoleID) === holding.role && row.objId === objId);
  if (isHeld) return toRecord(session, holding);
  // An answer "not found" leaves an empty list, too: it says that the person is gone, or that there is no such reading.
  if (rows.length === 0 && !(await isReadable(session, request, holding.person))) throw listIncomplete();
  return null;
}

async function isReadable(
  session: CaseWareSession,
  request: PortalRequest,
  person: string,
): Promise<boolean> {
  const { status } = await session.send({ ...request, query: { page: 1, pageSize: 1 }, isPage: true });
  return status !== 404 || (await readUser(session, person)) === null;
}

async function toRecord(session: CaseWareSession, holding: Holding): Promise<PortalRecord> {
  const name = wantedRole(session.settings);
  const found = await findRole(session, name);
  const isWanted = found !== null && isRole(found, holding.role);
  return {
    portalId: portalIdOf(holding),
    key: '',
    attributes: { Role: isWanted ? name : holding.role },
  };
}
