// Proves the assumed calls on a real portal, with one organisation that the operator gives for it, by both its numbers:
// one of the practice's own, of which the primary employee is a member. Whatever would mail somebody is asked for where
// the portal must refuse it, so that nobody is mailed and nothing stays behind.
import type { PortalRequest, Proof } from '../connector.ts';
import { readRows } from '../kit/listed-resource.ts';
import { provingAt, type NoteMade } from '../kit/proofs.ts';
import { errorCode } from '../kit/refusals.ts';
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
  prove('account', 'Registers the primary employee again, which the portal refuses.', (session, { place }) =>
    refuses(session, {
      request: assumed.registerAccount({ email: place.actor, firstName: 'Koppel', lastName: 'Koppel' }),
      code: 'EXISTS',
    }),
  ),
  prove(
    'organisation',
    'Adds the test organisation again, which the portal refuses.',
    (session, { place, numbers }) =>
      refuses(session, {
        request: assumed.addOrganisation(place.actor, { ...numbers, name: 'Koppel' }),
        code: 'EXISTS',
      }),
  ),
  prove(
    'membership',
    'Asks to join the test organisation, which the portal refuses a member.',
    (session, { place }) =>
      refuses(session, {
        request: assumed.askToJoin(place.actor, place.organisation),
        code: 'MEMBER_ALREADY',
      }),
  ),
  prove(
    'application-access',
    'Ticks Support Community for the primary employee where that is not so yet, and undoes that.',
    proveTick,
  ),
  prove(
    'hand-over',
    'Hands the test organisation over to the one who administers it, which the portal refuses.',
    async (session, { place, isAdministrator }) =>
      isAdministrator
        ? refuses(session, { request: assumed.handOver(place, place.actor), code: 'NOT_ACCEPTED' })
        : NO_ADMINISTRATOR,
  ),
];

const NO_ADMINISTRATOR = 'The primary employee does not administer the test organisation.';

async function refuses(
  session: PandaSession,
  { request, code }: { request: PortalRequest; code: string },
): Promise<string | null> {
  const response = await session.send({ ...request, accept: [409] });
  return response.status === 409 && errorCode(response) === code
    ? null
    : `The portal does not refuse it as ${code}.`;
}

async function proveTick(
  session: PandaSession,
  { place, isAdministrator }: Ground,
  made: NoteMade,
): Promise<string | null> {
  if (!isAdministrator) return NO_ADMINISTRATOR;
  const { actor, organisation } = place;
  const wasTicked = await maySupport(session, actor, organisation);
  const undo = async () => {
    await session.send({ ...assumed.untick(place, actor, 'support-community'), accept: [404] });
    return true;
  };
  if (!wasTicked)
    made({ what: `the tick of the primary employee in the organisation ${organisation}`, undo });
  await session.send(assumed.tick(place, actor, 'support-community'));
  return (await maySupport(session, actor, organisation))
    ? null
    : 'The organisation does not show in the Support Community after it was ticked.';
}

async function locate(session: PandaSession, testKey: string): Promise<Ground | string> {
  const numbers = numbersOfKey(testKey);
  if (numbers === null) return 'The test key is <customer number>+<enterprise number> of an organisation.';
  const rows = await readRows(session, assumed.findOrganisation(numbers), assumed.organisationSchema);
  const [primary] = employeesOf(session.settings);
  const [found] = rows;
  if (found === undefined || primary === undefined)
    return 'The portal knows no organisation by both numbers.';
  const membership = await membershipOf(session, primary.email, found.id);
  if (membership === null) return 'The primary employee is no member of the test organisation.';
  const place = { actor: primary.email, organisation: found.id };
  return { place, numbers, isAdministrator: membership.role === 'administrator' };
}
