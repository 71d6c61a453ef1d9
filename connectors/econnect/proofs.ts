// Proves the assumed calls on a real portal, with one organisation that the operator gives for it: a client of the
// practice that has accepted a request. Nobody is mailed, and nothing stays behind. What would need somebody at the other
// side is not tried, and says so.
import type { Proof } from '../connector.ts';
import { provingAt } from '../kit/proofs.ts';
import { environmentKey } from './email-domain.ts';
import { listRequests, requestSchema } from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import * as people from './proofs-people.ts';
import * as shared from './proofs-group.ts';
import type { Place } from './proof.ts';
import { findPartner } from './resources/partnership.ts';
import { organisation } from './resources/organisation.ts';
import type { EConnectSession, EConnectSettings } from './settings.ts';

const prove = provingAt(locate);

const GROUP = 'Makes an empty partner group and deletes it afterwards';

export const proofs: readonly Proof<EConnectSettings>[] = [
  prove('authorisation-request', 'Nothing: taking a request back or mailing it again reaches a person.', () =>
    Promise.resolve('Somebody would be mailed. Keep withdrawing and mailing again by hand.'),
  ),
  prove('partnership', 'Reads the partners.', () => Promise.resolve(null)),
  prove(
    'relationship-manager',
    'Connects the first relationship manager where that is not so yet, and undoes that.',
    people.proveManager,
  ),
  prove('organisation', 'Reads the organisations of the partner.', proveOrganisation),
  prove(
    'organisation-member',
    'Reads the members, and gives a colleague among them the role held already.',
    people.proveMember,
  ),
  prove('user', "Reads the users of the client's environment.", people.proveUsers),
  prove('user-connection', 'Connects a user who is connected already.', people.proveConnection),
  prove(
    'guest-member',
    'Invites somebody who is a member of the own organisation already, which the portal refuses.',
    people.proveGuest,
  ),
  prove('group', `${GROUP}, after it was renamed.`, shared.proveGroup),
  prove(
    'group-member',
    `${GROUP}; the first relationship manager is in it for a moment.`,
    shared.proveGroupMember,
  ),
  prove('document-share', `${GROUP}; documents are shared with it while nobody is in it.`, shared.proveShare),
  prove(
    'delegation-rule',
    `${GROUP}; purchase invoices are delegated to it while nobody is in it.`,
    shared.proveRule,
  ),
];

async function locate(session: EConnectSession, party: string): Promise<Place | string> {
  const requests = await readRows(session, listRequests(party), requestSchema);
  for (const { email, status } of requests) {
    const partner =
      status === 'accepted' ? await findPartner(session, environmentKey(email.toLowerCase())) : null;
    if (partner !== null) return { partner, party };
  }
  return 'No partner shows for the accepted request of that organisation.';
}

async function proveOrganisation(
  session: EConnectSession,
  { partner, party }: Place,
): Promise<string | null> {
  const target = { key: party, portalId: null, parents: { partnership: partner } };
  const found = await organisation.find(session, target);
  return found.length === 1 ? null : 'The organisation does not show as active below its partner.';
}
