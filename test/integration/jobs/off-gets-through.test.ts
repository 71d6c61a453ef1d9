// Rule 22 as two laws, over events and rows of files. Off gets through: whatever else is wrong with a statement that can be
// told to take access away, it does, and changes nobody else. And nothing is forgotten silently: each statement that does not
// count as it stands is in the answer, in the status, in what is explained of its record and in the numbers to watch, until
// something is said later of the record. KOPPEL_LAW_RUNS says of how many statements, KOPPEL_LAW_SEED repeats a run.
import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { receiveEventJob } from '../../../jobs/receive-event.ts';
import {
  countOpenEvents,
  readOpenStatements,
  readSaidLately,
} from '../../../src/database/people/open-statements.ts';
import { storeEvents } from '../../../src/database/records/events.ts';
import { importFiles } from '../../../src/intake/import-files.ts';
import { connectionsOf, parseEvent, refuseUnknown } from '../../../src/intake/records/event-schema.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openJobs, SLOT } from './job-ports.ts';

const STATEMENTS = 12;
const statements = Number(process.env['KOPPEL_LAW_RUNS'] ?? 60);
const seed = Number(process.env['KOPPEL_LAW_SEED'] ?? Date.now() % 2_000_000_000);
const CONNECTION = 'caseware';
const LONG_AGO = '2019-01-01T00:00:00Z';

/** Ways to write a key that mean the key: of its digits, a number too. */
const KEYS: readonly ((key: string) => unknown)[] = [
  (key) => key,
  (key) => ` ${key}\u00a0`,
  (key) => `${key.slice(0, 2)}\u200b${key.slice(2)}`,
  (key) => `="${key}"`,
  (key) => `'${key}`,
  (key) => Number(key),
];
const OFFS = [
  false,
  0,
  'no',
  'Nee',
  ' uit ',
  { enabled: false },
  { enabled: 'nee' },
  { enabled: false, settings: 7 },
] as const;
/** Ways to say that a client is never pushed. */
const EXCLUSIONS = [
  ...[{ status: 'suspect' }, { status: ' Suspect\u200b' }, { kind: 'person' }, { kind: 'Particulier' }],
] as const;
/** Values that are wrong in a field, or that nobody knows; what is missing is left out. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  changedAt: ['yesterday', 1_768_469_400, '2099-01-01T00:00:00Z', LONG_AGO, null],
  clientKey: ['nobody', 7, null, '1,00E+03', '\ud800'],
  kind: ['shop', null, 1],
  status: ['unknown', [], null],
  kvkNumber: ['1234567', '1,2E+7'],
  country: ['Nowhere', 31],
  email: [`${'x'.repeat(300)}@example.nl`, false],
  phone: ['3.12E+10', 31, '#REF!'],
  name: ['\ud800', 'x'.repeat(600), {}],
  lastName: ['\u202e', 'a\u0000b', []],
  nickname: ['x'],
  personKey: ['NULL', 12],
};

interface Statement {
  readonly kind: 'client' | 'contact';
  readonly via: 'delete' | 'event' | 'row';
  readonly key: (key: string) => unknown;
  readonly off: unknown;
  /** Of a client, instead of a switch. */
  readonly excluded: Readonly<Partial<Record<'kind' | 'status', string>>> | null;
  readonly wrong: Readonly<Record<string, unknown>>;
  readonly other: boolean;
  readonly timestamp: unknown;
}

const statement: fc.Arbitrary<Statement> = fc.record({
  kind: fc.constantFrom('client' as const, 'contact' as const),
  via: fc.constantFrom('event' as const, 'row' as const, 'row' as const, 'event' as const, 'delete' as const),
  key: fc.constantFrom(...KEYS),
  off: fc.constantFrom(...OFFS),
  excluded: fc.constantFrom(null, ...EXCLUSIONS),
  wrong: fc
    .subarray(Object.keys(WRONG), { maxLength: 3 })
    .chain((fields) =>
      fc.record(Object.fromEntries(fields.map((field) => [field, fc.constantFrom(...(WRONG[field] ?? []))]))),
    ),
  other: fc.boolean(),
  timestamp: fc.constantFrom('now', 'now', 'none', 'never', 12),
});

describe('rule 22: what takes access away', function () {
  this.timeout(60_000 + statements * 400);
  let engine: Engine;
  let rounds = 0;
  before(async () => (engine = await openEngine()));
  after(() => engine.close());

  it(`gets through whatever else is wrong, and what is wrong stays in sight (${statements} statements, seed ${seed})`, async () => {
    const round = fc.array(statement, { minLength: STATEMENTS, maxLength: STATEMENTS });
    const numRuns = Math.max(1, Math.round(statements / STATEMENTS));
    await fc.assert(fc.asyncProperty(round, playRound), {
      ...{ numRuns, seed, endOnFailure: true },
      reporter: ({ errorInstance }) => {
        if (errorInstance instanceof Error) throw errorInstance;
      },
    });
  });

  interface Told extends Statement {
    readonly own: string;
    /** Codes in the answer. */
    readonly answer: readonly string[];
  }

  async function playRound(round: readonly Statement[]): Promise<void> {
    rounds += 1;
    const keyOf = (at: number): string => String(rounds * 1_000 + at);
    const home = await engine.client({ key: keyOf(999) });
    const bystander = await engine.contact(home, { key: keyOf(998) });
    for (const [at, { kind }] of round.entries())
      if (kind === 'client') await engine.client({ key: keyOf(at) });
      else await engine.contact(home, { key: keyOf(at) });
    const told: Told[] = [];
    for (const [at, said] of round.entries())
      if (said.via !== 'row')
        told.push({ ...said, own: keyOf(at), answer: await sendEvent(said, keyOf(at), home.key) });
    told.push(...(await importRows(round, keyOf, home.key)));
    for (const each of told) await expectTakenAway(each);
    for (const [kind, own] of [
      ['client', home.key],
      ['contact', bystander.key],
    ] as const)
      expect(await stateOf(kind, own), 'of somebody else').to.deep.equal({
        on: true,
        deleted: false,
        never: false,
      });
    await expectInSight(told);
    await expectClosed(told);
  }

  function bodyOf(
    { kind, key, off, excluded, wrong, other }: Statement,
    own: string,
    home: string,
  ): Record<string, unknown> {
    const rest =
      kind === 'client' ? { kind: 'company', status: 'client' } : { clientKey: home, lastName: 'Vries' };
    const isExcluded = kind === 'client' && excluded !== null;
    const links = { ...(isExcluded ? {} : { [CONNECTION]: off }), ...(other ? { elsewhere: true } : {}) };
    const said = { changedAt: new Date().toISOString(), ...wrong, ...(isExcluded ? excluded : {}) };
    return { ...rest, ...said, key: key(own), links };
  }

  async function sendEvent(said: Statement, own: string, home: string): Promise<readonly string[]> {
    const isDelete = said.via === 'delete';
    const type = `${said.kind}.${isDelete ? 'deleted' : 'upserted'}`;
    const { links, ...data } = bodyOf(said, own, home);
    const timestamp =
      { now: new Date().toISOString(), none: undefined, never: 'never' }[String(said.timestamp)] ??
      said.timestamp;
    const body = {
      type,
      timestamp: said.timestamp === 'none' ? undefined : timestamp,
      data: isDelete ? data : { ...data, links },
    };
    const payload = JSON.stringify(body);
    const read = parseEvent(JSON.parse(payload), { now: new Date(), arrivedAt: null });
    const parsed =
      read.ok && connectionsOf(read.event).length > 0
        ? refuseUnknown(read.event, new Set([CONNECTION]))
        : read;
    const event = parsed.ok ? parsed.event : parsed.certain;
    if (event === null) throw new Error(`nothing counts of ${payload}`);
    const problems = parsed.ok ? [] : parsed.problems;
    const stored = { webhookId: own, type, payload, record: event.record, problems };
    await engine.store.inPractice(engine.practiceId, (tx) => storeEvents(tx, engine.practiceId, [stored]));
    const run = { signal: new AbortController().signal, attempt: 1 };
    await receiveEventJob.run(openJobs(engine).ports, { practiceId: engine.practiceId, webhookId: own }, run);
    return problems.map(({ code }) => code);
  }

  async function importRows(
    round: readonly Statement[],
    keyOf: (at: number) => string,
    home: string,
  ): Promise<Told[]> {
    const rows = [...round.entries()].filter(([, { via }]) => via === 'row');
    if (rows.length === 0) return [];
    const records = join(await temporaryFolder('law'), 'records.ndjson');
    const lines = rows.map(([at, said]) =>
      JSON.stringify({ record: said.kind, ...bodyOf(said, keyOf(at), home) }),
    );
    await writeFile(records, `${lines.join('\n')}\n`);
    const { intake } = openJobs(engine).ports;
    const { problems } = await importFiles({
      ...{
        intake,
        practiceId: engine.practiceId,
        records,
        asOf: new Date(),
        skipInvalid: rounds % 2 === 0,
        now: new Date(),
      },
    });
    return rows.map(([at, said], index) => ({
      ...said,
      own: keyOf(at),
      answer: problems.filter(({ line }) => line === index + 1).map(({ code }) => code),
    }));
  }

  async function stateOf(kind: Statement['kind'], own: string) {
    const table = sql.raw(kind);
    const never = kind === 'client' ? sql`r.kind = 'person' or r.status = 'suspect'` : sql`false`;
    const [found] = await engine.rows(sql<{ on: boolean; deleted: boolean; never: boolean }>`
      select l.enabled as on, r.deleted_at is not null as deleted, ${never} as never from ${table} r
      join ${sql.raw(`${kind}_link`)} l on l.${sql.raw(`${kind}_id`)} = r.id where r.source_key = ${own}`);
    return found;
  }

  async function expectTakenAway(told: Told): Promise<void> {
    const ended = await stateOf(told.kind, told.own);
    const isExcluded = told.kind === 'client' && told.excluded !== null;
    // An older version of a record says nothing of what it is now.
    if (isExcluded && told.via !== 'delete' && told.wrong['changedAt'] === LONG_AGO) return;
    const is =
      told.via === 'delete'
        ? { deleted: true }
        : isExcluded
          ? { never: true, deleted: false }
          : { on: false, deleted: false };
    expect(ended, JSON.stringify(told)).to.deep.include(is);
  }

  /** Events that were refused or wait, and rows that were refused: of each record what was said last. */
  async function expectInSight(told: readonly Told[]): Promise<void> {
    const kept = await engine.rows(sql<{ id: string; status: string; kind: 'client' | 'contact' }>`
      select webhook_id as id, status, split_part(type, '.', 1) as kind from received_event where status in ('failed', 'orphaned')`);
    const isKept = new Set(kept.map(({ id }) => id));
    for (const { via, own, answer } of told)
      if (via !== 'row' && answer.length > 0)
        expect(isKept.has(own), `${own} was refused and is not kept`).to.equal(true);
    const rows = await engine.rows(sql<{ key: string }>`select key from source_refusal`);
    const refused = told.filter(({ via, answer }) => via === 'row' && answer.length > 0);
    expect(rows.map(({ key }) => key)).to.include.members(refused.map(({ own }) => own));
    const counts = await engine.store.inSystem(countOpenEvents);
    const open = await engine.store.inPractice(engine.practiceId, readOpenStatements);
    for (const [what, status, ofRows] of [
      ['refused', 'failed', rows.length],
      ['waits', 'orphaned', 0],
    ] as const) {
      const expected = kept.filter((one) => one.status === status).length + ofRows;
      expect(counts.find(({ kind }) => kind === what)?.count ?? 0, `${what}, metric`).to.equal(expected);
      expect(open.find(({ kind }) => kind === what)?.count ?? 0, `${what}, status`).to.equal(expected);
    }
    for (const { id: key, kind, status } of kept) {
      const said = await engine.store.inPractice(engine.practiceId, (tx) =>
        readSaidLately(tx, { kind, key }),
      );
      expect(
        said.map((one) => one.status),
        `${key}, explain`,
      ).to.include(status);
    }
  }

  /** By what is said later of each record, and by nothing else. */
  async function expectClosed(told: readonly Told[]): Promise<void> {
    const before = await engine.rows(sql`select from received_event where status in ('failed', 'orphaned')`);
    await openJobs(engine).run('sweep', { slot: SLOT });
    const swept = await engine.rows(sql`select from received_event where status in ('failed', 'orphaned')`);
    expect(swept.length, 'closed by nothing').to.equal(before.length);
    const later = new Date(Date.now() + 1);
    const { intake } = openJobs(engine).ports;
    const times = { saidAt: later, undated: false, changedAt: later };
    for (const { kind, own } of told)
      if (kind === 'client') await intake.deleteClient(engine.practiceId, { sourceKey: own, ...times });
      else await intake.deleteContact(engine.practiceId, { sourceKey: own, ...times });
    await openJobs(engine).run('sweep', { slot: SLOT });
    expect(
      await engine.rows(sql`
        select webhook_id from received_event where status in ('failed', 'orphaned')
        union all select key from source_refusal`),
    ).to.deep.equal([]);
  }
});
