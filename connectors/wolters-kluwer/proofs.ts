// Proves the assumed calls on a real portal, with one organisation that the operator gives for it, by both its numbers:
// one of the practice's own, of which the primary employee is a member. Whatever would mail somebody is asked for where
// the portal must refuse it, so that nobody is mailed and nothing stays behind.
import type { Text } from '../../src/domain/text.ts';
import type { PortalRequest, Proof } from '../connector.ts';
import { readRows } from '../kit/listed-resource.ts';
import { comesAndStays, named, provingAt, type NoteMade } from '../kit/proofs.ts';
import { names } from './names.ts';
import { errorCode } from '../kit/write.ts';
import * as assumed from './assumed.ts';
import { numbersOfKey, type OrganisationNumbers } from './numbers.ts';
import { maySupport, membershipOf } from './portal-lists.ts';
import { employeesOf, type PandaSession, type PandaSettings } from './settings.ts';

interface Ground {
  readonly place: assumed.Place;
  readonly numbers: OrganisationNumbers;
  readonly isAdministrator: boolean;
}

const prove = provingAt(locate);

export const proofs: readonly Proof<PandaSettings>[] = [
  prove(
    'account',
    {
      en: 'Registers the primary employee again, which the portal refuses.',
      nl: 'Meldt de eerste collega opnieuw aan, wat het portaal weigert.',
    },
    (session, { place }) =>
      refuses(session, {
        request: assumed.registerAccount({ email: place.actor, firstName: 'Koppel', lastName: 'Koppel' }),
        code: 'EXISTS',
      }),
  ),
  prove(
    'organisation',
    {
      en: 'Adds the test organisation again, which the portal refuses.',
      nl: 'Voegt de testorganisatie opnieuw toe, wat het portaal weigert.',
    },
    (session, { place, numbers }) =>
      refuses(session, {
        request: assumed.addOrganisation(place.actor, { ...numbers, name: 'Koppel' }),
        code: 'EXISTS',
      }),
  ),
  prove(
    'membership',
    {
      en: 'Asks to join the test organisation, which the portal refuses a member.',
      nl: 'Vraagt om lid te worden van de testorganisatie, wat het portaal een lid weigert.',
    },
    (session, { place }) =>
      refuses(session, {
        request: assumed.askToJoin(place.actor, place.organisation),
        code: 'MEMBER_ALREADY',
      }),
  ),
  prove(
    'application-access',
    {
      en: 'Ticks Support Community for the primary employee where that is not so yet, and undoes that.',
      nl: 'Zet het vinkje Support Community voor de eerste collega als dat er nog niet staat, en haalt het weer weg.',
    },
    proveTick,
  ),
  prove(
    'hand-over',
    {
      en: 'Hands the test organisation over to the one who administers it, which the portal refuses.',
      nl: 'Draagt de testorganisatie over aan wie haar al beheert, wat het portaal weigert.',
    },
    async (session, { place, isAdministrator }) =>
      isAdministrator
        ? refuses(session, { request: assumed.handOver(place, place.actor), code: 'NOT_ACCEPTED' })
        : NO_ADMINISTRATOR,
  ),
];

const NO_ADMINISTRATOR = {
  en: 'The primary employee does not administer the test organisation.',
  nl: 'De eerste collega beheert de testorganisatie niet.',
};

async function refuses(
  session: PandaSession,
  { request, code }: { request: PortalRequest; code: string },
): Promise<Text | null> {
  const response = await session.send({ ...request, accept: [409] });
  return response.status === 409 && errorCode(response) === code
    ? null
    : { en: `The portal does not refuse it as ${code}.`, nl: `Het portaal weigert het niet als ${code}.` };
}

async function proveTick(
  session: PandaSession,
  { place, isAdministrator }: Ground,
  made: NoteMade,
): Promise<Text | null> {
  if (!isAdministrator) return NO_ADMINISTRATOR;
  const { actor, organisation } = place;
  const trial = {
    what: named(names['application-access'], organisation),
    make: () => session.send(assumed.tick(place, actor, 'support-community')),
    isThere: () => maySupport(session, actor, organisation),
    takeAway: () => session.send({ ...assumed.untick(place, actor, 'support-community'), accept: [404] }),
  };
  return comesAndStays(trial, made);
}

async function locate(session: PandaSession, testKey: string): Promise<Ground | Text> {
  const numbers = numbersOfKey(testKey);
  if (numbers === null)
    return {
      en: 'The test key is <customer number>+<enterprise number> of an organisation.',
      nl: 'De testsleutel is <klantnummer>+<ondernemingsnummer> van een organisatie.',
    };
  const rows = await readRows(session, assumed.findOrganisation(numbers), assumed.organisationSchema);
  const [primary] = employeesOf(session.settings);
  const [found] = rows;
  if (found === undefined || primary === undefined)
    return {
      en: 'The portal knows no organisation by both numbers.',
      nl: 'Het portaal kent geen organisatie met beide nummers.',
    };
  const membership = await membershipOf(session, primary.email, found.id);
  if (membership === null)
    return {
      en: 'The primary employee is no member of the test organisation.',
      nl: 'De eerste collega is geen lid van de testorganisatie.',
    };
  const place = { actor: primary.email, organisation: found.id };
  return { place, numbers, isAdministrator: membership.role === 'administrator' };
}
