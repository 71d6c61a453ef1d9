// What is handed to the queue, and in which order: nobody's revoke stands behind somebody else's trouble.
import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import {
  forgetWorker,
  seeWorker,
  takeDuePairs,
  wakeWaiting,
  type DispatchedPair,
} from '../../../src/database/ledger/hand-out.ts';
import { beginRun, endRun, type PairKey } from '../../../src/database/ledger/pairs.ts';
import { dispatch } from '../../../src/engine/dispatch.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const WORKER = '00000000-0000-4000-8000-000000000001';

interface PairInput {
  readonly connectionId: string;
  readonly lane?: number;
  readonly attempts?: number;
  readonly slowRuns?: number;
  /** How old its oldest change is, and for how long its next attempt is due. */
  readonly seconds?: number;
}

describe('handing out what is due', () => {
  let db: RecordsDatabase;
  const clients: string[] = [];

  before(async () => {
    db = await openRecordsDatabase();
    await db.addPractice('jansen');
    for (let n = 0; n < 80; n += 1) clients.push(await db.addClient({ key: `c${n}` }));
  });
  after(() => db.close());
  beforeEach(async () => {
    await db.sql('delete from connection');
    await db.sql('delete from portal_host');
    await db.sql('delete from worker_process');
    unused = [...clients];
  });
  let unused: string[] = [];
  let connections = 0;

  async function connect({ concurrency = 1, host = 'a.example' } = {}): Promise<string> {
    const id = await db.addConnection({ concurrency, name: `n${(connections += 1)}` });
    await db.sql('update connection set base_url = $1 where id = $2', [`https://${host}/api`, id]);
    return id;
  }

  async function add({ connectionId, lane = 1, attempts = 0, slowRuns = 0, seconds = 60 }: PairInput) {
    const clientId = unused.pop() ?? '';
    await db.sql(
      `insert into due_pair (connection_id, client_id, practice_id, lane, attempts, slow_runs, changed_at, next_attempt_at)
        values ($1, $2, 'jansen', $3, $4, $5, now() - $6 * interval '1 second', now() - $6 * interval '1 second')`,
      [connectionId, clientId, lane, attempts, slowRuns, seconds],
    );
    return clientId;
  }

  const take = () => db.store.inSystem(takeDuePairs);
  const hands = (count: number) => db.store.inSystem((tx) => seeWorker(tx, { id: WORKER, hands: count }));
  const begin = (pair: PairKey) => db.store.inPractice('jansen', (tx) => beginRun(tx, pair, 60_000));
  const idsOf = (pairs: readonly DispatchedPair[]) => pairs.map(({ clientId }) => clientId);

  /** The order in which one place of a connection is given, when every run ends well. */
  async function orderOf(count: number): Promise<readonly string[]> {
    const order: string[] = [];
    for (let turn = 0; turn < count; turn += 1) {
      const [next] = await take();
      order.push(next?.clientId ?? 'nobody');
      await db.sql('delete from due_pair where client_id = $1', [next?.clientId]);
    }
    return order;
  }

  it('rule 19: revokes first, and of each kind whoever was never tried before whoever failed', async () => {
    const connectionId = await connect();
    const retriedChange = await add({ connectionId, lane: 1, attempts: 3, seconds: 900 });
    const change = await add({ connectionId, lane: 1, seconds: 5 });
    const retriedRevoke = await add({ connectionId, lane: 0, attempts: 3, seconds: 900 });
    const revoke = await add({ connectionId, lane: 0, seconds: 1 });
    const firstLoad = await add({ connectionId, lane: 2, seconds: 9_000 });
    expect(await orderOf(5)).to.deep.equal([revoke, retriedRevoke, change, retriedChange, firstLoad]);
  });

  it('what hangs goes once in a while, and otherwise behind everything', async () => {
    const connectionId = await connect();
    const hanging = [];
    for (let n = 0; n < 3; n += 1)
      hanging.push(await add({ connectionId, lane: 0, attempts: 2, slowRuns: 2, seconds: 900 - n }));
    const change = await add({ connectionId, lane: 1, seconds: 1 });
    const revoke = await add({ connectionId, lane: 0, seconds: 1 });
    expect(idsOf(await take())).to.deep.equal([revoke]);
    await db.sql('delete from due_pair where client_id = $1', [revoke]);
    expect(idsOf(await take()), 'one of them has its turn').to.deep.equal([hanging[0]]);
    await db.sql(
      `update due_pair set begun_at = now(), dispatched_until = '-infinity' where client_id = $1`,
      [hanging[0]],
    );
    expect(idsOf(await take()), 'and then not for two minutes').to.deep.equal([change]);
    await db.sql('delete from due_pair where client_id = $1', [change]);
    expect(await take(), 'where nobody else waits, all of them go on').to.have.length(1);
  });

  it('leaves a place for others beside what hangs', async () => {
    const connectionId = await connect({ concurrency: 3 });
    for (let n = 0; n < 5; n += 1) await add({ connectionId, lane: 0, attempts: 2, slowRuns: 2 });
    expect(await take()).to.have.length(2);
    const revoke = await add({ connectionId, lane: 0 });
    expect(idsOf(await take())).to.deep.equal([revoke]);
  });

  it('while something hangs, the newest revoke goes first: those before it may hang as well', async () => {
    const connectionId = await connect({ concurrency: 2 });
    const [first] = [await add({ connectionId, lane: 0, seconds: 90 })];
    for (let n = 0; n < 4; n += 1) await add({ connectionId, lane: 0, seconds: 80 - n });
    const newest = await add({ connectionId, lane: 0, seconds: 1 });
    await begin({ practiceId: 'jansen', connectionId, clientId: first });
    await db.sql(`update due_pair set begun_at = now() - interval '10 seconds' where client_id = $1`, [
      first,
    ]);
    expect(idsOf(await take())).to.deep.equal([newest]);
  });

  it('no more than the processes have hands for, whatever the connections would take', async () => {
    for (let n = 0; n < 6; n += 1) {
      const connectionId = await connect({ concurrency: 5 });
      for (let m = 0; m < 5; m += 1) await add({ connectionId, lane: 0 });
    }
    await hands(8);
    const taken = await take();
    expect(taken).to.have.length(8);
    expect(await take()).to.deep.equal([]);
    await begin(taken[0] ?? expect.fail('nothing was taken'));
    expect(await take(), 'a run under way has a hand too').to.deep.equal([]);
    await db.store.inSystem((tx) => seeWorker(tx, { id: WORKER.replace(/1$/, '2'), hands: 4 }));
    expect(await take(), 'another process').to.have.length(4);
    await db.store.inSystem((tx) => forgetWorker(tx, WORKER));
    expect(await take(), 'one that has ended').to.deep.equal([]);
  });

  it('connections take turns, however old the changes of another are', async () => {
    for (const lane of [0, 1, 2]) {
      const [old, young] = [await connect({ concurrency: 2 }), await connect({ concurrency: 2 })];
      for (let n = 0; n < 3; n += 1) {
        await add({ connectionId: old, lane, seconds: 900 - n });
        await add({ connectionId: young, lane, seconds: 9 - n });
      }
      /** Of which connections so many hands take one each, and end. */
      const served = async (count: number) => {
        await hands(lane === 0 ? count : count + 1);
        const taken = await take();
        await db.sql('delete from due_pair where client_id = any($1)', [idsOf(taken)]);
        return taken.map(({ connectionId }) => (connectionId === old ? 'old' : 'young')).sort();
      };
      expect(await served(2), `lane ${lane}`).to.deep.equal(['old', 'young']);
      const one = [await served(1), await served(1), await served(1), await served(1)].flat();
      expect(one, `lane ${lane}`).to.deep.equal(['old', 'young', 'old', 'young']);
    }
  });

  it('keeps a hand for revokes', async () => {
    const connectionId = await connect({ concurrency: 10 });
    for (let n = 0; n < 9; n += 1) await add({ connectionId, lane: 1 });
    await hands(4);
    expect(await take()).to.have.length(3);
    const revoke = await add({ connectionId, lane: 0 });
    expect(idsOf(await take())).to.deep.equal([revoke]);
  });

  it('a machine in trouble has half of the hands, and one in order never all of them', async () => {
    for (let n = 0; n < 12; n += 1)
      await add({ connectionId: await connect({ host: 'dead.example' }), lane: 0 });
    await db.sql(`insert into portal_host (host, failures) select distinct host, 1 from connection`);
    const elsewhere = await connect({ host: 'other.example', concurrency: 8 });
    await hands(8);
    expect(await take()).to.have.length(4);
    for (let n = 0; n < 9; n += 1) await add({ connectionId: elsewhere, lane: 0 });
    expect(await take()).to.have.length(4);
  });

  it('sixty connections to a machine that is away cost one probe in an interval, and none is forgotten', async () => {
    for (let n = 0; n < 60; n += 1)
      await add({ connectionId: await connect({ host: 'dead.example' }), lane: 0 });
    await db.sql(`insert into portal_host (host, failures, down_at, probe_at)
      select distinct host, 9, now(), now() - interval '1 second' from connection`);
    const asked = new Set<string>();
    for (let turn = 0; turn < 5; turn += 1) {
      const [probe, ...more] = await take();
      if (probe === undefined) return expect.fail('nobody asks');
      expect(more).to.deep.equal([]);
      expect(await take(), 'while it waits in the queue').to.deep.equal([]);
      const run = await begin(probe);
      expect(run).to.include({ probes: true });
      expect(await take(), 'before the interval is over').to.deep.equal([]);
      if (run === null) return;
      await db.sql(`update connection set state = 'quarantined' where id = $1`, [probe.connectionId]);
      const retry = { at: new Date(), costsAttempt: false, error: 'PROBED' };
      await db.store.inPractice('jansen', (tx) =>
        endRun(tx, run, { generation: run.generation, retry, lookAgainAt: null }),
      );
      asked.add(probe.connectionId);
      await db.sql(`update portal_host set probe_at = now() - interval '1 second'`);
      await db.sql(`update connection set probe_at = probe_at - interval '30 seconds'`);
    }
    expect(asked.size).to.equal(5);
  });

  it('a row that somebody has locked delays nobody else', async () => {
    const connectionId = await connect({ concurrency: 1 });
    const locked = await add({ connectionId, lane: 0, seconds: 900 });
    await db.sql(`update due_pair set look_again_at = now(), pending = client_id = $1`, [locked]);
    const waiting = await add({ connectionId, lane: 0, seconds: 1 });
    await db.sql(`update due_pair set look_again_at = now(), pending = false where client_id = $1`, [
      waiting,
    ]);
    const pair = { practiceId: 'jansen', connectionId, clientId: locked };
    await db.store.inPractice('jansen', async (tx) => {
      await beginRun(tx, pair, 1);
      await db.store.inSystem(wakeWaiting);
      expect(idsOf(await take())).to.deep.equal([waiting]);
      expect(await begin(pair), 'nor is it waited for').to.equal(null);
    });
  });

  it('a connection that somebody has locked delays no dispatch, and no first list of another', async () => {
    const [locked, other] = [await connect(), await connect({ host: 'b.example' })];
    await db.sql('update connection set listed_at = null');
    await add({ connectionId: locked, lane: 2 });
    await add({ connectionId: other, lane: 2 });
    const revoke = await add({ connectionId: locked, lane: 0 });
    const handedOut: string[] = [];
    const listed: string[] = [];
    await db.store.inPractice('jansen', async (tx) => {
      await sql`select from connection where id = ${locked} for update`.execute(tx);
      await dispatch({
        store: db.store,
        enqueue: (pairs) => Promise.resolve(void handedOut.push(...idsOf(pairs))),
        enqueueVerifications: (turns) =>
          Promise.resolve(void listed.push(...turns.map(({ connectionId }) => connectionId))),
      });
    });
    expect(handedOut).to.deep.equal([revoke]);
    expect(listed).to.deep.equal([other]);
  });

  it('law: never more than room and hands allow, and never a revoke left for something else', async () => {
    const pairs = fc.array(
      fc.record({
        at: fc.nat(3),
        lane: fc.nat(2),
        attempts: fc.nat(2),
        slowRuns: fc.nat(1),
        seconds: fc.integer({ min: 1, max: 900 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    const rooms = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(pairs, rooms, fc.integer({ min: 1, max: 6 }), async (given, concurrency, count) => {
        await db.sql('delete from connection');
        unused = [...clients];
        const ids: string[] = [];
        for (const [n, room] of concurrency.entries())
          ids.push(await connect({ concurrency: room, host: n < 3 ? 'a.example' : 'b.example' }));
        await hands(count);
        const added: (Omit<(typeof given)[number], 'at'> & { at: number; clientId: string })[] = [];
        for (const { at, ...pair } of given) {
          const connectionId = ids[at] ?? '';
          added.push({ ...pair, at, clientId: await add({ ...pair, connectionId }) });
        }
        const taken = new Set(idsOf(await take()));
        const isRevoke = (pair: (typeof added)[number]) => pair.lane === 0 && pair.attempts === 0;
        const handedOut = added.filter(({ clientId }) => taken.has(clientId));
        expect(handedOut.length).to.equal(taken.size).and.to.be.at.most(count);
        for (const [at, room] of concurrency.entries()) {
          const here = handedOut.filter((pair) => pair.at === at);
          expect(here.length).to.be.at.most(room);
          const isLeft = added.some((pair) => pair.at === at && isRevoke(pair) && !taken.has(pair.clientId));
          if (isLeft) expect(here.every(isRevoke), 'a revoke waits behind others').to.equal(true);
        }
        const slow = handedOut.filter(({ attempts, slowRuns }) => attempts > 0 && slowRuns > 0);
        expect(slow.length).to.be.at.most(Math.max(1, Math.floor(count / 2)));
      }),
      { numRuns: 40 },
    );
  });
});
