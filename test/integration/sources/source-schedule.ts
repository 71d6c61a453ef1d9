// A random schedule of what an office does in its practice software and of what goes wrong on the way to Koppel, decided by a
// seed. Whenever nothing goes wrong any more, the ledger must hold what the software holds: nothing is lost for good.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openSourceCalls } from '../../../src/app/source-calls.ts';
import { seededRandom } from '../../faults/seeded-random.ts';
import {
  heldClients,
  heldContacts,
  heldOf,
  holdingOf,
  OFFICE,
  OFFICE_SEED,
  OFFICE_SETTINGS,
  readOffice,
  type Deed,
  type Held,
  type Office,
} from '../../support/exact-office.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

export interface Schedule {
  readonly seed: string;
  /** Of the office and of what goes wrong, each followed by some time. */
  readonly steps: number;
  /** After so many of them all is well for a while, and both sides are compared. */
  readonly between: number;
}

const SKEWS = [-5, 0, 0, 3].map((hours) => hours * 60);

interface Play extends Office {
  readonly practice: ExactPractice;
  /** What was done, for whoever reads why it failed. */
  readonly done: string[];
  /** Calls of the software that have not come yet. */
  readonly calls: string[];
  heard: number;
}

export async function playSchedule({
  seed,
  steps,
  between,
}: Schedule): Promise<Readonly<Record<string, number>>> {
  // Pages of few rows, so that one may fail in the middle.
  const practice = await openExactPractice({
    ...{ switches: { syncPage: 5, page: 3 }, timeoutMs: 3_000, settings: OFFICE_SETTINGS },
  });
  const { exact } = practice;
  const play: Play = { practice, exact, random: seededRandom(seed), done: [], calls: [], heard: 0 };
  try {
    await exact.tell('POST /seed', OFFICE_SEED);
    await practice.signIn();
    for (let step = 1; step <= steps; step += 1) {
      await doOne(play, play.random.chance(0.6) ? OFFICE : TROUBLE);
      if (play.random.chance(0.5)) await takeCalls(play);
      await doOne(play, TIME);
      if (step % between === 0) await compare(play);
    }
    await compare(play);
    return countNames(play.done);
  } catch (error) {
    process.stderr.write(`seed ${seed}, after:\n  ${play.done.slice(-40).join('\n  ')}\n`);
    throw error;
  } finally {
    await practice.close();
  }
}

async function doOne(play: Play, deeds: Readonly<Record<string, Deed<Play>>>): Promise<void> {
  const name = play.random.pick(Object.keys(deeds));
  play.done.push(name);
  await deeds[name]!(play);
}

function countNames(done: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of done) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const fault = ({ practice }: Play, given: object) => practice.exact.tell('POST /faults', given);
const page = ({ random }: Play): string =>
  random.pick(['/sync/Deleted', '/sync/CRM/Accounts', '/sync/CRM/Contacts', '/crm/']);

const TROUBLE: Readonly<Record<string, Deed<Play>>> = {
  'a page fails': (play) =>
    fault(play, { match: { path: page(play) }, fault: play.random.pick(['html-500', '503']), times: 3 }),
  'a page fails once': (play) => fault(play, { match: { path: page(play) }, fault: '500' }),
  'a page comes without its rows': (play) => fault(play, { match: { path: '/sync/' }, fault: 'page-lost' }),
  'a page comes without its next': (play) => fault(play, { match: { path: '/sync/' }, fault: 'next-lost' }),
  'the minute is used up': ({ practice }) => practice.exact.act('program spend', { calls: 60 }),
  'the day is used up': ({ practice }) =>
    practice.exact.act('program spend', { calls: 0, callsOfDay: 5_000 }),
  'the answer to a token is lost': (play) =>
    fault(play, { match: { path: 'oauth2/token' }, fault: 'timeout-after-commit' }),
  'no token is given': (play) => fault(play, { match: { path: 'oauth2/token' }, fault: '503' }),
  'the password is changed': ({ practice }) => practice.exact.act('user change-password'),
  'it is away for an hour': async (play) => {
    await fault(play, { fault: '503', times: 9, label: 'away' });
    for (let minutes = 0; minutes < 60; minutes += 30) await wait(play, 30);
    await play.practice.exact.tell('DELETE /faults');
  },
  'its clock is set': ({ practice, random }) => practice.setClock(random.pick(SKEWS)),
  'the administration is moved': ({ practice }) => practice.exact.act('exact move-division'),
};

const TIME: Readonly<Record<string, Deed<Play>>> = {
  'no time': () => Promise.resolve(),
  minutes: (play) => wait(play, 6),
  'half an hour': (play) => wait(play, 31),
  'an hour': (play) => wait(play, 61),
  'half a day': (play) => wait(play, 12 * 60),
};

async function wait(play: Play, minutes: number): Promise<void> {
  await play.practice.passMinutes(minutes);
  await read(play);
}

/** True: it was read, or nothing was due. A person signs in where one is asked to. */
async function read({ practice, done }: Play): Promise<boolean> {
  try {
    await practice.read();
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    done.push(`(${code})`);
    if (code === 'RECONNECT_NEEDED')
      await practice.signIn().catch((failed: unknown) => done.push(`(signing in: ${String(failed)})`));
    return false;
  }
}

/** Some of the calls that were made come now: in any order, once, twice or never. */
async function takeCalls(play: Play): Promise<void> {
  const { practice, random, calls } = play;
  const { deliveries } = await practice.exact.hooks();
  const made = deliveries.filter(({ kind }) => kind === 'change').map(({ text }) => text);
  calls.push(...made.slice(play.heard));
  play.heard = made.length;
  const { store, sealer, practiceId } = practice.engine;
  const { sourceCalled } = openSourceCalls({ store, sealer, announce: () => Promise.resolve() });
  for (const text of random.shuffle(calls.splice(0))) {
    const fate = random.whole(5);
    if (fate === 0) continue;
    if (fate === 1) {
      calls.push(text);
      continue;
    }
    for (let times = fate === 2 ? 2 : 1; times > 0; times -= 1)
      await sourceCalled(practiceId, { body: Buffer.from(text), headers: {}, now: new Date() });
  }
  await read(play);
}

/** Nothing goes wrong any more for a while. */
async function compare(play: Play): Promise<void> {
  const { practice } = play;
  play.done.push('all is well');
  await practice.exact.tell('DELETE /faults');
  await practice.nextDay();
  let quiet = 0;
  for (let round = 0; quiet < 2; round += 1) {
    expect(round, 'rounds until it was read').to.be.lessThan(12);
    await practice.passMinutes(61);
    quiet = (await read(play)) ? quiet + 1 : 0;
  }
  expect(await readLedger(practice)).to.deep.equal(holdingOf(await readOffice(play.exact)));
  expect(await practice.problem()).to.equal(null);
}

async function readLedger({ engine }: ExactPractice) {
  const held = (query: string) => engine.rows(sql.raw<Held>(query));
  const { practiceId } = engine;
  return heldOf(await held(heldClients(practiceId)), await held(heldContacts(practiceId)));
}
