import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import {
  recordAnswers,
  storeIntents,
  writeResourceChanges,
  type Intent,
  type ResourceChange,
} from '../../../src/database/ledger/operations.ts';
import { beginRun, type Run } from '../../../src/database/ledger/pairs.ts';
import { openRecordsDatabase, type RecordsDatabase } from './records-database.ts';

const LANDS_WITHIN_MS = 30_000;

describe('the intent of a portal write', () => {
  let db: RecordsDatabase;
  let connection: string;
  let made = 0;

  before(async () => {
    db = await openRecordsDatabase();
    await db.addPractice('jansen');
    connection = await db.addConnection({ concurrency: 100 });
  });
  after(() => db.close());
  afterEach(() => db.sql("update connection set state = 'active'"));

  async function openRun(): Promise<Run> {
    const clientId = await db.addClient({ key: `c${(made += 1)}` });
    await db.sql(
      "insert into due_pair (connection_id, client_id, practice_id, lane, changed_at) values ($1, $2, 'jansen', 1, now())",
      [connection, clientId],
    );
    return again({ practiceId: 'jansen', connectionId: connection, clientId });
  }

  /** A run of the same client after the lease of the one before it has run out. */
  async function again(pair: Pick<Run, 'practiceId' | 'connectionId' | 'clientId'>): Promise<Run> {
    const { practiceId, connectionId, clientId } = pair;
    await db.sql("update due_pair set lease_until = '-infinity' where client_id = $1", [clientId]);
    const key = { practiceId, connectionId, clientId };
    const run = await db.store.inPractice('jansen', (tx) => beginRun(tx, key, 60_000));
    if (run === null) throw new Error('no room');
    return run;
  }

  async function addResource(): Promise<string> {
    const id = randomUUID();
    await db.sql(
      `insert into portal_resource (id, practice_id, connection_id, type, identity, key, owner)
        values ($1, 'jansen', $2, 'person', $3, $3, $3)`,
      [id, connection, `person:${id}`],
    );
    return id;
  }

  function intent(resourceId: string, given: Partial<Intent> = {}): Intent {
    const data = { before: {}, changes: { Phone: '1' }, countsForBrake: false };
    return { resourceId, type: 'person', action: 'update', leases: [resourceId], ...data, ...given };
  }

  const store = (run: Run, intents: readonly Intent[], generation = 1) =>
    db.store.inPractice('jansen', (tx) =>
      storeIntents(tx, { run, generation, intents, landsWithinMs: LANDS_WITHIN_MS }),
    );

  const write = (run: Run, change: ResourceChange) =>
    db.store.inPractice('jansen', (tx) => writeResourceChanges(tx, run.fence, [change]));

  async function isLeased(resourceId: string): Promise<boolean> {
    const [row] = await db.sql('select lease_until > now() as leased from portal_resource where id = $1', [
      resourceId,
    ]);
    return row?.['leased'] === true;
  }

  async function operations(run: Run) {
    return db.sql<{ fence: string; answered_at: Date | null; within_ms: number }>(
      `select fence, answered_at, extract(epoch from lands_by - intended_at)::float * 1000 as within_ms from operation
        where client_id = $1`,
      [run.clientId],
    );
  }

  it('is stored before the request leaves, with the latest moment at which it could still land', async () => {
    const run = await openRun();
    const result = await store(run, [intent(await addResource()), intent(await addResource())]);
    expect(result.status).to.equal('go');
    const stored = await operations(run);
    expect(stored).to.have.length(2);
    for (const operation of stored) {
      expect(Number(operation.fence)).to.equal(run.fence);
      expect(operation.answered_at).to.equal(null);
      expect(operation.within_ms).to.be.closeTo(LANDS_WITHIN_MS, 1000);
    }
  });

  it('numbers its operations in the order of the intents', async () => {
    const run = await openRun();
    const resources = [await addResource(), await addResource(), await addResource()];
    const result = await store(
      run,
      resources.map((id) => intent(id)),
    );
    const ids = result.status === 'go' ? result.operationIds : [];
    const rows = await db.sql<{ resource_id: string }>(
      'select resource_id from operation where id = any($1) order by array_position($1, id)',
      [ids],
    );
    expect(rows.map((row) => row.resource_id)).to.deep.equal(resources);
  });

  describe('is refused, and leaves nothing behind,', () => {
    async function expectStale(run: Run, generation = 1): Promise<void> {
      const resource = await addResource();
      expect(await store(run, [intent(resource)], generation)).to.deep.equal({ status: 'stale' });
      expect(await operations(run)).to.deep.equal([]);
      expect(await isLeased(resource)).to.equal(false);
    }

    it('when another run has the client by now', async () => {
      const run = await openRun();
      await again(run);
      await expectStale(run);
    });

    it('when the lease has run out', async () => {
      const run = await openRun();
      await db.sql("update due_pair set lease_until = now() - interval '1 second' where client_id = $1", [
        run.clientId,
      ]);
      await expectStale(run);
    });

    it('rule 4: when the records have changed since the plan was made', async () => {
      const run = await openRun();
      await db.sql('update due_pair set generation = 2 where client_id = $1', [run.clientId]);
      await expectStale(run);
    });

    it('when a person has paused the connection, or it was stopped', async () => {
      const run = await openRun();
      for (const state of ['paused', 'stopped']) {
        await db.sql('update connection set state = $1', [state]);
        await expectStale(run);
      }
    });
  });

  describe('on a portal record that clients share', () => {
    it('keeps others from writing it at the same time', async () => {
      const [first, second] = [await openRun(), await openRun()];
      const resource = await addResource();
      expect((await store(first, [intent(resource)])).status).to.equal('go');
      expect(await store(second, [intent(resource)])).to.deep.equal({ status: 'busy' });
      expect(await operations(second)).to.deep.equal([]);
    });

    it('takes all the records of a request, or none', async () => {
      const [first, second] = [await openRun(), await openRun()];
      const [taken, free] = [await addResource(), await addResource()];
      await store(first, [intent(taken)]);
      expect(await store(second, [intent(free), intent(taken)])).to.deep.equal({ status: 'busy' });
      expect(await isLeased(free)).to.equal(false);
    });

    it('of two at once, one goes', async () => {
      const resource = await addResource();
      const runs = [await openRun(), await openRun(), await openRun(), await openRun()];
      const results = await Promise.all(runs.map((run) => store(run, [intent(resource)])));
      expect(results.map(({ status }) => status).sort()).to.deep.equal(['busy', 'busy', 'busy', 'go']);
    });

    it('is on the disk before anything is sent, and with it all that was not waited for', async () => {
      const [run, resource] = [await openRun(), await addResource()];
      const [before] = await db.sql<{ at: string }>('select pg_current_wal_insert_lsn()::text as at');
      await store(run, [intent(resource)]);
      const [row] = await db.sql('select pg_current_wal_flush_lsn() > $1::pg_lsn as there', [before?.at]);
      expect(row?.['there']).to.equal(true);
    });

    it('whose answer the portal shows again is closed without waiting for the disk, and no other', async () => {
      for (const isSeenAgain of [true, false]) {
        const run = await openRun();
        const resourceId = await addResource();
        await store(run, [intent(resourceId)]);
        const changes = [{ resourceId, attributes: { Phone: '1' } }];
        const recorded = { answers: [], audit: [], fence: run.fence, changes, leased: [], isSeenAgain };
        const waits = await db.store.inPractice('jansen', async (tx) => {
          await recordAnswers(tx, recorded);
          const asked = sql<{ waits: string }>`select current_setting('synchronous_commit') as waits`;
          return (await asked.execute(tx)).rows[0]?.waits;
        });
        expect(waits).to.equal(isSeenAgain ? 'off' : 'on');
      }
    });

    it('frees it as soon as the answer is known', async () => {
      const [first, second] = [await openRun(), await openRun()];
      const resource = await addResource();
      await store(first, [intent(resource)]);
      await write(first, { resourceId: resource, attributes: { Phone: '1' } });
      expect((await store(second, [intent(resource)])).status, 'what is done already').to.equal('stale');
      expect((await store(second, [intent(resource, { changes: { Phone: '2' } })])).status).to.equal('go');
    });

    it('frees it at once when the request never reached the portal, and not when nobody knows', async () => {
      const answer = (run: Run, operationId: number, outcome: string | null) =>
        db.store.inPractice('jansen', (tx) =>
          recordAnswers(tx, {
            answers: [{ operationId, outcome }],
            audit: [],
            fence: run.fence,
            changes: [],
            leased: [],
          }),
        );
      for (const outcome of ['not-done', null]) {
        const run = await openRun();
        const resource = await addResource();
        const result = await store(run, [intent(resource)]);
        await answer(run, result.status === 'go' ? (result.operationIds[0] ?? 0) : 0, outcome);
        expect(await isLeased(resource), String(outcome)).to.equal(outcome === null);
      }
    });

    it('keeps what it rewrites from others until it was answered, or can no longer land', async () => {
      for (const outcome of ['done', null]) {
        const [first, second] = [await openRun(), await openRun()];
        const [access, person] = [await addResource(), await addResource()];
        const result = await store(first, [intent(access, { leases: [person] })]);
        const operationId = result.status === 'go' ? (result.operationIds[0] ?? 0) : 0;
        expect((await store(second, [intent(person)])).status).to.equal('busy');
        const answers = [{ operationId, outcome }];
        await db.store.inPractice('jansen', (tx) =>
          recordAnswers(tx, { answers, audit: [], fence: first.fence, changes: [], leased: [person] }),
        );
        expect(await isLeased(person), String(outcome)).to.equal(outcome === null);
      }
    });

    it('frees it by itself once the request can no longer land', async () => {
      const [first, second] = [await openRun(), await openRun()];
      const resource = await addResource();
      await store(first, [intent(resource)]);
      await db.sql("update portal_resource set lease_until = now() - interval '1 ms' where id = $1", [
        resource,
      ]);
      expect((await store(second, [intent(resource)])).status).to.equal('go');
    });

    it('does not stand in the way of its own run, nor of what belongs to one client', async () => {
      const [first, second] = [await openRun(), await openRun()];
      const resource = await addResource();
      expect((await store(first, [intent(resource)])).status).to.equal('go');
      expect((await store(first, [intent(resource)])).status).to.equal('go');
      expect((await store(second, [intent(resource, { leases: [] })])).status).to.equal('go');
    });
  });

  describe('what an answer says', () => {
    async function read(resourceId: string) {
      const [row] = await db.sql<{
        state: string;
        attributes: unknown;
        doubtful: boolean;
        portal_id: string | null;
      }>('select state, attributes, doubtful, portal_id from portal_resource where id = $1', [resourceId]);
      return row;
    }

    it('is written, and what it does not name stays', async () => {
      const run = await openRun();
      const resourceId = await addResource();
      await write(run, { resourceId, state: 'present', portalId: 'p1', attributes: { Phone: '1' } });
      await write(run, { resourceId, attributes: { Phone: '2' } });
      expect(await read(resourceId)).to.deep.equal({
        state: 'present',
        portal_id: 'p1',
        attributes: { Phone: '2' },
        doubtful: false,
      });
    });

    it('can take a value away', async () => {
      const run = await openRun();
      const resourceId = await addResource();
      await write(run, {
        resourceId,
        portalId: 'p2',
        refused: { Phone: '1' },
        refusedReason: 'REJECTED_BY_PORTAL',
      });
      await write(run, { resourceId, portalId: null, refused: null, refusedReason: null });
      const [row] = await db.sql(
        'select portal_id, refused, refused_reason from portal_resource where id = $1',
        [resourceId],
      );
      expect(row).to.deep.equal({ portal_id: null, refused: null, refused_reason: null });
    });

    it('rule 19: of an older run, after a newer one has written, only casts doubt: the portal is looked at first', async () => {
      const resourceId = await addResource();
      const older = await openRun();
      const newer = await again(older);
      await write(newer, { resourceId, state: 'absent', portalId: null });
      const { overtaken } = await write(older, { resourceId, state: 'present', portalId: 'late' });
      expect(overtaken).to.equal(true);
      expect(await read(resourceId)).to.deep.include({ state: 'absent', portal_id: null, doubtful: true });
    });

    it('rule 19: of an older run does not free the record that a newer one is writing', async () => {
      const resourceId = await addResource();
      const older = await openRun();
      const newer = await again(older);
      await store(newer, [intent(resourceId)]);
      await write(older, { resourceId, state: 'present' });
      expect(await isLeased(resourceId)).to.equal(true);
    });

    it('of the newest run is no reason for doubt, and lifts it', async () => {
      const run = await openRun();
      const resourceId = await addResource();
      await db.sql('update portal_resource set doubtful = true where id = $1', [resourceId]);
      const { overtaken } = await write(run, { resourceId, state: 'present', doubtful: false });
      expect(overtaken).to.equal(false);
      expect(await read(resourceId)).to.deep.include({ doubtful: false });
    });
  });
});
