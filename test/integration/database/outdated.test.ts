// Nothing that was taken in ends as a mere number: what was older than what is known, and says something else, is kept by
// its record until the record is said anew.
import { expect } from 'chai';
import { settleOutdated } from '../../../src/database/records/outdated.ts';
import { at, client, contact, later, OFF, ON, useIntakeWorld } from './intake-world.ts';

describe('what was outdated when it came', () => {
  const world = useIntakeWorld();
  const { upsert, upsertContact } = world;

  const kept = async (): Promise<readonly (readonly [string, string, Date])[]> => {
    const rows = await world.db.sql<{ kind: string; key: string; saidAt: Date }>(
      `select kind, record_key as key, said_at as "saidAt" from outdated_statement where practice_id = $1 order by 1, 2`,
      [world.practice],
    );
    return rows.map(({ kind, key, saidAt }) => [kind, key, saidAt]);
  };
  const settle = (): Promise<void> => world.db.store.inPractice(world.practice, settleOutdated);
  const old = (minutes: number, phone: string | null = 'old') => client({ changedAt: later(minutes), phone });

  it('is kept by its record, the last of each, where it says something else', async () => {
    const visser = (minutes: number, phone: string) =>
      client({ sourceKey: 'visser', changedAt: later(minutes), phone });
    await upsert(client({ changedAt: later(9), phone: 'new' }), visser(9, 'same'));
    await upsertContact(contact({ changedAt: later(9), phone: 'new' }));
    await upsert(old(1), visser(1, 'same'));
    await upsert(old(2));
    await upsertContact(contact({ changedAt: later(3), phone: 'old' }));
    await settle();
    expect(await kept()).to.deep.equal([
      ['client', 'bakker', later(2)],
      ['contact', 'jan', later(3)],
    ]);
  });

  it('is kept where it was said later, of a version that is older', async () => {
    await upsert(client({ changedAt: later(9), phone: 'new' }));
    await upsert(client({ ...at(later(1)), saidAt: later(20), phone: 'old' }));
    await settle();
    expect(await kept()).to.deep.equal([['client', 'bakker', later(20)]]);
  });

  it('is kept of a link that was switched otherwise since, or off at that moment, though nothing else is told', async () => {
    const switched = (minutes: number, links: typeof ON, sourceKey = 'bakker') =>
      client({ sourceKey, ...at(later(minutes)), changedAt: later(0), links });
    await upsert(switched(9, OFF), switched(9, OFF, 'visser'), switched(9, ON, 'smit'));
    expect(await upsert(switched(5, ON), switched(9, ON, 'visser'), switched(5, ON, 'smit'))).to.deep.equal({
      ...{ applied: 0, unchanged: 1, stale: 2, orphaned: 0 },
    });
    await settle();
    expect(await kept()).to.deep.equal([
      ['client', 'bakker', later(5)],
      ['client', 'visser', later(9)],
    ]);
    await upsert(switched(12, OFF));
    await settle();
    expect((await kept()).map(([, key]) => key)).to.deep.equal(['visser']);
  });

  it('is kept of a delete that is older than the record', async () => {
    await upsert(client({ changedAt: later(9) }));
    const deletion = { sourceKey: 'bakker', ...at(later(4)) };
    expect(await world.intake.deleteClient(world.practice, deletion)).to.include({ verdict: 'stale' });
    expect(await kept()).to.deep.equal([['client', 'bakker', later(4)]]);
  });

  it('is none of a record that was deleted later', async () => {
    await world.intake.deleteClient(world.practice, { sourceKey: 'bakker', ...at(later(9)) });
    await upsert(old(1));
    expect(await kept()).to.deep.equal([]);
  });

  it('is open until the record is said anew, as it is known or otherwise', async () => {
    for (const phone of ['new', 'newer']) {
      await upsert(client({ changedAt: later(9), phone: 'new' }));
      await upsert(old(1));
      await settle();
      expect(await kept(), phone).to.have.length(1);
      await upsert(client({ changedAt: later(9), saidAt: later(10 + phone.length), phone }));
      await settle();
      expect(await kept(), phone).to.deep.equal([]);
    }
  });

  it('is open no more when the record is deleted', async () => {
    await upsert(client({ changedAt: later(9) }));
    await upsert(old(1));
    await world.intake.deleteClient(world.practice, { sourceKey: 'bakker', ...at(later(10)) });
    await settle();
    expect(await kept()).to.deep.equal([]);
  });

  it('is as old as the first of those that the same data overtook', async () => {
    const age = async (): Promise<number> => {
      const [row] = await world.db.sql<{ hours: number }>(
        `select round(extract(epoch from now() - received_at) / 3600)::integer as hours from outdated_statement
          where practice_id = $1`,
        [world.practice],
      );
      return row?.hours ?? -1;
    };
    await upsert(client({ changedAt: later(9), phone: 'new' }));
    await upsert(old(1));
    await world.db.sql(
      `update outdated_statement set received_at = now() - interval '5 hours' where practice_id = $1`,
      [world.practice],
    );
    await upsert(old(2));
    expect(await age()).to.equal(5);
    await upsert(client({ changedAt: later(20), phone: 'newest' }));
    await upsert(old(3));
    expect(await age()).to.equal(0);
  });
});
