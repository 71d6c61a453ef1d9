// Proves the assumed calls on a real portal, with one organisation that the operator gives for it: a client of the
// practice that has accepted a request. Nobody is mailed, and nothing stays behind. What would need somebody at the other
// side is not tried, and says so.
import type { Text } from '../../src/domain/text.ts';
import type { Proof } from '../connector.ts';
import { provingAt } from '../kit/proofs.ts';
import { environmentKey } from './email-domain.ts';
import { listRequests, requestSchema } from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import * as people from './proofs-people.ts';
import type { Place } from './proofs-people.ts';
import * as shared from './proofs-group.ts';
import { findPartner } from './resources/partnership.ts';
import { organisation } from './resources/organisation.ts';
import type { EConnectSession, EConnectSettings } from './settings.ts';

const prove = provingAt(locate);

const GROUP: Text = {
  en: 'Makes an empty partner group and deletes it afterwards',
  nl: 'Maakt een lege partnergroep en verwijdert haar daarna',
};

export const proofs: readonly Proof<EConnectSettings>[] = [
  prove(
    'authorisation-request',
    {
      en: 'Nothing: taking a request back or mailing it again reaches a person.',
      nl: 'Niets: een verzoek intrekken of opnieuw mailen bereikt een mens.',
    },
    () =>
      Promise.resolve({
        en: 'Somebody would be mailed. Keep withdrawing and mailing again by hand.',
        nl: 'Er zou iemand worden gemaild. Blijf met de hand intrekken en opnieuw mailen.',
      }),
  ),
  prove('partnership', { en: 'Reads the partners.', nl: 'Leest de partners.' }, () => Promise.resolve(null)),
  prove(
    'relationship-manager',
    {
      en: 'Connects the first relationship manager where that is not so yet, and undoes that.',
      nl: 'Verbindt de eerste relatiemanager als dat nog niet zo is, en maakt dat ongedaan.',
    },
    people.proveManager,
  ),
  prove(
    'organisation',
    { en: 'Reads the organisations of the partner.', nl: 'Leest de organisaties van de partner.' },
    proveOrganisation,
  ),
  prove(
    'organisation-member',
    {
      en: 'Reads the members, and gives a colleague among them the role held already.',
      nl: 'Leest de leden, en geeft een collega onder hen de rol die hij al heeft.',
    },
    people.proveMember,
  ),
  prove(
    'user',
    {
      en: "Reads the users of the client's environment.",
      nl: 'Leest de gebruikers van de omgeving van de klant.',
    },
    people.proveUsers,
  ),
  prove(
    'user-connection',
    { en: 'Connects a user who is connected already.', nl: 'Verbindt een gebruiker die al verbonden is.' },
    people.proveConnection,
  ),
  prove(
    'guest-member',
    {
      en: 'Invites somebody who is a member of the own organisation already, which the portal refuses.',
      nl: 'Nodigt iemand uit die al lid is van de eigen organisatie, wat het portaal weigert.',
    },
    people.proveGuest,
  ),
  prove(
    'group',
    { en: `${GROUP.en}, after it was renamed.`, nl: `${GROUP.nl}, nadat zij een andere naam kreeg.` },
    shared.proveGroup,
  ),
  prove(
    'group-member',
    {
      en: `${GROUP.en}; the first relationship manager is in it for a moment.`,
      nl: `${GROUP.nl}; de eerste relatiemanager zit er even in.`,
    },
    shared.proveGroupMember,
  ),
  prove(
    'document-share',
    {
      en: `${GROUP.en}; documents are shared with it while nobody is in it.`,
      nl: `${GROUP.nl}; documenten worden ermee gedeeld terwijl er niemand in zit.`,
    },
    shared.proveShare,
  ),
  prove(
    'delegation-rule',
    {
      en: `${GROUP.en}; purchase invoices are delegated to it while nobody is in it.`,
      nl: `${GROUP.nl}; inkoopfacturen worden eraan gedelegeerd terwijl er niemand in zit.`,
    },
    shared.proveRule,
  ),
];

async function locate(session: EConnectSession, party: string): Promise<Place | Text> {
  const requests = await readRows(session, listRequests(party), requestSchema);
  for (const { email, status } of requests) {
    const partner =
      status === 'accepted' ? await findPartner(session, environmentKey(email.toLowerCase())) : null;
    if (partner !== null) return { partner, party };
  }
  return {
    en: 'No partner shows for the accepted request of that organisation.',
    nl: 'Bij het geaccepteerde verzoek van die organisatie is geen partner te zien.',
  };
}

async function proveOrganisation(session: EConnectSession, { partner, party }: Place): Promise<Text | null> {
  const target = { key: party, portalId: null, parents: { partnership: partner } };
  const found = await organisation.find(session, target);
  return found.length === 1
    ? null
    : {
        en: 'The organisation does not show as active below its partner.',
        nl: 'De organisatie is onder haar partner niet als actief te zien.',
      };
}
