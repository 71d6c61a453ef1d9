// The access of a contact to the files of a client: membership of the entity's contact group. Granting mails the person
// when the account is not active yet [doc], so a grant is never repeated without looking first.
import type { z } from 'zod';
import type { Creation, Outcome, PortalRecord, PortalResponse, Target } from '../../connector.ts';
import { memberSchema, readGroupMembers } from '../assumed.ts';
import { accessTask } from '../manual-tasks.ts';
import { readPages, readUntil } from '../read-pages.ts';
import { ACCESS, resourceType, seenOf } from '../../kit/listed-resource.ts';
import { GONE, isRefused, parentMissing, refused, REFUSED_STATUSES } from '../../kit/refusals.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import { readSignIn } from '../wire-schemas.ts';

type Known = Target & { portalId: string };

const MISSING_OR_REFUSED = [404, ...REFUSED_STATUSES] as const;

export const access = resourceType<CaseWareSettings>({
  scope: 'client',
  below: ['group', 'person'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'find',

  async find(session, { parents }) {
    const { group, person = '' } = parents;
    const [found] = await findMembers(session, group, [person]);
    return found === undefined || found === null ? [] : [found];
  },

  /** One request for all the contacts of a client, where they are all there. */
  async look(session, targets) {
    const people = targets.map(({ portalId }) => portalId);
    const members = await findMembers(session, targets[0]?.parents.group, people);
    return members.map(seenOf);
  },

  async *list(session, { group = '' }) {
    if (group === '') return;
    for await (const row of readPages(session, membersOf(group), memberSchema)) yield toRecord(row);
  },

  create: grantOne,
  createMany: grantMany,
  remove: revokeOne,
  removeMany: revokeMany,
  manual: accessTask,
});

/** A group that is gone lets nobody in. */
function membersOf(groupGuid: string) {
  return { ...readGroupMembers(groupGuid), accept: [404] };
}

/** In the order of the people; null for who is no member. */
async function findMembers(
  session: CaseWareSession,
  group: string | undefined,
  people: readonly string[],
): Promise<readonly (PortalRecord | null)[]> {
  if (group === undefined || group === '') return people.map(() => null);
  const list = { request: membersOf(group), row: memberSchema };
  const rows = await readUntil(session, list, (some) =>
    people.every((guid) => some.some(({ CWGuid }) => CWGuid === guid)),
  );
  const records = new Map(rows.map((row) => [row.CWGuid, toRecord(row)]));
  return people.map((guid) => records.get(guid) ?? null);
}

function toRecord({ CWGuid, CanLogin }: z.output<typeof memberSchema>): PortalRecord {
  return { portalId: CWGuid, key: '', attributes: {}, signIn: readSignIn(CanLogin) };
}

async function grantOne(session: CaseWareSession, creation: Creation): Promise<Outcome> {
  const person = creation.parents.person ?? '';
  const body = { People: [person], isRemove: false };
  const response = await assign(session, creation, { body, accept: MISSING_OR_REFUSED });
  if (response.status === 404) throw parentMissing();
  return isRefused(response) ? refused() : { status: 'done', portalId: person };
}

/** A refusal is thrown: they then go one by one, and what came of one is kept whatever becomes of the next. */
async function grantMany(session: CaseWareSession, creations: readonly Creation[]): Promise<Outcome[]> {
  const first = creations[0];
  if (first === undefined) return [];
  const people = creations.map(({ parents }) => parents.person ?? '');
  const response = await assign(session, first, { body: { People: people, isRemove: false }, accept: [404] });
  if (response.status === 404) throw parentMissing();
  return people.map((portalId) => ({ status: 'done', portalId }));
}

async function revokeOne(session: CaseWareSession, target: Known): Promise<Outcome> {
  const body = { People: [target.portalId], isRemove: true };
  const response = await assign(session, target, { body, accept: MISSING_OR_REFUSED });
  // No such group, or no such member [code].
  if (response.status === 404) return GONE;
  return isRefused(response) ? refused() : { status: 'done', portalId: target.portalId };
}

async function revokeMany(session: CaseWareSession, targets: readonly Known[]): Promise<Outcome[]> {
  const first = targets[0];
  if (first === undefined) return [];
  const people = targets.map(({ portalId }) => portalId);
  const body = { People: people, isRemove: true };
  const response = await assign(session, first, { body, accept: MISSING_OR_REFUSED });
  // One who is gone already may have kept the portal from removing the others.
  if (response.status === 404 || isRefused(response)) {
    const outcomes: Outcome[] = [];
    for (const target of targets) outcomes.push(await revokeOne(session, target));
    return outcomes;
  }
  return people.map((portalId) => ({ status: 'done', portalId }));
}

// PATCH /groups/{CWGuid}/user-assignments [doc, code]
function assign(
  session: CaseWareSession,
  target: Target,
  { body, accept }: { body: { People: readonly string[]; isRemove: boolean }; accept: readonly number[] },
): Promise<PortalResponse> {
  return session.send({
    method: 'PATCH',
    path: `/groups/${encodeURIComponent(target.parents.group ?? '')}/user-assignments`,
    body,
    accept,
  });
}
