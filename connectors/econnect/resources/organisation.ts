// The client's organisation in its own environment, where the client activates it, and its members.
import type { Change, Outcome, Seen, Target, Wait } from '../../connector.ts';
import { ACCESS, KEPT, readRows, toRecord, type Parents } from '../../kit/listed-resource.ts';
import * as assumed from '../assumed.ts';
import { change, listedBelow, observeBelow, takeAway, type ReadBelow } from '../look-below.ts';
import { memberTask, organisationTask } from '../manual-tasks.ts';
import { GONE, parentMissing, type Answered } from '../../kit/write.ts';
import type { EConnectSession } from '../settings.ts';
import { findRole } from './relationship-manager.ts';

const NOT_ACTIVE: Wait = { on: 'client', what: 'ORGANISATION_NOT_ACTIVE' };

/** One that is not active does not count, and is known all the same: its members stay, and may have to be taken out. */
const readOrganisations: ReadBelow = async (session, { partnership = '' }) => {
  if (partnership === '') return [];
  const rows = await readRows(session, assumed.listOrganisations(partnership), assumed.organisationSchema);
  return rows.map(({ party, active }) => ({
    ...{ portalId: party, key: party, attributes: {} },
    ...(active ? {} : { wait: NOT_ACTIVE }),
  }));
};

export const organisation = listedBelow({
  scope: 'client',
  below: ['partnership'],
  evidence: 'assumed',
  ...KEPT,
  repeat: 'find',
  read: readOrganisations,
  async find(session, { key, parents }) {
    const rows = await readOrganisations(session, parents);
    return rows.filter((row) => row.key === key && row.wait === undefined).map(toRecord);
  },
  whenAbsent: () => ({ state: 'waiting', ...NOT_ACTIVE }),
  manual: organisationTask,
});

// A member of the client's organisation. Its administrator adds people by hand, and one from another environment accepts
// that in Inbox IN [doc]: two waits. Koppel changes a role and takes a member away.
export const organisationMember = listedBelow({
  scope: 'client',
  below: ['organisation', 'partnership'],
  evidence: 'assumed',
  ...ACCESS,
  repeat: 'find',
  // Whoever else is a member of the client's own organisation is the client's business.
  unlisted: true,
  read: (session, parents) => readMembers(session, parents),
  async observe(session, targets) {
    const seen = await observeBelow(session, targets, { read: readWhereShown, whenAbsent: judgeAbsent });
    const named: Seen[] = [];
    for (const [index, one] of seen.entries()) named.push(await nameActor(session, one, targets[index]));
    return named;
  },
  update: changeRole,
  // The account stays. [doc]
  async remove(session, { portalId, parents }) {
    const place = await findPlace(session, parents);
    return place === null
      ? GONE
      : takeAway(session, assumed.removeMember(place, portalId), answersOf(portalId));
  },
  manual: memberTask,
});

/**
 * An empty parent id says that it was not shown, which proves nothing about the members. An organisation keeps its number
 * whatever partnership it is below: that is looked for. Null: no partner has it, so that nobody from here is in it.
 */
async function findPlace(session: EConnectSession, parents: Parents): Promise<assumed.MemberPlace | null> {
  const { partnership = '', organisation = '' } = parents;
  if (organisation === '') throw parentMissing();
  if (partnership !== '') return { partner: partnership, party: organisation };
  const partners = await readRows(session, assumed.listPartners(), assumed.partnerSchema);
  for (const { id } of partners.filter(({ status }) => status === 'active')) {
    const shown = await readRows(session, assumed.listOrganisations(id), assumed.organisationSchema);
    if (shown.some(({ party }) => party === organisation)) return { partner: id, party: organisation };
  }
  return null;
}

/** Whoever waits to be let in waits for what is not shown as well. */
const readWhereShown: ReadBelow = async (session, parents) =>
  parents.organisation === '' || parents.partnership === '' ? [] : readMembers(session, parents);

const readMembers: ReadBelow = async (session, parents) => {
  const place = await findPlace(session, parents);
  if (place === null) return [];
  const rows = await readRows(session, assumed.listMembers(place), assumed.memberSchema);
  return rows.map(({ email, role, status }) => {
    const key = email.toLowerCase();
    const wait = { on: 'contact', what: 'INVITATION_NOT_ACCEPTED' } as const;
    return { portalId: key, key, attributes: { role }, ...(status === 'invited' ? { wait } : {}) };
  });
};

/** Only an Advanced user or an Administrator gets access to an organisation of another environment. [seed] */
async function judgeAbsent(session: EConnectSession, { key }: Target): Promise<Seen> {
  const role = await findRole(session, key);
  return role === 'Basic'
    ? { state: 'waiting', on: 'practice', what: 'ROLE_TOO_LOW' }
    : { state: 'waiting', on: 'client', what: 'MEMBER_NOT_ADDED' };
}

/** Whose invitation it is. */
async function nameActor(session: EConnectSession, seen: Seen, target: Target | undefined): Promise<Seen> {
  if (seen.state !== 'waiting' || seen.on !== 'contact' || target === undefined) return seen;
  return (await findRole(session, target.key)) === null ? seen : { ...seen, on: 'employee' };
}

async function changeRole(session: EConnectSession, asked: Change): Promise<Outcome> {
  const { portalId, parents, changes } = asked;
  const place = await findPlace(session, parents);
  return place === null
    ? GONE
    : change(session, assumed.changeMember(place, portalId, changes.role), answersOf(portalId));
}

/** Of a change or a removal. An organisation is never left without an administrator. */
export function answersOf(portalId: string): Answered {
  return {
    done: portalId,
    byCode: { LAST_ADMINISTRATOR: { status: 'refused', what: 'LAST_ADMINISTRATOR' } },
    whenMissing: GONE,
    field: 'role',
  };
}
