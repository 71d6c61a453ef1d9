import { expect } from 'chai';
import type { ClientRecord } from '../../../src/source/intake.ts';
import { client, contact, later, ON, useIntakeWorld } from './intake-world.ts';

describe('records on their way in, many at a time', () => {
  const world = useIntakeWorld();
  const { upsert, upsertContact } = world;

  const many = (count: number, given: Partial<ClientRecord> = {}) =>
    Array.from({ length: count }, (_, index) => client({ sourceKey: `c${index}`, links: ON, ...given }));

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

  it('a thousand changes take no longer because a single one came before them', async () => {
    const rows = (phone: string, minutes: number) =>
      Array.from({ length: 1000 }, (_, index) =>
        contact({
          sourceKey: `k${index}`,
          clientKey: `c${index}`,
          changedAt: later(minutes),
          phone,
          links: ON,
        }),
      );
    await upsert(...many(1000));
    await upsertContact(...rows('1', 1));
    for (let single = 0; single < 8; single += 1)
      await Promise.all(
        [0, 1, 2, 3].map((index) => upsertContact(...rows(`2${single}`, 2 + single).slice(index, index + 1))),
      );
    const started = performance.now();
    await upsertContact(...rows('3', 20));
    await upsert(...many(1000, { changedAt: later(20) }));
    // With the plan of a single row it took ten times as long.
    expect(performance.now() - started).to.be.lessThan(8000);
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
