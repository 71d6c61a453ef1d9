// The hand-over of an organisation that the practice added, and thereby administers, to a contact who has accepted to be
// its administrator. [seed] Who became administrator by adding it is told by the portal itself: nobody invited them and
// nobody approved them. So nothing is lost with what Koppel remembers, and what a client gave on purpose is left alone.
import type { Creation, Outcome, ResourceType } from '../../connector.ts';
import { lookOneByOne, readRows } from '../../kit/listed-resource.ts';
import { handOver as handTo, listMembers, memberSchema, type Place } from '../assumed.ts';
import { handOverTask } from '../manual-tasks.ts';
import { invitationOf, membershipOf, requestOf } from '../portal-lists.ts';
import { write } from '../refusals.ts';
import { employeesOf, type PandaSession, type PandaSettings } from '../settings.ts';

const WAITS: Outcome = { status: 'waiting', on: 'contact', what: 'HAND_OVER_WAITS' };
/** The practice administers nothing that it has to give. */
const NOTHING = 'nothing';

export const handOver: ResourceType<PandaSettings> = {
  scope: 'client',
  below: ['organisation'],
  evidence: 'assumed',
  managed: 'written',
  // Once it is handed over, who it goes to is the client's own business.
  onlyAtCreation: ['to'],
  grantsAccess: false,
  onRemove: 'keep',
  repeat: 'idempotent',
  keyInUse: 'NUMBER_IN_USE',
  takeOver: 'when-unclaimed',

  async find(session, { parents }) {
    const founder = await findFounder(session, parents['organisation'] ?? '');
    return founder === null ? [{ portalId: NOTHING, key: '', attributes: {} }] : [];
  },
  look: (session, targets) =>
    lookOneByOne(targets, async ({ parents }) => {
      const founder = await findFounder(session, parents['organisation'] ?? '');
      return { state: founder === null ? 'present' : 'absent' };
    }),

  create,
  manual: handOverTask,
};

async function create(session: PandaSession, { parents, attributes }: Creation): Promise<Outcome> {
  const founder = await findFounder(session, parents['organisation'] ?? '');
  if (founder === null) return { status: 'done', portalId: NOTHING };
  const to = await findSuccessor(session, founder, String(attributes.to).split(' '));
  if (to === null) return WAITS;
  return write(session, handTo(founder, to), {
    done: () => ({ status: 'done', portalId: to }),
    // In the same moment somebody took the role away again, from them or from us.
    byCode: { NOT_ACCEPTED: WAITS, NOT_ADMINISTRATOR: WAITS },
  });
}

async function findFounder(session: PandaSession, organisation: string): Promise<Place | null> {
  for (const { email: actor } of employeesOf(session.settings)) {
    const membership = await membershipOf(session, actor, organisation);
    if (membership?.role !== 'administrator') continue;
    const place = { actor, organisation };
    const request = await requestOf(session, actor, organisation);
    const invitation = await invitationOf(session, place, actor);
    if (request?.status !== 'approved' && invitation?.status !== 'accepted') return place;
  }
  return null;
}

async function findSuccessor(
  session: PandaSession,
  founder: Place,
  candidates: readonly string[],
): Promise<string | null> {
  const members = await readRows(session, listMembers(founder), memberSchema);
  const administrators = members.filter(({ role }) => role === 'administrator');
  const emails = administrators.map(({ email }) => email.toLowerCase());
  return candidates.find((email) => emails.includes(email)) ?? null;
}
