// Proves the assumed calls on a real portal, with the users of one dossier that the operator gives for it. Nobody is mailed,
// and everything is left as it was. That a new user is mailed is not tried.
import { RejectedError, TransientError } from '../../src/errors.ts';
import type { Proof } from '../connector.ts';
import { editClientUser, readDossierSettings, type ClientUser } from './assumed.ts';
import { findClientUser, readUsersOf } from './client-user.ts';
import { accountRequests } from './account-requests.ts';
import { mutate, query } from './graphql.ts';
import type { ClearFactsSession, ClearFactsSettings } from './settings.ts';

interface Place {
  readonly number: string;
  readonly user: ClientUser;
}
/** What did not behave as assumed, or null. */
type Check = (session: ClearFactsSession, place: Place) => Promise<string | null>;

export const proofs: readonly Proof<ClearFactsSettings>[] = [
  prove(
    'user',
    'Reads the settings, the users and the requests of the dossier, and gives a user of it the name held already.',
    proveUser,
  ),
  prove(
    'assignment',
    'Gives a user of the dossier the list of dossiers that the user has already.',
    proveAssignment,
  ),
];

function prove(type: string, description: string, check: Check): Proof<ClearFactsSettings> {
  return {
    type,
    description,
    async run(session, testKey) {
      try {
        const number = testKey.trim();
        const [user] = (await readUsersOf(session, number)) ?? [];
        const problem =
          user === undefined
            ? 'The dossier has no users: add one in the portal first.'
            : await check(session, { number, user });
        return problem === null ? { ok: true } : { ok: false, problem };
      } catch (error) {
        return { ok: false, problem: describeRefusal(error) };
      }
    },
  };
}

async function proveUser(session: ClearFactsSession, { number, user }: Place): Promise<string | null> {
  const { data } = await query(session, readDossierSettings(number));
  if ((data?.dossierSettings ?? null) === null) return 'The settings of the dossier do not show.';
  await accountRequests.read(session, [number]);
  const { firstName, lastName } = user;
  const answer = await mutate(session, editClientUser(user.id, { firstName, lastName }));
  if (answer.data === null) return 'A user cannot be given the name held already.';
  return isSame(user, await findClientUser(session, user.email))
    ? null
    : 'A user does not show the same after a change that changes nothing.';
}

async function proveAssignment(session: ClearFactsSession, { user }: Place): Promise<string | null> {
  const { companyNumbers } = user;
  const answer = await mutate(session, editClientUser(user.id, { companyNumbers }));
  if (answer.data === null) return 'A user cannot be given the list of dossiers held already.';
  return isSame(user, await findClientUser(session, user.email))
    ? null
    : 'A user does not show the same dossiers after a change that changes nothing.';
}

function isSame(before: ClientUser, after: ClientUser | null): boolean {
  return (
    after !== null &&
    after.id === before.id &&
    after.profile === before.profile &&
    after.firstName === before.firstName &&
    after.lastName === before.lastName &&
    after.companyNumbers.toSorted().join() === before.companyNumbers.toSorted().join()
  );
}

/** Only what says something about the assumption; anything else is the connection's trouble and is thrown on. */
function describeRefusal(error: unknown): string {
  const saysSomething =
    error instanceof RejectedError ||
    (error instanceof TransientError && error.code.startsWith('PORTAL_ANSWER_'));
  if (!saysSomething) throw error;
  const { graphql, status } = error.details;
  return `The portal answered ${String(graphql ?? status ?? '')} to a request where another answer was assumed.`;
}
