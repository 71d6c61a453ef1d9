// Requests for a new account, made in the portal by a user of a dossier and mailed to whoever is responsible for it. [seed]
// Giving the access answers one with yes.
import type { AccountRequests } from '../connector.ts';
import type { AccountRequest } from '../portal-views.ts';
import { listAccountRequests, refuseAccountRequest } from './assumed.ts';
import { mutate, query } from './graphql.ts';
import type { ClearFactsSession, ClearFactsSettings } from './settings.ts';

export const accountRequests: AccountRequests<ClearFactsSettings> = {
  type: 'user',
  async read(session, keys) {
    const all: AccountRequest[] = [];
    for (const key of keys) all.push(...(await readOf(session, key)));
    return all;
  },
  /** One that is not there any more was answered too. */
  async refuse(session, id) {
    const { refusal } = await mutate(session, refuseAccountRequest(id));
    return refusal === null;
  },
};

/** None where the portal does not show the dossier. */
async function readOf(session: ClearFactsSession, number: string): Promise<readonly AccountRequest[]> {
  const { data } = await query(session, listAccountRequests(number));
  const settings = data?.dossierSettings ?? null;
  const responsible = { kind: settings?.responsible ?? 'office', email: settings?.responsibleEmail ?? null };
  return (data?.accountRequests ?? []).map((request) => ({
    id: request.id,
    for: request.companyNumber,
    email: request.email,
    name: `${request.firstName} ${request.lastName}`.trim(),
    requestedBy: request.requestedBy,
    requestedAt: request.requestedAt,
    status: request.status,
    responsible,
  }));
}
