// A client end user: one address, one user over the whole platform, with one profile for all dossiers. [seed] Never deleted.
import type { Attributes, Change, Creation, Outcome, PortalRecord } from '../../connector.ts';
import { KEPT, seenResource } from '../../kit/listed-resource.ts';
import { GONE, refused } from '../../kit/write.ts';
import {
  addClientUser,
  editClientUser,
  listAllClientUsers,
  readProfile,
  type ClientUser,
  type ClientUserFields,
} from '../assumed.ts';
import { findClientUser } from '../client-user.ts';
import { listDossiers } from '../dossiers.ts';
import { mutate, query } from '../graphql.ts';
import { userTask } from '../manual-tasks.ts';
import type { ClearFactsSession } from '../settings.ts';

export const user = seenResource({
  scope: 'connection',
  evidence: 'assumed',
  // Users choose their language themselves.
  onlyAtCreation: ['language'],
  rights: { names: ['profile'], conflict: 'PROFILE_CONFLICT' },
  ...KEPT,
  repeat: 'find',
  keyInUse: 'EMAIL_IN_USE',

  async find(session, { key }) {
    const found = await findClientUser(session, key);
    return found === null ? [] : [toRecord(found)];
  },
  async see(session: ClearFactsSession, { key, portalId }) {
    const found = await findClientUser(session, key);
    return found?.id === portalId ? { state: 'present', record: toRecord(found) } : { state: 'absent' };
  },
  list: listUsers,

  create: add,
  update: change,
  manual: userTask,
});

function toRecord({ id, email, firstName, lastName, language, profile }: ClientUser): PortalRecord {
  return { portalId: id, key: email, attributes: { firstName, lastName, language, profile } };
}

/** By the dossiers, as there is no list of all; a user without any stands in none. Each user once. */
async function* listUsers(session: ClearFactsSession): AsyncGenerator<PortalRecord> {
  const told = new Set<string>();
  for await (const page of listDossiers(session)) {
    const numbers = page.map(({ companyNumber }) => companyNumber);
    const { data } = await query(session, listAllClientUsers(numbers));
    for (const found of Object.values(data ?? {}).flat()) {
      if (told.has(found.id)) continue;
      told.add(found.id);
      yield toRecord(found);
    }
  }
}

/**
 * Without any dossier: what opens one is the assignment, which is known to Koppel before it is sent, and taken away again.
 * Looked for right before, because a known address would be given this profile in all its dossiers.
 */
async function add(session: ClearFactsSession, { key, attributes }: Creation): Promise<Outcome> {
  if ((await findClientUser(session, key)) !== null) return { status: 'taken' };
  const call = addClientUser(key, { ...fieldsOf(attributes), companyNumbers: [] });
  const { data } = await mutate(session, call);
  if (data === null) return refused();
  const { portalId, attributes: shown } = toRecord(data.addClientUser);
  return { status: 'done', portalId, shown };
}

/** The names are this user's own; a profile is changed only where everybody whose dossier it is valid in has agreed. */
async function change(session: ClearFactsSession, asked: Change): Promise<Outcome> {
  const { portalId, changes } = asked;
  const touches = changes.profile === undefined ? [] : await dossiersTouched(session, asked);
  if (touches === null) return GONE;
  if (touches.length > 0) return { status: 'unconfirmed', what: 'PROFILE_CHANGE_UNCONFIRMED', touches };
  const { data, refusal } = await mutate(session, editClientUser(portalId, fieldsOf(changes)));
  if (data !== null) {
    const made = toRecord(data.editClientUser);
    return { status: 'done', portalId: made.portalId, shown: made.attributes };
  }
  return refusal === 'USER_NOT_FOUND' ? GONE : refused();
}

/** All dossiers of the user where not every one of them was agreed to; read right before. Null: there is no such user. */
async function dossiersTouched(
  session: ClearFactsSession,
  { key, portalId, changes, own = [], confirmed = [] }: Change,
): Promise<readonly string[] | null> {
  const found = await findClientUser(session, key);
  if (found?.id !== portalId) return null;
  if (found.profile === changes.profile) return [];
  const agreed = new Set([...own, ...confirmed]);
  return found.companyNumbers.every((number) => agreed.has(number)) ? [] : found.companyNumbers;
}

/** Only what is given changes. */
function fieldsOf({ profile, ...names }: Attributes): ClientUserFields {
  return profile === undefined ? names : { ...names, profile: readProfile(profile) };
}
