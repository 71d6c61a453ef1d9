// A user's place in a dossier: this is what lets somebody see it. The portal keeps it as the user's list of dossiers, which
// every write replaces as a whole.
import { ACCESS, resourceType } from '../../kit/listed-resource.ts';
import type { Creation, Known, Outcome, PortalRecord, Seen } from '../../connector.ts';
import { GONE, parentMissing, refused } from '../../kit/write.ts';
import { editClientUser, type ClientUser } from '../assumed.ts';
import { findClientUser, readUsersOf } from '../client-user.ts';
import { mutate } from '../graphql.ts';
import { assignmentTask, unassignTask } from '../manual-tasks.ts';
import type { ClearFactsSession } from '../settings.ts';

export const assignment = resourceType({
  scope: 'client',
  // The dossier first: one request shows all of its users.
  below: ['dossier', 'user'],
  evidence: 'assumed',
  // The user's: changed there, for all dossiers.
  onlyAtCreation: ['profile'],
  rewrites: ['user'],
  ...ACCESS,
  // The list is read before it is written: what is in it already is not sent again.
  repeat: 'idempotent',

  async find(session: ClearFactsSession, { key, parents }) {
    const { dossier = '' } = parents;
    const found = await findIn(session, { email: key, dossier }, await readUsersOf(session, dossier));
    return found === null ? [] : [toRecord(found)];
  },
  look: lookAll,
  async *list(session, { dossier = '' }) {
    for (const shown of (await readUsersOf(session, dossier)) ?? []) yield toRecord(shown);
  },

  create: assign,
  remove: unassign,
  manual: assignmentTask,
});

/** Known by the address: a user who was deleted by hand and made again is still the same person. */
function toRecord({ email, profile }: ClientUser): PortalRecord {
  return { portalId: email, key: email, attributes: { profile } };
}

async function lookAll(session: ClearFactsSession, targets: readonly Known[]): Promise<readonly Seen[]> {
  const usersByDossier = new Map<string, readonly ClientUser[] | null>();
  const seen: Seen[] = [];
  for (const { portalId, parents } of targets) {
    const { dossier = '' } = parents;
    const known = usersByDossier.get(dossier);
    const users = known === undefined ? await readUsersOf(session, dossier) : known;
    usersByDossier.set(dossier, users);
    const found = await findIn(session, { email: portalId, dossier }, users);
    seen.push(found === null ? { state: 'absent' } : { state: 'present', record: toRecord(found) });
  }
  return seen;
}

/**
 * `users`: of the dossier. Who is not among them is out of it only when the user's own list of dossiers says so too: either
 * list may have been cut short, and a dossier that does not show has no list.
 */
async function findIn(
  session: ClearFactsSession,
  { email, dossier }: { email: string; dossier: string },
  users: readonly ClientUser[] | null,
): Promise<ClientUser | null> {
  const shown = users?.find((user) => user.email === email);
  if (shown !== undefined) return shown;
  // Nothing is told by the list about a dossier whose number is not known.
  if (dossier === '') throw parentMissing();
  const found = await findClientUser(session, email);
  return found?.companyNumbers.includes(dossier) === true ? found : null;
}

async function assign(session: ClearFactsSession, { key, parents, attributes }: Creation): Promise<Outcome> {
  const { dossier = '' } = parents;
  const found = await findClientUser(session, key);
  if (found === null) throw parentMissing();
  // Nobody is let in with rights that were not meant for this dossier.
  if (found.profile !== attributes.profile) return PROFILE_DIFFERS;
  if (found.companyNumbers.includes(dossier)) return { status: 'done', portalId: key };
  const companyNumbers = [...found.companyNumbers, dossier];
  const { data, refusal } = await mutate(session, editClientUser(found.id, { companyNumbers }));
  if (data !== null) return { status: 'done', portalId: key };
  if (refusal === 'INVALID') return refused();
  throw parentMissing();
}

const PROFILE_DIFFERS = {
  status: 'waiting',
  on: 'practice',
  what: 'PROFILE_CHANGE_UNCONFIRMED',
  soon: true,
} as const satisfies Outcome;

/** From this dossier only: the user stays, and so do the other dossiers. [seed, rule 15] */
async function unassign(session: ClearFactsSession, { portalId, parents }: Known): Promise<Outcome> {
  const { dossier = '' } = parents;
  const found = await findClientUser(session, portalId);
  if (found === null || !found.companyNumbers.includes(dossier)) return GONE;
  const companyNumbers = found.companyNumbers.filter((number) => number !== dossier);
  const { refusal } = await mutate(session, editClientUser(found.id, { companyNumbers }));
  if (refusal === null) return { status: 'done', portalId };
  if (refusal === 'USER_NOT_FOUND') return GONE;
  // The portal refuses a list with a dossier that it does not show, and Koppel takes none off that it was not asked to.
  if (refusal === 'DOSSIER_NOT_FOUND') return { status: 'manual', task: unassignTask(portalId, dossier) };
  return refused();
}
