// Rule 20 as a law: whatever is said of records, in whatever order, company and number of connections it comes in, they end
// as if it had come in the order in which it was said. KOPPEL_LAW_RUNS says of how many records (100000 for the whole of it),
// KOPPEL_LAW_SEED repeats a run.
import { expect } from 'chai';
import fc from 'fast-check';
import { createIntake } from '../../../src/database/records/intake.ts';
import { openStore, type Store } from '../../../src/database/open-store.ts';
import type { ClientRecord, Intake } from '../../../src/intake/intake.ts';
import { client, contact, later } from './intake-world.ts';
import { PHASES, roundOf, type Round } from './order-cases.ts';
import { endingOf, FIRST, isAhead, type Ending, type Said, type Told } from './order-model.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const RECORDS = 250;
const records = Number(process.env['KOPPEL_LAW_RUNS'] ?? 1_500);
const seed = Number(process.env['KOPPEL_LAW_SEED'] ?? Date.now() % 2_000_000_000);
const CONNECTIONS = 6;
const MOST_AT_A_TIME = 12;

interface Piece {
  readonly key: string;
  readonly kind: Told['kind'];
  readonly said: Said;
}

describe('rule 20: the order in which it was said', function () {
  this.timeout(60_000 + records * 60);
  let db: RecordsDatabase;
  let store: Store;
  let rounds = 0;
  before(async () => {
    db = await openRecordsDatabase();
    store = openStore({ url: db.url, maxConnections: CONNECTIONS });
  });
  after(async () => {
    await store.close();
    await db.close();
  });

  it(`decides how ${records} records end, whatever the order, the batches and the writers (seed ${seed})`, async () => {
    const numRuns = Math.max(1, Math.round(records / RECORDS));
    await fc.assert(fc.asyncProperty(roundOf(RECORDS), playRound), {
      numRuns,
      seed,
      endOnFailure: true,
      reporter: tellFailure,
    });
  });

  async function playRound(round: Round): Promise<void> {
    rounds += 1;
    const practice = `law-${rounds}`;
    await db.addPractice(practice);
    for (const name of ['x', 'y']) await db.addConnection({ practice, name });
    const place = await openPlace(createIntake(store), practice);
    await play(place, round);
    const found = await readEndings(place, round);
    for (const [index, told] of round.records.entries()) {
      const ending = endingOf(told);
      // Of a contact that nobody knows, nothing stands anywhere that could be questioned.
      const expected = told.known ? ending : { ...ending, questioned: false };
      const actual = { ...found[index]!, questioned: told.known && found[index]!.questioned };
      expect(actual, JSON.stringify({ told, snapshots: round.snapshots })).to.deep.equal(expected);
    }
  }

  interface Place {
    readonly intake: Intake;
    readonly practice: string;
    /** The lesser id is that of a. */
    readonly clientKeys: Readonly<Record<Said['client'], string>>;
  }

  async function openPlace(intake: Intake, practice: string): Promise<Place> {
    await intake.upsertClients(
      practice,
      ['one', 'two'].map((sourceKey) => client({ sourceKey, saidAt: later(-1) })),
    );
    const rows = await db.sql<{ key: string }>(
      'select source_key as key from client where practice_id = $1 order by id',
      [practice],
    );
    const [a = '', b = ''] = rows.map(({ key }) => key);
    return { intake, practice, clientKeys: { a, b, nobody: 'nobody' } };
  }

  async function play(place: Place, { records: all, snapshots, shuffle }: Round): Promise<void> {
    const random = randomFrom(shuffle);
    const pieces = all.flatMap(({ kind, said }, index) =>
      said.map((each): Piece => ({ key: `r${index}`, kind, said: each })),
    );
    const known = all.flatMap(({ kind, known: isKnown }, index) =>
      isKnown ? [{ key: `r${index}`, kind, said: FIRST }] : [],
    );
    await say(place, known);
    for (let phase = 0; phase < PHASES; phase += 1) {
      const batches = deal(
        pieces.filter(({ said }) => said.phase === phase),
        random,
      );
      const work = async (): Promise<void> => {
        for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) await say(place, batch);
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, work));
      await complete(place, all, snapshots[phase]);
    }
  }

  async function say({ intake, practice, clientKeys }: Place, pieces: readonly Piece[]): Promise<void> {
    const isUpsert = ({ said }: Piece): boolean => said.what !== 'delete';
    const upserts = pieces.filter(isUpsert);
    const clients = upserts.filter(({ kind }) => kind === 'client').map((piece) => toClient(piece));
    const contacts = upserts
      .filter(({ kind }) => kind === 'contact')
      .map((piece) => ({ ...toContact(piece), clientKey: clientKeys[piece.said.client] }));
    if (clients.length > 0) await intake.upsertClients(practice, clients);
    if (contacts.length > 0) await intake.upsertContacts(practice, contacts);
    for (const piece of pieces.filter((each) => !isUpsert(each))) {
      const deletion = { sourceKey: piece.key, ...timesOf(piece.said) };
      if (piece.kind === 'client') await intake.deleteClient(practice, deletion);
      else await intake.deleteContact(practice, deletion);
    }
  }

  async function complete(
    { intake, practice }: Place,
    all: readonly Told[],
    minute: number | undefined,
  ): Promise<void> {
    if (minute === undefined) return;
    const keysOf = (kind: Told['kind']): string[] =>
      all.flatMap((told, index) =>
        told.kind === kind && !told.absentAt.includes(minute) ? [`r${index}`] : [],
      );
    await intake.completeSnapshot(practice, {
      asOf: isAhead(minute) ? new Date(Date.now() + 3 * 60_000) : later(minute),
      clientKeys: ['one', 'two', ...keysOf('client')],
      contactKeys: keysOf('contact'),
    });
  }

  async function readEndings({ practice, clientKeys }: Place, round: Round): Promise<Ending[]> {
    const rows = await db.sql<Ending & { key: string }>(ENDINGS, [practice]);
    const byKey = new Map(rows.map(({ key, ...ending }) => [key, ending]));
    const nothing = {
      ...{
        alive: false,
        missing: false,
        phone: null,
        client: null,
        questioned: false,
        excluded: '',
        links: {},
      },
    };
    return round.records.map((_, index) => {
      const ending = byKey.get(`r${index}`) ?? nothing;
      const name = (['a', 'b'] as const).find((each) => clientKeys[each] === ending.client);
      return { ...ending, client: name ?? null };
    });
  }
});

/** The record that ended otherwise, not the thousand that were drawn with it. */
function tellFailure({ errorInstance }: fc.RunDetails<[Round]>): void {
  if (errorInstance instanceof Error) throw errorInstance;
}

interface Sights {
  readonly at: string;
  readonly questioned: string;
  readonly excluded: string;
}
const recordsOf = (kind: string, { at, questioned, excluded }: Sights): string => `
  select r.source_key as key, r.deleted_at is null as alive, r.deleted_at is null and r.missing_since is not null as missing,
    case when r.deleted_at is null then r.phone end as phone, case when r.deleted_at is null then ${at} end as client,
    r.deleted_at is null and ${questioned} as questioned, case when r.deleted_at is null then ${excluded} else '' end as excluded,
    coalesce((select jsonb_object_agg(c.name, case when l.enabled then 'on ' else 'off ' end || (l.settings ->> 'role'))
      from ${kind}_link l join connection c on c.id = l.connection_id where l.${kind}_id = r.id), '{}') as links
  from ${kind} r where r.practice_id = $1`;
const EXCLUDED = `concat_ws(' ', case when kind = 'person' then 'kind' end, case when status = 'suspect' then 'status' end)`;
const AT = '(select source_key from client k where k.id = r.client_id)';
const ENDINGS = `${recordsOf('client', { at: 'null', questioned: 'false', excluded: EXCLUDED })} union all
  ${recordsOf('contact', { at: AT, questioned: 'r.unplaced_said_at is not null', excluded: "''" })}`;

function timesOf({ at, changed }: Said) {
  const now = Date.now();
  const saidAt = typeof at === 'number' ? later(at) : new Date(at === 'now' ? now : now + 3 * 60_000);
  return { saidAt, undated: false, changedAt: later(changed) };
}

function linksOf({ links }: Said) {
  return Object.fromEntries(
    Object.entries(links).map(([name, { enabled, role }]) => [name, { enabled, settings: { role } }]),
  );
}

function toClient({ key: sourceKey, said }: Piece) {
  const record = client({ sourceKey, phone: String(said.phone), links: linksOf(said), ...timesOf(said) });
  return said.what === 'unreadable' ? { ...record, data: null, ...excludedOf(said) } : record;
}

function excludedOf({ excludes }: Said): Pick<ClientRecord, 'excluded'> {
  if (excludes === null) return {};
  return { excluded: excludes === 'kind' ? { kind: 'person' } : { status: 'suspect' } };
}

function toContact({ key: sourceKey, said }: Piece) {
  const record = contact({ sourceKey, phone: String(said.phone), links: linksOf(said), ...timesOf(said) });
  return said.what === 'unreadable' ? { ...record, data: null } : record;
}

function deal(pieces: readonly Piece[], random: () => number): Piece[][] {
  const left = pieces.map((piece) => ({ piece, place: random() })).sort((a, b) => a.place - b.place);
  const batches: Piece[][] = [];
  while (left.length > 0) {
    const size = 1 + Math.floor(random() * MOST_AT_A_TIME);
    batches.push(left.splice(0, size).map(({ piece }) => piece));
  }
  return batches;
}

/** A small generator of its own (mulberry32): the draw of the case, and nothing else, decides. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
