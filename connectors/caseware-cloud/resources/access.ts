// The access of a contact to the files of a client: membership of the entity's contact group. Granting mails the person
// when the account is not active yet [doc], so a grant is never repeated without looking first.
import type {
  Creation,
  Outcome,
  PortalRecord,
  PortalResponse,
  ResourceType,
  Session,
  Target,
} from '../../connector.ts';
import { memberSchema, readGroupMembers } from '../assumed.ts';
import { accessTask } from '../manual-tasks.ts';
import { collect, readPages } from '../read-pages.ts';
import { isRefused, parentMissing, refused, REFUSED_STATUSES } from '../refusals.ts';
import type { CaseWareSettings } from '../settings.ts';
import { readSignIn } from '../wire-schemas.ts';

type CaseWareSession = Session<CaseWareSettings>;
type Known = Target & { portalId: string };

const MISSING_OR_REFUSED = [404, ...REFUSED_STATUSES] as const;

export const access: ResourceType<CaseWareSettings> = {
  scope: 'client',
  below: ['group', 'person'],
  evidence: 'assumed',
  managed: 'written',
  grantsAccess: true,
  onRemove: 'remove',
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { parents }) {
    const members = await readMembers(session, parents.group);
    return members.filter(({ portalId }) => portalId === parents.person);
  },

  /** One request for all the contacts of a client. */
  async look(session, targets) {
    const members = await readMembers(session, targets[0]?.parents.group);
    return targets.map(({ portalId }) => {
      const record = members.find((member) => member.portalId === portalId);
      return record === undefined ? { state: 'absent' } : { state: 'present', record };
    });
  },

  async *list(session, parents) {
    yield* await readMembers(session, parents.group);
  },

  create: grantOne,
  createMany: grantMany,
  remove: revokeOne,
  removeMany: revokeMany,
  manual: accessTask,
};

/** A group that is gone lets nobody in. */
async function readMembers(session: CaseWareSession, groupGuid: string | undefined): Promise<PortalRecord[]> {
  if (groupGuid === undefined || groupGuid === '') return [];
  const request = { ...readGroupMembers(groupGuid), accept: [404] };
  const rows = await collect(readPages(session, request, memberSchema));
  return rows.map((row) => ({
    portalId: row.CWGuid,
    key: '',
    attributes: {},
    signIn: readSignIn(row.CanLogin),
  }));
}

async function grantOne(session: CaseWareSession, creation: Creation): Promise<Outcome> {
  const person = creation.parents.person ?? '';
  const body = { people: [person], isRemove: false };
  const response = await assign(session, creation, { body, accept: MISSING_OR_REFUSED });
  if (response.status === 404) throw parentMissing();
  return isRefused(response) ? refused() : { status: 'done', portalId: person };
}

/** A refusal is thrown: they then go one by one, and what came of one is kept whatever becomes of the next. */
async function grantMany(session: CaseWareSession, creations: readonly Creation[]): Promise<Outcome[]> {
  const first = creations[0];
  if (first === undefined) return [];
  const people = creations.map(({ parents }) => parents.person ?? '');
  const response = await assign(session, first, { body: { people, isRemove: false }, accept: [404] });
  if (response.status === 404) throw parentMissing();
  return people.map((portalId) => ({ status: 'done', portalId }));
}

async function revokeOne(session: CaseWareSession, target: Known): Promise<Outcome> {
  const body = { people: [target.portalId], isRemove: true };
  const response = await assign(session, target, { body, accept: MISSING_OR_REFUSED });
  // No such group, or no such member [code].
  if (response.status === 404) return { status: 'gone' };
  return isRefused(response) ? refused() : { status: 'done', portalId: target.portalId };
}

async function revokeMany(session: CaseWareSession, targets: readonly Known[]): Promise<Outcome[]> {
  const first = targets[0];
  if (first === undefined) return [];
  const people = targets.map(({ portalId }) => portalId);
  const body = { people, isRemove: true };
  const response = await assign(session, first, { body, accept: MISSING_OR_REFUSED });
  // One who is gone already may have kept the portal from removing the others.
  if (response.status === 404 || isRefused(response)) {
    const outcomes: Outcome[] = [];
    for (const target of targets) outcomes.push(await revokeOne(session, target));
    return outcomes;
  }
  return people.map((portalId) => ({ status: 'done', portalId }));
}

// PATCH /groups/{CWGuid}/user-assignments [code]
function assign(
  session: CaseWareSession,
  target: Target,
  { body, accept }: { body: { people: readonly string[]; isRemove: boolean }; accept: readonly number[] },
): Promise<PortalResponse> {
  return session.send({
    method: 'PATCH',
    path: `/groups/${encodeURIComponent(target.parents.group ?? '')}/user-assignments`,
    body,
    accept,
  });
}
