import { expect } from 'chai';
import { sql } from 'kysely';
import { completeSnapshot } from '../../../src/database/records/snapshot.ts';
import type { SnapshotOutcome } from '../../../src/intake/intake.ts';
import { at, client, contact, later, ON, useIntakeWorld } from './intake-world.ts';

describe('rule 20: complete snapshots', () => {
  const world = useIntakeWorld();
  const { upsert, upsertContact, stored } = world;

  const inAll = ({ client: one, contact: other }: SnapshotOutcome) => ({
    absent: one.absent + other.absent,
    deleted: one.deleted + other.deleted,
  });
  const snapshot = async (asOf: Date, clients: readonly string[], contacts: readonly string[] = []) => {
    const keys = { clientKeys: clients, contactKeys: contacts };
    return inAll(await world.intake.completeSnapshot(world.practice, { asOf, ...keys }));
  };

  beforeEach(async () => {
    await upsert(client(), client({ sourceKey: 'visser' }));
    await upsertContact(contact());
  });

  it('rule 20: missing once is remembered, missing twice is a delete', async () => {
    expect(await snapshot(later(60), ['visser'])).to.deep.equal({ absent: 2, deleted: 0 });
    expect((await stored('client', 'bakker'))?.deleted_at).to.equal(null);
    expect(await snapshot(later(120), ['visser'])).to.deep.equal({ absent: 0, deleted: 2 });
    expect((await stored('client', 'bakker'))?.deleted_at).to.deep.equal(later(120));
    expect((await stored('contact', 'jan'))?.deleted_at).to.deep.equal(later(120));
    expect((await stored('client', 'visser'))?.deleted_at).to.equal(null);
  });

  it('rule 20: the same snapshot read twice is one snapshot', async () => {
    await snapshot(later(60), ['visser'], ['jan']);
    expect(await snapshot(later(60), ['visser'], ['jan'])).to.deep.include({ deleted: 0 });
  });

  it('rule 20: two that are read in the wrong order tell the same', async () => {
    await snapshot(later(120), ['visser'], ['jan']);
    expect(await snapshot(later(60), ['visser'], ['jan'])).to.deep.include({ deleted: 1 });
    expect((await stored('client', 'bakker'))?.deleted_at).to.deep.equal(later(120));
  });

  it('rule 20: present in between, the count starts again', async () => {
    await snapshot(later(60), ['visser'], ['jan']);
    await snapshot(later(120), ['visser', 'bakker'], ['jan']);
    expect(await snapshot(later(180), ['visser'], ['jan'])).to.deep.equal({ absent: 1, deleted: 0 });
  });

  it('rule 20: a record that changed after the snapshot, or at its very moment, is not missing from it', async () => {
    await upsert(
      client({ changedAt: later(90), phone: '1' }),
      client({ sourceKey: 'visser', changedAt: later(60) }),
    );
    await snapshot(later(60), [], ['jan']);
    expect(await snapshot(later(60), [], ['jan'])).to.deep.equal({ absent: 0, deleted: 0 });
    expect((await stored('client', 'bakker'))?.missing_since).to.equal(null);
    expect((await stored('client', 'visser'))?.missing_since).to.equal(null);
  });

  it('rule 20: a record that arrives again after it was missing is not missing any more', async () => {
    await snapshot(later(60), ['visser'], ['jan']);
    await upsert(client({ changedAt: later(61) }));
    expect(await snapshot(later(120), ['visser'], ['jan'])).to.deep.equal({ absent: 1, deleted: 0 });
  });

  it('rule 20: a deletion by absence makes its pairs due in the lane of revokes', async () => {
    await upsert(client({ changedAt: later(1), links: ON }));
    await snapshot(later(60), ['visser'], ['jan']);
    await world.db.sql('update due_pair set pending = false where practice_id = $1', [world.practice]);
    await snapshot(later(120), ['visser'], ['jan']);
    const due = await world.db.sql('select lane, pending from due_pair where practice_id = $1', [
      world.practice,
    ]);
    expect(due).to.deep.equal([{ lane: 0, pending: true }]);
  });

  describe('what two exports lacked by mistake', () => {
    const shown = async (saidAt: Date) => (await upsert(client({ saidAt }))).applied;
    const lost = async (): Promise<void> => {
      await snapshot(later(60), ['visser'], ['jan']);
      await snapshot(later(120), ['visser'], ['jan']);
      expect((await stored('client', 'bakker'))?.deleted_at).to.deep.equal(later(120));
    };

    it('rule 20: is there again when anything said later shows it, though it has not changed', async () => {
      await lost();
      expect(await shown(later(180))).to.equal(1);
      expect(await stored('client', 'bakker')).to.deep.include({ deleted_at: null, missing_since: null });
    });

    it('rule 20: stays deleted for what was said before the first of them', async () => {
      await lost();
      expect(await shown(later(59))).to.equal(0);
      expect((await stored('client', 'bakker'))?.deleted_at).to.deep.equal(later(120));
    });

    it('rule 20: is missing from one only, once it is told that it was there in between', async () => {
      await lost();
      expect(await shown(later(90))).to.equal(1);
      expect(await stored('client', 'bakker')).to.deep.include({
        deleted_at: null,
        missing_since: later(120),
      });
    });

    it('rule 20: who was deleted by name is there again in a later one as well, and not in an older one', async () => {
      await world.intake.deleteClient(world.practice, { sourceKey: 'bakker', ...at(later(70)) });
      expect(await shown(later(70))).to.equal(0);
      expect(await shown(later(71))).to.equal(1);
    });
  });

  it('rule 20: what arrives late, and two have lacked since it was said, is gone on arrival', async () => {
    await snapshot(later(60), ['bakker', 'visser'], ['jan']);
    await snapshot(later(120), ['bakker', 'visser'], ['jan']);
    await upsert(client({ sourceKey: 'late', changedAt: later(59) }));
    await upsert(client({ sourceKey: 'between', changedAt: later(90) }));
    expect((await stored('client', 'late'))?.deleted_at).to.deep.equal(later(120));
    expect(await stored('client', 'between')).to.deep.include({
      deleted_at: null,
      missing_since: later(120),
    });
  });

  it('rule 20: what stands there and cannot be read is there all the same', async () => {
    await snapshot(later(60), ['visser', 'bakker'], ['jan']);
    await snapshot(later(120), ['visser'], ['jan']);
    expect((await stored('client', 'bakker'))?.missing_since).to.deep.equal(later(120));
    await snapshot(later(180), ['visser', 'bakker'], ['jan']);
    expect((await stored('client', 'bakker'))?.missing_since).to.equal(null);
  });

  describe('whose time lies ahead of the clock', () => {
    const ahead = (): Date => new Date(Date.now() + 180_000);

    it('rule 20: are as old as their arrival: a delete said after it counts', async () => {
      await snapshot(ahead(), ['bakker', 'visser'], ['jan']);
      await world.intake.deleteContact(world.practice, { sourceKey: 'jan', ...at(new Date()) });
      expect((await stored('contact', 'jan'))?.deleted_at).not.to.equal(null);
    });

    it('rule 20: tell of nobody who is told of after they arrived', async () => {
      await snapshot(ahead(), ['visser'], ['jan']);
      await upsert(client({ sourceKey: 'new', ...at(new Date()) }));
      expect((await stored('client', 'new'))?.missing_since).to.equal(null);
    });

    it('rule 20: are one when they are read twice', async () => {
      const asOf = ahead();
      expect(await snapshot(asOf, ['visser'], ['jan'])).to.deep.equal({ absent: 1, deleted: 0 });
      expect(await snapshot(asOf, ['visser'], ['jan'])).to.deep.equal({ absent: 1, deleted: 0 });
      expect(await snapshot(ahead(), ['visser'], ['jan'])).to.deep.equal({ absent: 0, deleted: 1 });
    });
  });

  it('reads its keys as they come, also many of them', async () => {
    async function* keys() {
      for (let index = 0; index < 12_000; index += 1) yield `key-${index}`;
      await Promise.resolve();
      yield* ['bakker', 'visser'];
    }
    const counts = await world.intake.completeSnapshot(world.practice, {
      asOf: later(60),
      clientKeys: keys(),
      contactKeys: ['jan'],
    });
    expect(inAll(counts)).to.deep.equal({ absent: 0, deleted: 0 });
  });

  it('looks its keys up by index, and never reads their table as a whole', async () => {
    const names = Array.from({ length: 600 }, (_, nth) => `many-${nth}`);
    await upsert(...names.map((sourceKey) => client({ sourceKey, ...at(later(61)) })));
    const [read] = await world.db.store.inPractice(world.practice, async (tx) => {
      await completeSnapshot(tx, { asOf: later(60), clientKeys: names, contactKeys: ['jan'] });
      // Of this transaction.
      const { rows } = await sql<{ inOrder: number; byIndex: number }>`
        select seq_tup_read::integer as "inOrder", idx_scan::integer as "byIndex" from pg_stat_xact_all_tables
        where relname = 'snapshot_key' and pg_table_is_visible(relid)`.execute(tx);
      return rows;
    });
    expect(read?.inOrder).to.equal(0);
    expect(read?.byIndex).to.be.within(600, 3_000);
  });
});
