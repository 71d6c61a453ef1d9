// What one statement reads of what exists, in a session whose plans were made when there was nothing, or that knows the statistics
// of then: the same, however much came since. Rows are counted by the server; nothing is timed.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openStore, type Store } from '../../../src/database/open-store.ts';
import {
  listOrphans,
  readOpenEvent,
  settleEvent,
  storeEvents,
} from '../../../src/database/records/events.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import type { Intake } from '../../../src/intake/intake.ts';
import { at, client, contact, later, OFF, ON } from './intake-world.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const PRACTICE = 'jansen';
const MANY = 400;
/** Entries of indexes and rows of tables. */
const READ = `select sum(n)::float as n from (select idx_tup_read + idx_scan as n from pg_stat_user_indexes
  union all select seq_tup_read from pg_stat_user_tables) counted`;

for (const statistics of ['without statistics', 'with statistics of a handful'])
  describe(`a session whose plans are as old as the database, ${statistics}`, () => {
    let db: RecordsDatabase;
    let store: Store;
    let intake: Intake;
    let minute = 0;

    before(async () => {
      db = await openRecordsDatabase();
      store = openStore({ url: db.url, maxConnections: 1 });
      intake = createIntake(store);
      await db.addPractice(PRACTICE);
      await db.addConnection({ practice: PRACTICE, name: 'caseware' });
    });
    after(async () => {
      await store.close();
      await db.close();
    });

    /** Each client with one contact of the same number. */
    async function say(
      numbers: readonly number[],
      said: { links: typeof ON; phone?: string },
    ): Promise<void> {
      minute += 1;
      const told = { ...at(later(minute)), links: said.links, phone: said.phone ?? null };
      await intake.upsertClients(
        PRACTICE,
        numbers.map((number) => client({ ...told, sourceKey: `c${number}` })),
      );
      await intake.upsertContacts(
        PRACTICE,
        numbers.map((number) => {
          const { data, ...record } = contact({ ...told, sourceKey: `p${number}`, clientKey: `c${number}` });
          return {
            ...record,
            data: data && { ...data, email: `p${number}@example.nl`, personKey: `h${number}` },
          };
        }),
      );
    }

    async function read(work: () => Promise<unknown>): Promise<number> {
      const before = await counted();
      await work();
      return (await counted()) - before;
    }

    async function counted(): Promise<number> {
      await store.oneStatement(PRACTICE, (tx) => sql`select pg_stat_force_next_flush()`.execute(tx));
      return (await db.sql<{ n: number }>(READ))[0]?.n ?? 0;
    }

    /** Received, applied and settled, but for what it says. */
    async function hear(number: number): Promise<void> {
      const record = { sourceKey: `c${number}`, saidAt: later((minute += 1)), undated: false };
      const webhookId = `event-${minute}`;
      const event = { webhookId, type: 'client.upserted', payload: '{}', record, problems: [] };
      await store.oneStatement(PRACTICE, (tx) => storeEvents(tx, PRACTICE, [event]));
      await store.oneStatement(PRACTICE, (tx) => readOpenEvent(tx, webhookId));
      const settlement = { status: 'applied', clientKey: null, record } as const;
      await store.oneStatement(PRACTICE, (tx) => settleEvent(tx, webhookId, settlement));
      await store.oneStatement(PRACTICE, (tx) => listOrphans(tx, record.sourceKey));
    }

    const STATEMENTS: Readonly<Record<string, (number: number) => Promise<unknown>>> = {
      'switches links off': (number) => say([number], { links: OFF }),
      'switches links on': (number) => say([number], { links: ON }),
      'changes fields': (number) => say([number], { links: ON, phone: '030 1' }),
      'hears of a client': hear,
      'deletes a contact': (number) =>
        intake.deleteContact(PRACTICE, { sourceKey: `p${number}`, ...at(later((minute += 1))) }),
      'deletes a client': (number) =>
        intake.deleteClient(PRACTICE, { sourceKey: `c${number}`, ...at(later((minute += 1))) }),
    };

    it('reads no more of many than of few', async () => {
      const few = new Map<string, number>();
      await say([1, 2, 3], { links: ON });
      if (statistics !== 'without statistics') await db.sql('analyze');
      // Twice, since a plan is kept from the second time on at the latest.
      for (const number of [1, 2])
        for (const [name, work] of Object.entries(STATEMENTS)) few.set(name, await read(() => work(number)));
      const many = Array.from({ length: MANY }, (_, index) => 100 + index);
      await say(many, { links: ON });
      for (const number of many) await hear(number);
      for (const [name, work] of Object.entries(STATEMENTS)) {
        // The less of two: autovacuum reads as well, now and then.
        const reads = [await read(() => work(200)), await read(() => work(201))];
        expect(Math.min(...reads), name).to.be.below(Number(few.get(name)) + MANY / 4);
      }
    });
  });
