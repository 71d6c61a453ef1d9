import { expect } from 'chai';
import type { Tx } from '../../../src/database/open-store.ts';
import { readNextDueAt, returnPairs, takeDuePairs } from '../../../src/database/ledger/hand-out.ts';
import { beginRun, endRun, renewRun, type PairKey, type Run } from '../../../src/database/ledger/pairs.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const LEASE_MS = 60_000;
const SERVED = { retry: null, lookAgainAt: null };

describe('the ledger of due work', () => {
  let db: RecordsDatabase;
  let connection: string;

  before(async () => {
    db = await openRecordsDatabase();
    await db.addPractice('jansen');
  });
  after(() => db.close());
  beforeEach(async () => {
    await db.sql('delete from connection');
    connection = await db.addConnection({ concurrency: 3 });
  });

  interface PairInput {
    readonly lane?: 0 | 1 | 2;
    /** How old its oldest change is. */
    readonly minutes?: number;
    readonly connectionId?: string;
  }

  async function addPair({
    lane = 1,
    minutes = 1,
    connectionId = connection,
  }: PairInput = {}): Promise<PairKey> {
    const clientId = await db.addClient({ key: `c${(made += 1)}` });
    await db.sql(
      `insert into due_pair (connection_id, client_id, practice_id, lane, changed_at)
        values ($1, $2, 'jansen', $3, now() - $4 * interval '1 minute')`,
      [connectionId, clientId, lane, minutes],
    );
    return { practiceId: 'jansen', connectionId, clientId };
  }
  let made = 0;

  async function addPairs(count: number, given?: PairInput): Promise<readonly PairKey[]> {
    const pairs: PairKey[] = [];
    for (let index = 0; index < count; index += 1) pairs.push(await addPair(given));
    return pairs;
  }

  const take = () => db.store.inSystem(takeDuePairs);
  const inJansen = <T>(work: (tx: Tx) => Promise<T>) => db.store.inPractice('jansen', work);
  const begin = (pair: PairKey, leaseMs = LEASE_MS) => inJansen((tx) => beginRun(tx, pair, leaseMs));

  async function mustBegin(pair: PairKey): Promise<Run> {
    const run = await begin(pair);
    if (run === null) throw new Error('the pair has no room');
    return run;
  }

  async function rowOf({ connectionId, clientId }: PairKey) {
    const [row] = await db.sql<{
      pending: boolean;
      attempts: number;
      generation: number;
      fence: string;
      last_error: string | null;
      served: boolean;
      leased: boolean;
      wait_ms: number;
    }>(
      `select pending, attempts, generation::integer, fence, last_error, served_at is not null as served,
        lease_until > now() as leased, extract(epoch from next_attempt_at - now())::float * 1000 as wait_ms
        from due_pair where connection_id = $1 and client_id = $2`,
      [connectionId, clientId],
    );
    if (row === undefined) throw new Error('no such pair');
    return row;
  }

  const sortedIds = (pairs: readonly PairKey[]) => pairs.map(({ clientId }) => clientId).sort();

  describe('what may run now', () => {
    it('rule 19: revokes go first, then changes by age, then the first load', async () => {
      await db.sql('update connection set concurrency = 1');
      const bulk = await addPair({ lane: 2, minutes: 90 });
      const young = await addPair({ lane: 1, minutes: 1 });
      const old = await addPair({ lane: 1, minutes: 50 });
      const revoke = await addPair({ lane: 0, minutes: 0 });
      const order: string[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const [next] = await take();
        order.push(next?.clientId ?? 'nothing');
        await db.sql('delete from due_pair where client_id = $1', [next?.clientId]);
      }
      expect(order).to.deep.equal([revoke, old, young, bulk].map(({ clientId }) => clientId));
    });

    it('a connection gets no more than its concurrency leaves free', async () => {
      await addPairs(5);
      expect(await take()).to.have.length(3);
      expect(await take()).to.have.length(0);
    });

    it('runs under way count, also those that no dispatch has started', async () => {
      const [first] = await addPairs(5);
      if (first !== undefined) await mustBegin(first);
      const taken = await take();
      expect(taken).to.have.length(2);
      expect(sortedIds(taken)).not.to.include(first?.clientId);
    });

    it('what one connection has to do does not delay another', async () => {
      const other = await db.addConnection({ name: 'other', concurrency: 1 });
      await db.sql(
        `with made as (insert into client (practice_id, source_key, kind, status)
            select 'jansen', 'many' || n, 'company', 'client' from generate_series(1, 10000) n returning id)
          insert into due_pair (connection_id, client_id, practice_id, lane, changed_at)
          select $1, id, 'jansen', 0, now() - interval '1 day' from made`,
        [connection],
      );
      const pair = await addPair({ connectionId: other, lane: 2 });
      const taken = await take();
      expect(taken.filter(({ connectionId }) => connectionId === connection)).to.have.length(3);
      expect(taken.filter(({ connectionId }) => connectionId === other)).to.deep.include({
        ...pair,
        dispatchNo: 1,
      });
    });

    it('several dispatchers at once never fill the same room twice', async () => {
      await addPairs(12);
      const taken = (await Promise.all(Array.from({ length: 6 }, take))).flat();
      expect(taken).to.have.length(3);
      expect(new Set(sortedIds(taken)).size).to.equal(3);
    });

    it('a connection that is paused or stopped gets nothing', async () => {
      await addPair();
      for (const state of ['paused', 'stopped']) {
        await db.sql('update connection set state = $1', [state]);
        expect(await take(), state).to.deep.equal([]);
        expect(await db.store.inSystem(readNextDueAt), state).to.equal(null);
      }
      await db.sql("update connection set state = 'active'");
      expect(await take()).to.have.length(1);
    });

    it('a portal that is down gets one probe at a time', async () => {
      await addPairs(3);
      const quarantine = (seconds: number) =>
        db.sql(
          `update connection set state = 'quarantined', probe_at = now() + ${seconds} * interval '1 second'`,
        );
      await quarantine(30);
      expect(await take()).to.deep.equal([]);
      await quarantine(-1);
      const [probe] = await take();
      expect(probe).not.to.equal(undefined);
      expect(await take()).to.deep.equal([]);
      if (probe === undefined) return;
      await db.store.inSystem((tx) => returnPairs(tx, [probe]));
      expect(await begin(probe), 'the next try to carry it').not.to.equal(null);
      expect(await take(), 'the next probe waits half a minute').to.deep.equal([]);
    });

    it('rule 25: a first load waits until the portal was listed; changes and revokes do not', async () => {
      await db.sql('update connection set listed_at = null');
      await addPair({ lane: 2 });
      const urgent = [await addPair({ lane: 1 }), await addPair({ lane: 0 })];
      expect(sortedIds(await take())).to.deep.equal(sortedIds(urgent));
      expect(await db.store.inSystem(readNextDueAt), 'nobody looks again for what may not run').to.equal(
        null,
      );
      await db.sql('update connection set listed_at = now()');
      expect(await take()).to.have.length(1);
    });

    it('what is to be tried later is left until then', async () => {
      await addPair();
      await db.sql("update due_pair set next_attempt_at = now() + interval '5 minutes'");
      expect(await take()).to.deep.equal([]);
      const at = await db.store.inSystem(readNextDueAt);
      expect(at?.getTime()).to.be.closeTo(Date.now() + 5 * 60_000, 10_000);
    });

    it('what the queue has lost is handed out again, as another job', async () => {
      await addPair();
      const [first] = await take();
      expect(await take()).to.deep.equal([]);
      await db.sql("update due_pair set dispatched_until = now() - interval '1 second'");
      const [second] = await take();
      expect(second).to.deep.equal({ ...first, dispatchNo: (first?.dispatchNo ?? 0) + 1 });
    });

    it('what the queue would not take can be handed out at once', async () => {
      await addPairs(2);
      const taken = await take();
      await db.store.inSystem((tx) => returnPairs(tx, taken));
      expect(sortedIds(await take())).to.deep.equal(sortedIds(taken));
    });

    it('what is done is not handed out', async () => {
      await addPair();
      await db.sql('update due_pair set pending = false');
      expect(await take()).to.deep.equal([]);
    });
  });

  describe('a run and its lease', () => {
    it('has a client for itself; who comes second leaves it pending for later', async () => {
      const pair = await addPair();
      await mustBegin(pair);
      await db.sql('update due_pair set pending = false');
      expect(await begin(pair)).to.equal(null);
      expect((await rowOf(pair)).pending).to.equal(true);
    });

    it('of several at once, one begins', async () => {
      const pair = await addPair();
      const runs = await Promise.all(Array.from({ length: 6 }, () => begin(pair)));
      expect(runs.filter((run) => run !== null)).to.have.length(1);
    });

    it('begins only where the connection has room', async () => {
      const pairs = await addPairs(4);
      const runs: (Run | null)[] = [];
      for (const pair of pairs) runs.push(await begin(pair));
      expect(runs.map((run) => run !== null)).to.deep.equal([true, true, true, false]);
    });

    it('does not begin on a connection that is paused or stopped', async () => {
      const pair = await addPair();
      for (const state of ['paused', 'stopped']) {
        await db.sql('update connection set state = $1', [state]);
        expect(await begin(pair), state).to.equal(null);
      }
    });

    it('gets a higher fence than every run before it', async () => {
      const pair = await addPair();
      const first = await mustBegin(pair);
      await inJansen((tx) => endRun(tx, first, { ...SERVED, generation: 1 }));
      expect((await mustBegin(pair)).fence).to.be.greaterThan(first.fence);
    });

    it('can be renewed until another has taken over', async () => {
      const pair = await addPair();
      const first = await mustBegin(pair);
      expect(await inJansen((tx) => renewRun(tx, first))).to.equal(true);
      await db.sql("update due_pair set lease_until = now() - interval '1 second'");
      await mustBegin(pair);
      expect(await inJansen((tx) => renewRun(tx, first))).to.equal(false);
    });

    it('that has lost its lease ends without a trace', async () => {
      const pair = await addPair();
      const first = await mustBegin(pair);
      await db.sql("update due_pair set lease_until = now() - interval '1 second'");
      await mustBegin(pair);
      const before = await rowOf(pair);
      await inJansen((tx) => endRun(tx, first, { ...SERVED, generation: before.generation }));
      expect({ ...(await rowOf(pair)), wait_ms: 0 }).to.deep.equal({ ...before, wait_ms: 0 });
    });

    it('ends well: nothing is pending, and there is room again', async () => {
      const pair = await addPair();
      const run = await mustBegin(pair);
      await inJansen((tx) => endRun(tx, run, { ...SERVED, generation: 1 }));
      expect(await rowOf(pair)).to.deep.include({ pending: false, served: true, leased: false, attempts: 0 });
    });

    it('rule 9: a change while it worked keeps the client pending', async () => {
      const pair = await addPair();
      const run = await mustBegin(pair);
      await db.sql('update due_pair set generation = generation + 1');
      await inJansen((tx) => endRun(tx, run, { ...SERVED, generation: 1 }));
      expect((await rowOf(pair)).pending).to.equal(true);
      expect((await rowOf(pair)).wait_ms).to.be.lessThan(1100);
    });

    it('rule 19: a change while it failed has not been tried yet: it does not stand behind what hangs', async () => {
      const pair = await addPair();
      const run = await mustBegin(pair);
      await db.sql('update due_pair set generation = generation + 1, lane = 0');
      const retry = { at: new Date(Date.now() + 30_000), costsAttempt: true, error: 'PORTAL_TIMEOUT' };
      await inJansen((tx) => endRun(tx, run, { retry, lookAgainAt: null, generation: 1, wasSlow: true }));
      expect(await rowOf(pair)).to.deep.include({ pending: true, attempts: 0 });
      expect((await rowOf(pair)).wait_ms).to.be.lessThan(1100);
    });

    it('that failed is tried again at the time it says, and an attempt is counted only where it cost one', async () => {
      const pair = await addPair();
      const at = new Date(Date.now() + 30_000);
      for (const [costsAttempt, attempts] of [
        [true, 1],
        [false, 1],
        [true, 2],
      ] as const) {
        const run = await mustBegin(pair);
        const retry = { at, costsAttempt, error: 'PORTAL_DOWN' };
        await inJansen((tx) => endRun(tx, run, { retry, lookAgainAt: null, generation: 1 }));
        const row = await rowOf(pair);
        expect(row).to.deep.include({ pending: true, attempts, last_error: 'PORTAL_DOWN', served: false });
        expect(row.wait_ms).to.be.closeTo(30_000, 5_000);
      }
    });

    it('gives the lease back for good, although a renewal of it is still on its way', async () => {
      const pair = await addPair();
      const run = await mustBegin(pair);
      await inJansen((tx) => endRun(tx, run, { ...SERVED, generation: 1 }));
      expect(await inJansen((tx) => renewRun(tx, run))).to.equal(false);
      await mustBegin(pair);
    });

    it('that never came to a plan leaves the client pending', async () => {
      const pair = await addPair();
      const run = await mustBegin(pair);
      await inJansen((tx) => endRun(tx, run, { ...SERVED, generation: -1 }));
      expect((await rowOf(pair)).pending).to.equal(true);
    });
  });
});
