import { expect } from 'chai';
import { sql } from 'kysely';
import { createIntake } from '../../../src/database/records/intake.ts';
import { openStore, type Store } from '../../../src/database/open-store.ts';
import type { ClientRecord, Outcome } from '../../../src/intake/intake.ts';
import { client, contact, later, ON, useIntakeWorld } from './intake-world.ts';

const many = (count: number): readonly ClientRecord[] =>
  Array.from({ length: count }, (_, index) => client({ sourceKey: `c${index}`, links: ON }));

describe('records on their way in by one connection, which keeps its plans', () => {
  const world = useIntakeWorld();
  let store: Store;
  beforeEach(() => {
    store = openStore({ url: world.db.url, maxConnections: 1 });
  });
  afterEach(() => store.close());

  let minutes = 0;
  const change = (count: number) => {
    minutes += 1;
    const rows = Array.from({ length: count }, (_, index) =>
      contact({
        sourceKey: `k${index}`,
        clientKey: `c${index}`,
        changedAt: later(minutes),
        phone: String(minutes),
        links: ON,
      }),
    );
    return createIntake(store).upsertContacts(world.practice, rows);
  };

  async function rowsRead(): Promise<number> {
    await store.oneStatement(world.practice, (tx) => sql`select pg_stat_force_next_flush()`.execute(tx));
    const [total] = await world.db.sql<{ rows: number }>(
      'select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as rows from pg_stat_user_tables',
    );
    return total!.rows;
  }

  async function rowsReadPerRecord(count: number, work: () => Promise<readonly Outcome[]>): Promise<number> {
    const before = await rowsRead();
    expect((await work()).filter(({ verdict }) => verdict === 'applied')).to.have.length(count);
    return ((await rowsRead()) - before) / count;
  }

  // Nothing is counted in new tables yet, and the planner has to guess.
  it('each of the first two thousand reads a few dozen rows', async () => {
    const intake = createIntake(store);
    const clients = () => intake.upsertClients(world.practice, many(2000));
    expect(await rowsReadPerRecord(2000, clients)).to.be.within(1, 60);
    expect(await rowsReadPerRecord(2000, () => change(2000))).to.be.within(1, 60);
  });

  // A plan kept from a single row would compare each with each.
  it('so does each of two thousand changes after single ones', async () => {
    await createIntake(store).upsertClients(world.practice, many(2000));
    await change(2000);
    for (let single = 0; single < 8; single += 1) await change(1);
    expect(await rowsReadPerRecord(2000, () => change(2000))).to.be.within(1, 60);
  });
});

describe('records on their way in, many at a time', () => {
  const world = useIntakeWorld();
  const { upsert, upsertContact } = world;

  it('two thousand records are stored, linked and due in one go', async () => {
    expect(await upsert(...many(2000))).to.deep.equal({
      applied: 2000,
      unchanged: 0,
      stale: 0,
      orphaned: 0,
    });
    const contacts = Array.from({ length: 2000 }, (_, index) =>
      contact({ sourceKey: `k${index}`, clientKey: index < 1990 ? `c${index}` : 'nobody', links: ON }),
    );
    expect(await upsertContact(...contacts)).to.deep.equal({
      applied: 1990,
      unchanged: 0,
      stale: 0,
      orphaned: 10,
    });
    const [due] = await world.db.sql(
      'select count(*)::integer as pairs from due_pair where practice_id = $1 and lane = 2',
      [world.practice],
    );
    expect(due?.['pairs']).to.equal(2000);
    expect(await upsert(...many(2000))).to.deep.equal({
      applied: 0,
      unchanged: 2000,
      stale: 0,
      orphaned: 0,
    });
  });

  it('the same records from two sides at once, in another order, are stored once and nobody fails', async () => {
    const rows = many(300);
    const rounds = Array.from({ length: 6 }, (_, round) => (round % 2 === 0 ? rows : [...rows].reverse()));
    const counts = await Promise.all(rounds.map((round) => upsert(...round)));
    for (const { applied, unchanged } of counts) expect(applied + unchanged).to.equal(300);
    const [clients] = await world.db.sql(
      'select count(*)::integer as total from client where practice_id = $1',
      [world.practice],
    );
    expect(clients?.['total']).to.equal(300);
  });
});
