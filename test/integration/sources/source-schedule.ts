// A random schedule of what an office does in its practice software and of what goes wrong on the way to Koppel, decided by a
// seed. Whenever nothing goes wrong any more, the ledger must hold what the software holds: nothing is lost for good.
import { expect } from 'chai';
import { sql } from 'kysely';
import { z } from 'zod';
import { openSourceCalls } from '../../../src/app/source-calls.ts';
import { seededRandom, type Random } from '../../faults/seeded-random.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

export interface Schedule {
  readonly seed: string;
  /** Of the office and of what goes wrong, each followed by some time. */
  readonly steps: number;
  /** After so many of them all is well for a while, and both sides are compared. */
  readonly between: number;
}

const ACCOUNTS = 12;
const CONTACTS = 18;
const idOf = (kind: 1 | 2, nth: number): string =>
  `${String(kind).repeat(8)}-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const SKEWS = [-5, 0, 0, 3].map((hours) => hours * 60);

interface Play {
  readonly practice: ExactPractice;
  readonly random: Random;
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
  const practice = await openExactPractice({ switches: { syncPage: 5, page: 3 }, timeoutMs: 3_000 });
  const play: Play = { practice, random: seededRandom(seed), done: [], calls: [], heard: 0 };
  try {
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

type Deed = (play: Play) => Promise<unknown>;

async function doOne(play: Play, deeds: Readonly<Record<string, Deed>>): Promise<void> {
  const name = play.random.pick(Object.keys(deeds));
  play.done.push(name);
  await deeds[name]!(play);
}

function countNames(done: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of done) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What cannot be done there (a contact of nobody) is not done. */
async function inOffice({ practice }: Play, does: string, fields: object): Promise<void> {
  const answer = await practice.exact.door('POST /act', { human: 'office', does, ...fields });
  expect(answer.status, answer.text).to.be.oneOf([200, 204, 409]);
}

/** Of one that is there. */
async function change(play: Play, kind: 'accounts' | 'contacts', fields: object): Promise<void> {
  const rows = (await readRows(play.practice))[kind];
  if (rows.length === 0) return;
  const { ID } = play.random.pick(rows);
  await inOffice(play, kind === 'accounts' ? 'put-account' : 'put-contact', { ID, ...fields });
}

const account = ({ random }: Play): string => idOf(1, random.whole(ACCOUNTS));
const contact = ({ random }: Play): string => idOf(2, random.whole(CONTACTS));
const place = ({ random }: Play): string => `Plaats ${random.whole(1_000)}`;

const OFFICE: Readonly<Record<string, Deed>> = {
  'an account is written': (play) =>
    inOffice(play, 'put-account', {
      ...{ ID: account(play), Name: place(play), City: place(play), ChamberOfCommerce: '12345678' },
    }),
  'an account changes its status': (play) =>
    change(play, 'accounts', { Status: play.random.pick(['C', 'C', 'S', 'P', 'A']) }),
  'an account ends': (play) => change(play, 'accounts', { EndDate: play.random.pick(['2020-01-01', null]) }),
  'a contact is written': (play) =>
    inOffice(play, 'put-contact', {
      ...{ ID: contact(play), Account: account(play), LastName: place(play) },
      Email: `c${play.random.whole(1_000)}@example.nl`,
    }),
  'a contact changes': (play) =>
    change(play, 'contacts', { Email: `c${play.random.whole(1_000)}@example.nl` }),
  'a contact ends': (play) => change(play, 'contacts', { EndDate: play.random.pick(['2020-01-01', null]) }),
  'a row is deleted': (play) =>
    inOffice(play, 'delete', { ID: play.random.chance(0.3) ? account(play) : contact(play) }),
  'the key of a contact is used again': (play) =>
    inOffice(play, 'recycle-key', { ID: contact(play), Account: account(play), LastName: place(play) }),
  'the key of an account is used again': (play) =>
    inOffice(play, 'recycle-key', { ID: account(play), Name: place(play), ChamberOfCommerce: '12345678' }),
};

const fault = ({ practice }: Play, given: object) => practice.exact.tell('POST /faults', given);
const page = ({ random }: Play): string =>
  random.pick(['/sync/Deleted', '/sync/CRM/Accounts', '/sync/CRM/Contacts', '/crm/']);

const TROUBLE: Readonly<Record<string, Deed>> = {
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

const TIME: Readonly<Record<string, Deed>> = {
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

const rowsSchema = z.array(z.looseObject({ ID: z.string() }));
const stateSchema = z.object({
  divisions: z.array(z.object({ accounts: rowsSchema, contacts: rowsSchema })),
});

async function readRows({ exact }: ExactPractice) {
  const { divisions } = stateSchema.parse(JSON.parse((await exact.door('GET /state')).text));
  return divisions[0] ?? { accounts: [], contacts: [] };
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
  expect(await readLedger(practice)).to.deep.equal(await readSoftware(practice));
  expect(await practice.problem()).to.equal(null);
}

interface Holding {
  /** By key: status and place. */
  readonly clients: Readonly<Record<string, string>>;
  /** Of clients that are there, by key: client, name and address. */
  readonly contacts: Readonly<Record<string, string>>;
}

async function readSoftware(practice: ExactPractice): Promise<Holding> {
  const { accounts, contacts } = await readRows(practice);
  const ended = ({ EndDate }: Record<string, unknown>) => typeof EndDate === 'number';
  const clients = accounts.filter((row) => ['C', 'S'].includes(String(row['Status'])) && !ended(row));
  const keys = new Set<unknown>(clients.map(({ ID }) => ID));
  const present = contacts.filter((row) => keys.has(row['Account']) && !ended(row));
  const status = (row: Record<string, unknown>) => (row['Status'] === 'S' ? 'suspect' : 'client');
  return {
    clients: sorted(clients.map((row) => [row['ID'], [status(row), row['City']]])),
    contacts: sorted(present.map((row) => [row['ID'], [row['Account'], row['LastName'], row['Email']]])),
  };
}

async function readLedger({ engine }: ExactPractice): Promise<Holding> {
  const clients = await engine.rows(
    sql<{ key: string; said: unknown[] }>`
      select source_key as key, jsonb_build_array(status, city) as said from client where deleted_at is null`,
  );
  const contacts = await engine.rows(
    sql<{ key: string; said: unknown[] }>`
      select t.source_key as key, jsonb_build_array(c.source_key, t.last_name, t.email) as said
      from contact t join client c on c.id = t.client_id
      where t.deleted_at is null and c.deleted_at is null and t.unplaced_said_at is null`,
  );
  const pairs = (rows: typeof clients) => sorted(rows.map(({ key, said }) => [key, said]));
  return { clients: pairs(clients), contacts: pairs(contacts) };
}

function sorted(rows: readonly (readonly [unknown, readonly unknown[]])[]): Record<string, string> {
  return Object.fromEntries(
    rows
      .map(
        ([key, said]) =>
          [String(key), said.map((value) => (typeof value === 'string' ? value : '-')).join(' | ')] as const,
      )
      .sort(([one], [other]) => one.localeCompare(other)),
  );
}
