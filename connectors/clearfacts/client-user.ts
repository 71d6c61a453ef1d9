// A client end user as the portal shows one: looked up by the address, which is one user over the whole platform. [seed]
import { listClientUsers, readClientUser, type ClientUser } from './assumed.ts';
import { query } from './graphql.ts';
import type { ClearFactsSession } from './settings.ts';

export async function findClientUser(session: ClearFactsSession, email: string): Promise<ClientUser | null> {
  const { data } = await query(session, readClientUser(email));
  return data?.clientUser ?? null;
}

/** Null: the portal does not show the dossier, and so does not say who is in it. */
export async function readUsersOf(
  session: ClearFactsSession,
  companyNumber: string,
): Promise<readonly ClientUser[] | null> {
  if (companyNumber === '') return null;
  const { data } = await query(session, listClientUsers(companyNumber));
  return data?.clientUsers ?? null;
}
