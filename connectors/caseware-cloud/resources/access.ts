// The access of a contact to the files of a client: membership of the entity's contact group. Granting mails the person
// when the account is not active yet [doc], so a grant is never repeated without looking first. No public page shows how
// members are read: a reading is believed only where a proof has seen somebody come and go in it.
import type { z } from 'zod';
import type {
  Creation,
  Known,
  Outcome,
  PortalRecord,
  PortalRequest,
  Target,
  Trace,
} from '../../connector.ts';
import { memberSchema, readGroupMembers } from '../assumed.ts';
import { accessTask } from '../manual-tasks.ts';
import { readPages, readUntil } from '../read-pages.ts';
import { ACCESS, resourceType, seenOf } from '../../kit/listed-resource.ts';
import { GONE, isRefused, parentMissing, refused, MISSING_OR_REFUSED } from '../../kit/write.ts';
import type { CaseWareSession, CaseWareSettings } from '../settings.ts';
import { readSignIn, sameGuid } from '../wire-schemas.ts';
import { readUser } from './person.ts';

export const access = resourceType<CaseWareSettings>({
  scope: 'client',
  below: ['group', 'person'],
  evidence: 'assumed',
  assumedCalls: ['absence'],
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

  addressOf: (_session, { parents }) => Promise.resolve(parents.person ?? null),
  async trace(session, targets) {
    const traces: Trace[] = [];
    for (const { parents } of targets) traces.push(await traceOf(session, parents.person ?? ''));
    return traces;
  },

  create: async (session, creation) => onlyOne(await grant(session, [creation], MISSING_OR_REFUSED)),
  createMany: (session, creations) => grant(session, creations, [404]),
  remove: async (session, target) => onlyOne(await revoke(session, [target])),
  removeMany: revoke,
  manual: accessTask,
});

function onlyOne([outcome]: readonly Outcome[]): Outcome {
  return outcome ?? refused();
}

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
    people.every((guid) => some.some(({ CWGuid }) => sameGuid(CWGuid, guid))),
  );
  const records = new Map(rows.map((row) => [row.CWGuid.toLowerCase(), toRecord(row)]));
  return people.map((guid) => records.get(guid.toLowerCase()) ?? null);
}

/** By the person alone: what `AssignedObjectTypes` tells of what a group gives is not known. */
async function traceOf(session: CaseWareSession, person: string): Promise<Trace> {
  const user = await readUser(session, person);
  if (user === null) return 'parent-gone';
  return user.Type === 'I' ? 'none' : 'unknown';
}

function toRecord({ CWGuid, CanLogin }: z.output<typeof memberSchema>): PortalRecord {
  return { portalId: CWGuid, key: '', attributes: {}, signIn: readSignIn(CanLogin) };
}

/** All or nothing. A refusal that is not accepted is thrown: they then go one by one, and each keeps what came of it. */
async function grant(
  session: CaseWareSession,
  creations: readonly Creation[],
  accept: readonly number[],
): Promise<Outcome[]> {
  const people = creations.map(({ parents }) => parents.person ?? '');
  const response = await session.send({
    ...assignMembers(groupOf(creations), { people, isRemove: false }),
    accept,
  });
  if (response.status === 404) throw parentMissing();
  return people.map((portalId) => (isRefused(response) ? refused() : { status: 'done', portalId }));
}

/** One who is gone already may have kept the portal from removing the others: they then go one by one. */
async function revoke(session: CaseWareSession, targets: readonly Known[]): Promise<Outcome[]> {
  const people = targets.map(({ portalId }) => portalId);
  const request = assignMembers(groupOf(targets), { people, isRemove: true });
  const response = await session.send({ ...request, accept: MISSING_OR_REFUSED });
  // No such group, or no such member [code].
  const wrong = response.status === 404 ? GONE : isRefused(response) ? refused() : null;
  if (wrong === null) return people.map((portalId) => ({ status: 'done', portalId }));
  if (targets.length === 1) return [wrong];
  const outcomes: Outcome[] = [];
  for (const target of targets) outcomes.push(...(await revoke(session, [target])));
  return outcomes;
}

function groupOf([first]: readonly Target[]): string {
  return first?.parents.group ?? '';
}

// PATCH /groups/{CWGuid}/user-assignments [doc, code]
export function assignMembers(
  groupGuid: string,
  { people, isRemove }: { readonly people: readonly string[]; readonly isRemove: boolean },
): PortalRequest {
  const path = `/groups/${encodeURIComponent(groupGuid)}/user-assignments`;
  return { method: 'PATCH', path, body: { People: people, isRemove } };
}
