// Proves the assumed calls on a real portal, with the users of one dossier that the operator gives for it. Nobody is mailed,
// and everything is left as it was. That a new user is mailed is not tried.
import type { Proof } from '../connector.ts';
import { provingAt } from '../kit/proofs.ts';
import { editClientUser, readDossierSettings, type ClientUser } from './assumed.ts';
import { findClientUser, readUsersOf } from './client-user.ts';
import { accountRequests } from './account-requests.ts';
import { mutate, query } from './graphql.ts';
import type { ClearFactsSession, ClearFactsSettings } from './settings.ts';

interface Place {
  readonly number: string;
  readonly user: ClientUser;
}
const prove = provingAt(locate);

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

async function locate(session: ClearFactsSession, number: string): Promise<Place | string> {
  const [user] = (await readUsersOf(session, number)) ?? [];
  return user === undefined ? 'The dossier has no users: add one in the portal first.' : { number, user };
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
