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

  it('four times the changes take about four times as long, also after single ones', async () => {
    let minutes = 0;
    const change = (from: number, to: number) => {
      minutes += 1;
      const rows = Array.from({ length: to - from }, (_, index) =>
        contact({
          sourceKey: `k${from + index}`,
          clientKey: `c${from + index}`,
          changedAt: later(minutes),
          phone: String(minutes),
          links: ON,
        }),
      );
      return upsertContact(...rows);
    };
    const quickest = async (count: number): Promise<number> => {
      const times: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const started = performance.now();
        await change(0, count);
        times.push(performance.now() - started);
      }
      return Math.min(...times);
    };
    await upsert(...many(2000));
    await change(0, 2000);
    for (let single = 0; single < 8; single += 1)
      await Promise.all([0, 1, 2, 3].map((index) => change(index, index + 1)));
    // A plan kept from a single row compares each with each: sixteen times as long.
    const few = await quickest(500);
    expect((await quickest(2000)) / few).to.be.lessThan(10);
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
