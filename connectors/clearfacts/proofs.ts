// Proves the assumed calls on a real portal, with the users of one dossier that the operator gives for it. Nobody is mailed,
// and everything is left as it was. That a new user is mailed is not tried.
import { isDeepStrictEqual } from 'node:util';
import type { Text } from '../../src/domain/text.ts';
import type { Proof } from '../connector.ts';
import { provingAt } from '../kit/proofs.ts';
import { editClientUser, readDossierSettings, type ClientUser, type ClientUserFields } from './assumed.ts';
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
    {
      en: 'Reads the settings, the users and the requests of the dossier, and gives a user of it the name held already.',
      nl: 'Leest de instellingen, de gebruikers en de verzoeken van het dossier, en geeft een gebruiker ervan de naam die hij al heeft.',
    },
    proveUser,
  ),
  prove(
    'assignment',
    {
      en: 'Gives a user of the dossier the list of dossiers that the user has already.',
      nl: 'Geeft een gebruiker van het dossier de lijst dossiers die hij al heeft.',
    },
    proveAssignment,
  ),
];

async function locate(session: ClearFactsSession, number: string): Promise<Place | Text> {
  const [user] = (await readUsersOf(session, number)) ?? [];
  return user === undefined
    ? {
        en: 'The dossier has no users: add one in the portal first.',
        nl: 'Het dossier heeft geen gebruikers: voeg er eerst een toe in het portaal.',
      }
    : { number, user };
}

async function proveUser(session: ClearFactsSession, { number, user }: Place): Promise<Text | null> {
  const { data } = await query(session, readDossierSettings(number));
  if ((data?.dossierSettings ?? null) === null)
    return {
      en: 'The settings of the dossier do not show.',
      nl: 'De instellingen van het dossier zijn niet te zien.',
    };
  await accountRequests.read(session, [number]);
  const { firstName, lastName } = user;
  return keeps(session, user, { firstName, lastName });
}

function proveAssignment(session: ClearFactsSession, { user }: Place): Promise<Text | null> {
  return keeps(session, user, { companyNumbers: user.companyNumbers });
}

/** Given what it has already, a user stays as it was. */
async function keeps(
  session: ClearFactsSession,
  user: ClientUser,
  fields: ClientUserFields,
): Promise<Text | null> {
  const { refusal } = await mutate(session, editClientUser(user.id, fields));
  const after = refusal === null ? await findClientUser(session, user.email) : null;
  return after !== null && isDeepStrictEqual(inOrder(user), inOrder(after))
    ? null
    : {
        en: `A user does not take, or does not keep, what was held already: ${Object.keys(fields).join(', ')}.`,
        nl: `Een gebruiker neemt niet aan, of houdt niet, wat er al was: ${Object.keys(fields).join(', ')}.`,
      };
}

function inOrder(user: ClientUser): ClientUser {
  return { ...user, companyNumbers: user.companyNumbers.toSorted() };
}
