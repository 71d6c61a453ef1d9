// The hand-over of an organisation that the practice added, and thereby administers, to a contact who has accepted to be
// its administrator. [seed] Who became administrator by adding it is told by the portal itself: nobody invited them and
// nobody approved them. So nothing is lost with what Koppel remembers, and what a client gave on purpose is left alone.
import type { Creation, Outcome } from '../../connector.ts';
import { KEPT, readRows, seenResource } from '../../kit/listed-resource.ts';
import { handOver as handTo, listMembers, memberSchema, type Place } from '../assumed.ts';
import { handOverTask } from '../manual-tasks.ts';
import { invitationOf, membershipOf, requestOf } from '../portal-lists.ts';
import { write } from '../refusals.ts';
import { employeesOf, type PandaSession } from '../settings.ts';

const WAITS: Outcome = { status: 'waiting', on: 'contact', what: 'HAND_OVER_WAITS' };
/** The practice administers nothing that it has to give. */
const NOTHING = 'nothing';

export const handOver = seenResource({
  scope: 'client',
  below: ['organisation'],
  evidence: 'assumed',
  // Once it is handed over, who it goes to is the client's own business.
  onlyAtCreation: ['to'],
  ...KEPT,
  repeat: 'idempotent',

  async see(session: PandaSession, { portalId, parents }) {
    const founder = await findFounder(session, parents['organisation'] ?? '');
    if (founder !== null) return { state: 'absent' };
    return { state: 'present', record: { portalId: portalId ?? NOTHING, key: '', attributes: {} } };
  },
  create,
  manual: handOverTask,
});

async function create(session: PandaSession, { parents, attributes }: Creation): Promise<Outcome> {
  const founder = await findFounder(session, parents['organisation'] ?? '');
  if (founder === null) return { status: 'done', portalId: NOTHING };
  const to = await findSuccessor(session, founder, String(attributes.to).split(' '));
  if (to === null) return WAITS;
  return write(session, handTo(founder, to), {
    done: to,
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
