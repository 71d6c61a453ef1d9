// The access of a contact to the files of a client: a role of the person on the entity. The portal mails the activation link
// when it is given and the account is not active yet [doc], so what was answered is never given again. No public page
// shows how it is read back: a reading is assumed, and believed only where a proof has seen it work.
import type { Change, Known, Outcome, PortalRecord, PortalResponse, Target, Trace } from '../../connector.ts';
import { listIncomplete } from '../../../src/portal-http/parse-answer.ts';
import { rolesPath } from '../assumed.ts';
import { entityRoleTask } from '../manual-tasks.ts';
import { readPages } from '../read-pages.ts';
import { ACCESS, seenOf, seenResource } from '../../kit/listed-resource.ts';
import {
  afterLanding,
  GONE,
  isRefused,
  parentMissing,
  refused,
  MISSING_OR_REFUSED,
} from '../../kit/write.ts';
import { assignRole, findRole, heldRoles, isRole, ROLE_NOT_FOUND, wantedRole } from '../roles.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import { includesGuid, userSchema, type WireUser } from '../wire-schemas.ts';
import { readEntity } from './entity.ts';
import { readUser } from './person.ts';

interface Holding {
  readonly person: string;
  readonly sure: readonly string[];
  readonly inDoubt: readonly string[];
}

export const entityRole = seenResource<CaseWareSettings>({
  scope: 'client',
  below: ['entity', 'person'],
  evidence: 'doc',
  assumedCalls: ['absence'],
  ...ACCESS,
  repeat: 'find',

  async find(session, target) {
    if ((await addressOf(session, target)) === null) {
      // Under a name that the role has no more, it may have been given.
      if ((target.tried ?? []).length > 0) throw listIncomplete();
      return [];
    }
    const record = await lookAt(session, target);
    return record === null ? [] : [record];
  },

  see: async (session, target) => seenOf(await lookAt(session, target)),
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
});

/**
 * `person role …`, by their CWGuids: the roles must be known when they are taken away, whatever the setting says by then. A
 * question mark before one: it was asked for, or to be taken away, and nobody knows what came of it.
 */
function portalIdOf({ person, sure, inDoubt }: Holding): string {
  return [person, ...sure, ...inDoubt.map((role) => `?${role}`)].join(' ');
}

async function addressOf(session: CaseWareSession, target: Target): Promise<string | null> {
  const holding = await holdingOf(session, target);
  return holding === null ? null : portalIdOf(holding);
}

/**
 * Null: neither the id nor a try names a role of this portal (of what a person gave by hand only whom it was given to is known),
 * and nor does `otherwise`.
 */
async function holdingOf(
  session: CaseWareSession,
  { portalId, parents, tried = [] }: Target,
  otherwise = wantedRole(session.settings),
): Promise<Holding | null> {
  const [person, ...known] = (portalId ?? parents.person ?? '').split(' ');
  const sure = known.filter((role) => !role.startsWith('?'));
  const inDoubt = new Set(known.flatMap((role) => (role.startsWith('?') ? role.slice(1) : [])));
  for (const { Role } of tried) {
    const role = await findRole(session, String(Role));
    if (role !== null && !sure.includes(role.guid)) inDoubt.add(role.guid);
  }
  const holding = { person: person ?? '', sure, inDoubt: [...inDoubt] };
  if (sure.length + inDoubt.size > 0) return holding;
  const found = await findRole(session, otherwise);
  return found === null ? null : { ...holding, sure: [found.guid] };
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
  const { person: guid, ...given } = assignment;
  const { entity = '' } = target.parents;
  const request = assignRole(session, { is: 'users', guid }, { entity, ...given });
  const send = () => session.send({ ...request, accept: MISSING_OR_REFUSED });
  const first = await send();
  if (first.status !== 404) return first;
  if (await isParentGone(session, target)) return 'parent-gone';
  return send();
}

interface Assignment {
  readonly person: string;
  readonly role: string;
  readonly isRemove: boolean;
}

async function grant(session: CaseWareSession, target: Target, roleName: string): Promise<Outcome> {
  const role = await findRole(session, roleName);
  if (role === null) return ROLE_NOT_FOUND;
  const person = target.parents.person ?? '';
  const response = await assign(session, target, { person, role: role.guid, isRemove: false });
  if (response === 'parent-gone') throw parentMissing();
  if (isWrong(response)) return refused('roleName');
  return { status: 'done', portalId: portalIdOf({ person, sure: [role.guid], inDoubt: [] }) };
}

function isWrong(response: PortalResponse): boolean {
  return response.status === 404 || isRefused(response);
}

/** Another role in the settings: the new one is given before the old ones go, so that nobody is shut out. */
async function changeRole(session: CaseWareSession, change: Change): Promise<Outcome> {
  const name = String(change.changes.Role);
  const wanted = await findRole(session, name);
  if (wanted === null) return ROLE_NOT_FOUND;
  const before = change.before.Role;
  const old = await holdingOf(session, change, typeof before === 'string' ? before : undefined);
  const { person = '' } = change.parents;
  // It may be the same role under another name.
  const isHeld = old?.sure.some((role) => isRole(wanted, role)) === true;
  const given = isHeld ? null : await grant(session, change, name);
  if (given !== null && given.status !== 'done') return given;
  const others = rolesOf(old).filter((role) => !isRole(wanted, role));
  const takeOthers = () => takeAway(session, change, { person, roles: others });
  const inDoubt = await (given === null ? takeOthers() : afterLanding(takeOthers));
  return { status: 'done', portalId: portalIdOf({ person, sure: [wanted.guid], inDoubt: inDoubt ?? [] }) };
}

function rolesOf(holding: Holding | null): readonly string[] {
  return [...(holding?.sure ?? []), ...(holding?.inDoubt ?? [])];
}

/** Those that the portal refused to take away; null: there is nothing left that they could be held on. */
async function takeAway(
  session: CaseWareSession,
  target: Target,
  { person, roles }: { readonly person: string; readonly roles: readonly string[] },
): Promise<readonly string[] | null> {
  const refusals: string[] = [];
  for (const role of roles) {
    const response = await assign(session, target, { person, role, isRemove: true });
    if (response === 'parent-gone') return null;
    if (isWrong(response)) refusals.push(role);
  }
  return refusals;
}

/** Every role that it has, or may have: a portal that refuses to take away what is in doubt has never given it. */
async function revoke(session: CaseWareSession, target: Known): Promise<Outcome> {
  const holding = await holdingOf(session, target);
  if (holding === null) return refused('roleName');
  const { person, sure } = holding;
  const roles = rolesOf(holding);
  const refusals = await takeAway(session, target, { person, roles });
  if (refusals === null) return GONE;
  const isRefused = refusals.length === roles.length || refusals.some((role) => sure.includes(role));
  return isRefused ? refused() : { status: 'done', portalId: target.portalId };
}

// GET /users/{CWGuid} and GET /entities/{CWGuid} [code, doc]
async function isParentGone(session: CaseWareSession, { parents }: Target): Promise<boolean> {
  const user = await readUser(session, parents.person ?? '');
  return user === null || (await readEntity(session, parents.entity ?? '')) === null;
}

async function traceOf(session: CaseWareSession, target: Target): Promise<Trace> {
  const user = await readUser(session, target.parents.person ?? '');
  if (user === null || (await isParentGone(session, target))) return 'parent-gone';
  if (user.Type === 'I') return 'none';
  const isEmpty = user.AssignedObjectTypes !== undefined && !hasEntity(user);
  if (isEmpty && (await showsObjectTypes(session))) return 'none';
  // `CanLogin` tells that something was given somewhere, not that the mail was used: given once more, it may mail once more.
  return 'unknown';
}

/** One page of the list, and so many of it read alone. */
const ENOUGH = { listed: 50, read: 10 } as const;

/** Which kinds of object the person has rights on, not which objects. [code] */
function hasEntity({ AssignedObjectTypes: types }: WireUser): boolean {
  return JSON.stringify(types ?? '')
    .toLowerCase()
    .includes('entity');
}

/** Empty tells something only in a portal that has shown it of somebody, read in the same way: lists may show other fields. */
function showsObjectTypes(session: CaseWareSession): Promise<boolean> {
  return session.remember('shows-object-types', async () => {
    const listed: WireUser[] = [];
    for await (const user of readPages(session, { method: 'GET', path: '/users' }, userSchema)) {
      if (listed.push(user) >= ENOUGH.listed) break;
    }
    const chance = (user: WireUser): number => (hasEntity(user) ? 2 : user.CanLogin === true ? 1 : 0);
    const likely = listed.toSorted((one, other) => chance(other) - chance(one)).slice(0, ENOUGH.read);
    for (const { CWGuid } of likely) {
      const user = await readUser(session, CWGuid);
      if (user !== null && hasEntity(user)) return true;
    }
    return false;
  });
}

/** By the assumed reading: the roles of the id, of what was tried and of the settings that the person holds on the entity. */
async function lookAt(session: CaseWareSession, target: Target): Promise<PortalRecord | null> {
  const holding = await holdingOf(session, target);
  if (holding === null) throw listIncomplete();
  const { person } = holding;
  const { entity = '' } = target.parents;
  const wanted = rolesOf(holding);
  const { ids, isNothing } = await heldRoles(session, { is: 'users', guid: person }, { entity, wanted });
  const held = wanted.filter((role) => includesGuid(ids, role));
  if (held.length > 0) return toRecord(session, { person, sure: held, inDoubt: [] });
  // An answer "not found" leaves an empty list, too: it says that the person is gone, or that there is no such reading.
  if (isNothing && !(await isReadable(session, person))) throw listIncomplete();
  return null;
}

async function isReadable(session: CaseWareSession, person: string): Promise<boolean> {
  const path = rolesPath({ is: 'users', guid: person });
  const query = { page: 1, pageSize: 1 };
  const { status } = await session.send({ method: 'GET', path, query, isPage: true, accept: [404] });
  return status !== 404 || (await readUser(session, person)) === null;
}

/** What is held beside the role of the settings is shown instead of it, so that it is taken away. */
async function toRecord(session: CaseWareSession, holding: Holding): Promise<PortalRecord> {
  const name = wantedRole(session.settings);
  const wanted = await findRole(session, name);
  const other = holding.sure.find((role) => wanted === null || !isRole(wanted, role));
  return { portalId: portalIdOf(holding), key: '', attributes: { Role: other ?? name } };
}
