import { expect } from 'chai';
import { sql } from 'kysely';
import { BOTH, useDueWorld } from './due-world.ts';
import { openRecordsDatabase } from './records-database.ts';

describe('when what was written is due', () => {
  const world = useDueWorld();
  const { withIds, dueAfter, readDue } = world;

  interface Pair {
    lane: number;
    generation: string;
    wait_ms: number;
    age_ms: number;
    next_attempt_at: Date;
  }
  const visser = async (): Promise<Pair | undefined> =>
    (
      await world.db.sql<Pair>(
        withIds(`select lane, generation, next_attempt_at,
          extract(epoch from next_attempt_at - now())::float * 1000 as wait_ms,
          extract(epoch from now() - changed_at)::float * 1000 as age_ms
          from due_pair where client_id = :visser`),
      )
    )[0];

  it('rolled back, nothing is due', async () => {
    const before = await readDue();
    const due = await dueAfter("update client set phone = '1' where id = :bakker");
    expect(due).to.deep.equal(BOTH);
    expect(await readDue()).to.deep.equal(before);
  });

  it('written by the program itself, under row-level security, it is due alike', async () => {
    await world.db.sql('update due_pair set pending = false');
    await world.db.store.inPractice('jansen', (tx) =>
      sql`update client set phone = '020' where source_key = 'bakker'`.execute(tx),
    );
    expect(await readDue()).to.deep.equal(BOTH);
  });

  it('five fields within a second are pushed together, a second after the first', async () => {
    await dueAfter("update client set phone = '1' where id = :visser", async () => {
      const first = await visser();
      expect(first?.wait_ms).to.be.within(1000, 2000);
      for (const column of ['name', 'city', 'street', 'email'])
        await world.db.sql(withIds(`update client set ${column} = 'x' where id = :visser`));
      expect((await visser())?.next_attempt_at).to.deep.equal(first?.next_attempt_at);
    });
  });

  it('rule 19: a revoke does not wait, also when a change is waiting already', async () => {
    await dueAfter("update client set phone = '1' where id = :visser", async () => {
      await world.db.sql(withIds('update contact_link set enabled = false where contact_id = :piet'));
      const pair = await visser();
      expect(pair?.lane).to.equal(0);
      expect(pair?.wait_ms).to.be.lessThan(900);
      await world.db.sql(withIds("update client set phone = '2' where id = :visser"));
      expect((await visser())?.lane).to.equal(0);
    });
  });

  it('every change counts, so that a run notices what came after it had read', async () => {
    await dueAfter("update client set phone = '1' where id = :visser", async () => {
      const first = Number((await visser())?.generation);
      await world.db.sql(withIds("update client set phone = '2' where id = :visser"));
      await world.db.sql(withIds("update contact set phone = '2' where id = :piet"));
      await world.db.sql('update client set phone = phone');
      expect(Number((await visser())?.generation)).to.equal(first + 2);
    });
  });

  it('rule 24: the clock runs from when the practice software said it, and the oldest unserved one counts', async () => {
    const change = (phone: string, minutes: number) =>
      `update client set phone = '${phone}', said_at = now() - interval '${minutes} minutes' where id = :visser`;
    await dueAfter(change('1', 30), async () => {
      expect((await visser())?.age_ms).to.be.closeTo(30 * 60_000, 1);
      await world.db.sql(withIds(change('2', 10)));
      expect((await visser())?.age_ms).to.be.closeTo(30 * 60_000, 1);
      await world.db.sql('update due_pair set pending = false');
      await world.db.sql(withIds(change('3', 5)));
      expect((await visser())?.age_ms).to.be.closeTo(5 * 60_000, 1);
    });
  });

  it('rule 24: a record told today, that last changed years ago, waits since today', async () => {
    const old =
      "update client set phone = '1', source_changed_at = '2019-03-01', said_at = now() where id = :visser";
    await dueAfter(old, async () => {
      expect((await visser())?.age_ms).to.be.within(-2000, 2000);
    });
  });

  it('rule 24: what a sender says of 1970, whose clock was never set, waits for a day at most', async () => {
    const old = "update client set phone = '1', said_at = '1970-01-01' where id = :visser";
    await dueAfter(old, async () => {
      expect((await visser())?.age_ms).to.be.closeTo(24 * 3_600_000, 2_000);
    });
  });

  it('rule 24: a clock of the practice software that runs ahead does not hide a change', async () => {
    const ahead = "update client set phone = '1', said_at = now() + interval '1 day' where id = :visser";
    await dueAfter(ahead, async () => {
      expect((await visser())?.age_ms).to.be.within(-2000, 0);
    });
  });

  it('a change resets the attempts of a pair that has failed', async () => {
    const fail = "update due_pair set attempts = 4, next_attempt_at = now() + interval '10 minutes'";
    await dueAfter("update client set phone = '1' where id = :visser", fail, async () => {
      await world.db.sql(withIds("update client set phone = '2' where id = :visser"));
      const [pair] = await world.db.sql(withIds('select attempts from due_pair where client_id = :visser'));
      expect(pair?.['attempts']).to.equal(0);
      expect((await visser())?.wait_ms).to.be.lessThan(3000);
    });
  });
});

describe('writes at the same moment', () => {
  it('rule 11: of one human at two clients make both due, and neither write fails', async () => {
    const db = await openRecordsDatabase();
    try {
      await db.addPractice('jansen');
      const connection = await db.addConnection();
      for (const key of ['bakker', 'visser']) {
        const clientId = await db.addClient({ key });
        await db.link(connection, { kind: 'client', id: clientId });
        const contactId = await db.addContact({ key: `jan-${key}`, clientId, personKey: '7' });
        await db.link(connection, { kind: 'contact', id: contactId });
      }
      const change = (key: string, round: number) =>
        db.store.inPractice('jansen', (tx) =>
          sql`update contact set phone = ${String(round)} where source_key = ${key}`.execute(tx),
        );
      for (let round = 0; round < 100; round += 1)
        await Promise.all([change('jan-bakker', round), change('jan-visser', round)]);
      const due = await db.sql('select count(*)::integer as pairs from due_pair where pending');
      expect(due).to.deep.equal([{ pairs: 2 }]);
    } finally {
      await db.close();
    }
  });
});
