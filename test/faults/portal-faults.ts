// What a portal does to those who call it, and what people do in it by hand.
import { contactsOf, isEligible, mayBePushed } from './practice-model.ts';
import { drawEdit } from './draw-off.ts';
import { drawingOf, playOne } from './play-change.ts';
import { shown } from './compare-portal.ts';
import type { Fault } from './fault.ts';
import { SHAPES, type Lab } from './lab.ts';
import { TIMES } from './open-lab.ts';
import { viewPortal } from './portal-view.ts';
import type { Random } from './seeded-random.ts';
import type { PortalFault } from '../support/sandbox-portal.ts';

type Draw = (random: Random) => PortalFault;

/** Reads and writes of records; not the sign-in. */
const ANY = { path: '^/(entities|users|groups)' };
/** Of records, and of what belongs to one. */
const LISTS = { path: '^/(entities|users|groups)(/[^/]+/[a-z-]+)?$' };
const write = (random: Random) => ({ ...ANY, method: random.pick(['POST', 'PATCH', 'PATCH']) });

const SWALLOWED = 'portal 200 without effect';

const DRAWS: Readonly<Record<string, Draw>> = {
  'portal 401': (random) => ({
    fault: '401',
    match: random.chance(0.2) ? { path: '^/auth/token' } : ANY,
    times: 2,
  }),
  'portal 403': () => ({ fault: '403', match: ANY }),
  'portal 429 with Retry-After': (random) => ({ fault: '429', match: ANY, retryAfter: 1 + random.whole(2) }),
  'portal 429 without Retry-After': () => ({ fault: '429', match: ANY, retryAfter: '' }),
  'portal 500': () => ({ fault: '500', match: ANY, times: 2 }),
  'portal 502': () => ({ fault: '502', match: ANY, times: 2 }),
  'portal HTML': (random) => ({ fault: random.pick(['html-500', 'html-200']), match: ANY, times: 2 }),
  'portal time-out before commit': (random) => ({
    fault: 'timeout-before-commit',
    match: write(random),
    times: 2,
  }),
  'portal time-out after commit': (random) => ({
    fault: 'timeout-after-commit',
    match: write(random),
    times: 2,
  }),
  // Up to the very end of the time in which it may still land.
  'portal slow': (random) => ({
    fault: 'slow',
    match: write(random),
    delayMs: 500 + random.whole(TIMES.requestTimeoutMs + TIMES.landingGraceMs - 1_000),
  }),
  [SWALLOWED]: (random) => ({
    fault: 'no-effect',
    match: write(random),
    times: 2,
  }),
  // Fewer than were asked for, for a while: a short page is not the last.
  'portal short pages': () => ({
    fault: 'page-size-2',
    match: { ...LISTS, method: 'GET' },
    times: 4,
  }),
  // Of data, grants and revokes: what is refused waits for its record to be corrected.
  'portal 200 with errors': (random) => ({
    fault: random.pick(['errors-200', 'errors-200-done']),
    match: { ...ANY, method: 'PATCH' },
    times: 2,
  }),
  'portal late visibility': (random) => ({
    fault: 'late-visibility',
    match: { ...ANY, method: 'POST' },
    delayMs: 300 + random.whole(1_500),
  }),
};

const armed = Object.entries(DRAWS).map(([name, draw]): Fault => ({
  name,
  weight: 'light',
  shapes: SHAPES,
  countedByPortal: true,
  happen: async ({ portal }, random) => portal.arm({ ...draw(random), label: name }),
}));

/** How many requests of this round the portal answered with 200 and did not do; the diary counts them when it is over. */
export async function swallowedInRound({ portal, diary }: Lab): Promise<number> {
  const { hits } = await portal.faults();
  return (hits[SWALLOWED] ?? 0) - (diary.counts().get(SWALLOWED) ?? 0);
}

/** A second record under the number or address of one that is ours: it must be left alone. */
const duplicate: Fault = {
  name: 'duplicate by hand',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    const { entities, people } = viewPortal(await lab.portal.state());
    // Of what Koppel made and never heard of again, a second one could not be told from the first: people must decide.
    const isOurs = ({ id }: { id: string }): boolean =>
      lab.model.known().has(id) && !lab.model.byHand().has(id);
    const number = oneOf(random, entities.filter(isOurs))?.number;
    const email = oneOf(random, people.filter(isOurs))?.email;
    const seeded = await lab.portal.seed({
      entities: number === undefined ? [] : [{ EntityNo: number, Name: 'By hand' }],
      users: email === undefined ? [] : [{ Email: email, LastName: 'By hand' }],
    });
    const after = viewPortal(await lab.portal.state());
    for (const { id, fields, ...key } of [...after.entities, ...after.people])
      if ([...seeded.entities, ...seeded.users].includes(id))
        lab.model.addByHand(id, shown({ ...key, ...fields }));
    lab.diary.write(`by hand: a second entity ${number ?? '-'} and a second ${email ?? '-'}`);
    lab.diary.count('duplicate by hand');
  },
};

/** Somebody deletes what is ours: it is made again. */
const deletion: Fault = {
  name: 'deleted by hand',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    const what = random.pick([deleteEntity, deletePerson, removeMember]);
    if (await what(lab, random)) lab.diary.count('deleted by hand');
  },
};

/** From the first time on it keeps telephone numbers without spaces; what it has of ours must not be written again. */
const tidied: Fault = {
  name: 'stored in another form',
  weight: 'light',
  shapes: SHAPES,
  happen: async (lab, random) => {
    await lab.portal.tidy();
    const edit = drawEdit(drawingOf(lab, random));
    if (edit === null) return;
    playOne(lab, edit);
    lab.diary.count(tidied.name);
  },
};

async function deleteEntity({ portal, model, diary }: Lab, random: Random): Promise<boolean> {
  const { entities } = viewPortal(await portal.state());
  const client = oneOf(
    random,
    [...model.practice().clients.values()].filter(
      ({ now }) => mayBePushed(now) && entities.some(({ number }) => number === now.number),
    ),
  );
  if (client === undefined) return false;
  const { key, number } = client.now;
  model.lose({ lost: 'entity', clientKey: key });
  await portal.remove({ entityNo: number });
  model.forgetByHand(entities.filter((entity) => entity.number === number).map(({ id }) => id));
  diary.write(`by hand: entity ${number} of ${key} is deleted`);
  return true;
}

async function deletePerson({ portal, model, diary }: Lab, random: Random): Promise<boolean> {
  const { people } = viewPortal(await portal.state());
  const person = oneOf(random, people);
  if (person === undefined) return false;
  model.lose({ lost: 'person', email: person.email });
  await portal.remove({ email: person.email });
  model.forgetByHand(people.filter(({ email }) => email === person.email).map(({ id }) => id));
  diary.write(`by hand: person ${person.email} is deleted`);
  return true;
}

async function removeMember({ portal, model, diary }: Lab, random: Random): Promise<boolean> {
  const state = await portal.state();
  const group = oneOf(
    random,
    state.groups.filter(({ members }) => members.length > 0),
  );
  const guid = group?.members[0];
  const email = state.users.find(({ CWGuid }) => CWGuid === guid)?.['Email'];
  if (group === undefined || guid === undefined || typeof email !== 'string') return false;
  const practice = model.practice();
  const owners = [...practice.clients.keys()].flatMap((key) => contactsOf(practice, key));
  for (const { now, openings } of owners)
    if (openings[email] !== undefined) model.lose({ lost: 'access', contactKey: now.key });
  const body = { people: [guid], isRemove: true };
  await portal.call('PATCH', `/groups/${group.CWGuid}/user-assignments`, body).catch(() => undefined);
  const isWanted = owners.some(({ now }) => now.email === email && isEligible(practice, now));
  diary.write(`by hand: ${email} is removed from a group${isWanted ? '' : ', unwanted'}`);
  return true;
}

function oneOf<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

export const PORTAL_FAULTS: readonly Fault[] = [...armed, duplicate, deletion, tidied];
