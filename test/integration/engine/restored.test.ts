// A database restored from an hour-old backup: what was done in the portal since is adopted, not done twice; nobody who
// was unlinked since is let in again, and nobody is mailed again.
import { expect } from 'chai';
import { sql } from 'kysely';
import { createIntake } from '../../../src/database/records/intake.ts';
import { beginRun, type Run } from '../../../src/database/ledger/pairs.ts';
import { storeIntents, writeResourceChanges } from '../../../src/database/ledger/operations.ts';
import { noteRestore } from '../../../src/actions/note-restore.ts';
import { releaseRestored, type Released } from '../../../src/actions/release-restored.ts';
import { openEConnectEngine } from '../../support/econnect-engine.ts';
import type { ClientHandle, ContactHandle, RecordHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import { backUp } from '../../support/postgres.ts';
import { openJobs, SLOT } from '../jobs/job-ports.ts';

/** Long enough after the restore for whatever was sent before it to have landed. */
const later = (): Date => new Date(Date.now() + 200_000);

async function restoredFrom(engine: Engine, restore: () => Promise<void>): Promise<void> {
  await restore();
  await noteRestore(engine.store, 'user:olga');
}

/** What the source holds, read completely at this moment: what it says again, and no other keys. */
async function readSource(engine: Engine, records: readonly RecordHandle[]): Promise<void> {
  for (const record of records) await engine.change(record, {});
  const keysOf = (kind: string) => records.filter((record) => record.kind === kind).map(({ key }) => key);
  await createIntake(engine.store).completeSnapshot(engine.practiceId, {
    asOf: new Date(),
    clientKeys: keysOf('client'),
    contactKeys: keysOf('contact'),
  });
}

function release(engine: Engine, now = later()): Promise<Released> {
  return engine.store.inPractice(engine.practiceId, (tx) => releaseRestored(tx, now));
}

describe('a database restored from a backup', () => {
  let engine: Engine;
  let client: ClientHandle;
  let anna: ContactHandle;
  let restore: () => Promise<void>;

  beforeEach(async () => {
    engine = await openEngine();
    client = await engine.client({ number: '100' });
    anna = await engine.contact(client, { email: 'anna@example.nl' });
  });
  afterEach(() => engine.close());

  const backedUp = async (): Promise<void> => {
    expect(await engine.settle()).to.deep.equal([]);
    restore = await backUp(engine.databaseUrl);
  };
  const people = (number = '100') => engine.portal.peopleWithAccess(number);
  /** Everything that could be told apart in the portal. */
  const portal = async () => {
    const { entities, users, groups, mails, access } = await engine.portal.state();
    return { entities, users, groups, mails, access };
  };
  const writes = async (): Promise<object> => {
    const { byMethod } = await engine.portal.counts();
    return Object.fromEntries(Object.entries(byMethod).filter(([method]) => method !== 'GET'));
  };

  it('adopts what was made since, and mails nobody twice', async () => {
    await list(engine);
    await backedUp();
    const two = await engine.client({ number: '200' });
    const bob = await engine.contact(two, { email: 'bob@example.nl' });
    const carla = await engine.contact(client, { email: 'carla@example.nl' });
    await engine.settle();
    const before = await portal();
    await restoredFrom(engine, restore);
    await readSource(engine, [client, anna, two, bob, carla]);
    expect((await release(engine)).connections).to.have.length(1);
    await engine.portal.resetCounts();
    await list(engine);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await portal()).to.deep.equal(before);
    expect(await writes(), 'nothing is made').to.not.have.any.keys('POST', 'PUT', 'DELETE');
    expect(await doubtful(engine)).to.deep.equal([]);
  });

  it('lets nobody in again who was unlinked or deleted since, and proves it', async () => {
    const bob = await engine.contact(client, { email: 'bob@example.nl' });
    await engine.settle();
    await engine.passTime();
    await backedUp();
    const off = await engine.unlink(anna);
    await engine.remove(bob);
    await engine.settle();
    expect(await people()).to.deep.equal([]);
    await restoredFrom(engine, restore);
    await engine.portal.resetCounts();

    await engine.settle();
    await readSource(engine, [client, off]);
    expect((await release(engine)).connections, 'a deleted contact is missing only once').to.deep.equal([]);
    await engine.settle();
    expect(await people()).to.deep.equal([]);
    expect((await engine.portal.counts()).total, 'nothing is asked while held').to.equal(0);

    await readSource(engine, [client, off]);
    expect((await release(engine)).connections).to.have.length(1);
    await list(engine);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await people()).to.deep.equal([]);
    expect(await writes()).to.deep.equal({});
    const states = (await engine.resources('access')).map(({ revokeState }) => revokeState);
    expect(states).to.deep.equal(['revoked_verified', 'revoked_verified']);
  });

  it('takes away again what was given since and has been cut meanwhile', async () => {
    await engine.settle();
    const off = await engine.unlink(anna);
    await backedUp();
    expect(await people()).to.deep.equal([]);
    await engine.relink(off);
    await engine.settle();
    expect(await people()).to.deep.equal(['anna@example.nl']);
    await restoredFrom(engine, restore);
    await readSource(engine, [client, off]);
    await release(engine);
    await list(engine);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await people()).to.deep.equal([]);
    expect((await engine.resources('access')).map((access) => access.revokeState)).to.deep.equal([
      'revoked_verified',
    ]);
  });

  it('is held until a complete snapshot younger than the restore was read, and nothing sent before can land', async () => {
    await readSource(engine, [client, anna]);
    await backedUp();
    await restoredFrom(engine, restore);
    const held = await engine.connection();
    expect(held).to.include({ state: 'stopped', stopReason: 'RESTORED' });
    expect((await release(engine)).connections, 'the snapshot is older').to.deep.equal([]);
    await readSource(engine, [client, anna]);
    expect((await release(engine, new Date())).connections, 'too soon').to.deep.equal([]);
    expect((await release(engine)).connections).to.have.length(1);
    expect((await engine.connection()).state).to.equal('active');
    expect((await engine.audit()).map(({ action }) => action)).to.include.members([
      'database.restored',
      'connection.active',
    ]);
  });

  it('is released by the sweep, which has the source read until then', async () => {
    await backedUp();
    await restoredFrom(engine, restore);
    await engine.rows(sql`update practice set source = '{"kind":"folder","path":"/nowhere"}'`);
    const jobs = openJobs(engine);
    expect(await jobs.run('sweep', { slot: SLOT })).to.include({ released: 0 });
    expect(jobs.queued.map(({ job }) => job)).to.deep.equal(['read-source']);
    await readSource(engine, [client, anna]);
    await engine.rows(sql`update connection set restored_at = restored_at - interval '1 hour'`);
    expect(await jobs.run('sweep', { slot: SLOT })).to.include({ released: 1 });
    expect(jobs.queued.map(({ job }) => job)).to.deep.equal(['read-source', 'verify-connection']);
    expect(engine.alerts).to.deep.equal([{ state: 'active', reason: null }]);
  });

  it('stays held where links are switched in Koppel, because no source knows them', async () => {
    await engine.rows(sql`update practice set links_from = 'koppel'`);
    await backedUp();
    await restoredFrom(engine, restore);
    await readSource(engine, [client, anna]);
    expect((await release(engine)).connections).to.deep.equal([]);
  });

  it('leaves alone what a person had paused', async () => {
    await engine.rows(sql`update connection set state = 'paused'`);
    restore = await backUp(engine.databaseUrl);
    await restoredFrom(engine, restore);
    await readSource(engine, [client, anna]);
    await release(engine);
    expect((await engine.connection()).state).to.equal('paused');
  });

  describe('and a process that was at work before', () => {
    const begin = async (): Promise<Run> => {
      const key = { practiceId: engine.practiceId, connectionId: engine.connectionId, clientId: client.id };
      const run = await engine.store.inPractice(engine.practiceId, (tx) => beginRun(tx, key, 60_000));
      if (run === null) throw new Error('The test has no lease.');
      return run;
    };

    it('gets no fence that was handed out already, also after a second restore', async () => {
      await backedUp();
      const fences = [(await begin()).fence];
      for (let time = 1; time <= 2; time += 1) {
        await restoredFrom(engine, restore);
        await engine.rows(sql`update connection set state = 'active'`);
        fences.push((await begin()).fence);
      }
      expect(fences).to.deep.equal([...fences].sort((a, b) => a - b));
      expect(new Set(fences).size).to.equal(3);
      expect(Math.max(...fences)).to.be.lessThan(Number.MAX_SAFE_INTEGER);
    });

    it('sends nothing on a lease that the backup still holds, and its answers are not believed', async () => {
      expect(await engine.settle()).to.deep.equal([]);
      const run = await begin();
      restore = await backUp(engine.databaseUrl);
      const [access] = await engine.resources('access');
      await restoredFrom(engine, restore);
      await engine.rows(sql`update connection set state = 'active'`);
      const { rows } = await engine.store.inPractice(engine.practiceId, (tx) =>
        sql<{ generation: number }>`select generation from due_pair`.execute(tx),
      );
      const intent = {
        resourceId: access!.id,
        type: 'access',
        action: 'create',
        before: {},
        changes: {},
        countsForBrake: false,
        leases: [],
      } as const;
      const input = { run, generation: rows[0]!.generation, intents: [intent], landsWithinMs: 1_000 };
      const { store, practiceId } = engine;
      expect(await store.inPractice(practiceId, (tx) => storeIntents(tx, input))).to.deep.equal({
        status: 'stale',
      });
      const gone = [{ resourceId: access!.id, state: 'absent' as const }];
      const written = await store.inPractice(practiceId, (tx) => writeResourceChanges(tx, run.fence, gone));
      expect(written).to.deep.equal({ overtaken: true });
      expect((await engine.resources('access'))[0]).to.include({ state: 'present', doubtful: true });
    });

    it('never answers an operation of the same number', async () => {
      await backedUp();
      for (const name of ['A second name', 'A third', 'A fourth', 'A fifth']) {
        await engine.change(client, { name });
        await engine.settle();
      }
      const last = sql<{ id: number }>`select max(id) as id from operation`;
      const [before] = await engine.rows(last);
      await restoredFrom(engine, restore);
      await engine.rows(sql`update connection set state = 'active'`);
      await engine.change(client, { name: 'Another name' });
      await engine.settle();
      const [after] = await engine.rows(last);
      expect(after!.id).to.be.greaterThan(before!.id);
    });
  });
});

describe('a request that was sent after the backup', () => {
  it('is found and not sent again', async () => {
    const engine = await openEConnectEngine();
    try {
      const client = await engine.client({ kvkNumber: '12345678', email: 'info@bakker.example.nl' });
      const anna = await engine.contact(client, {
        email: 'anna@bakker.example.nl',
        linkSettings: { manager: true },
      });
      const restore = await backUp(engine.databaseUrl);
      await engine.settle();
      const mails = await engine.econnect.mails();
      expect(mails).to.have.length(1);
      const standing = await engine.standing(anna);
      await restoredFrom(engine, restore);
      await readSource(engine, [client, anna]);
      expect((await release(engine)).connections).to.have.length(1);
      await list(engine);
      await engine.goOn();
      expect(await engine.econnect.mails()).to.deep.equal(mails);
      expect((await engine.econnect.state()).requests).to.have.length(1);
      expect(await engine.standing(anna)).to.deep.equal(standing);
      expect(await statesOfRequests(engine)).to.deep.equal(['waiting']);
    } finally {
      await engine.close();
    }
  });

  it('that somebody asked for twice before it is not sent a third time', async () => {
    const engine = await openEConnectEngine();
    try {
      const client = await engine.client({ kvkNumber: '12345678', email: 'info@bakker.example.nl' });
      const anna = await engine.contact(client, {
        email: 'anna@bakker.example.nl',
        linkSettings: { manager: true },
      });
      await engine.settle();
      await engine.rows(sql`update portal_resource set asked = 'resend' where state = 'waiting'`);
      const restore = await backUp(engine.databaseUrl);
      await engine.run(client);
      const mails = await engine.econnect.mails();
      expect(mails).to.have.length(2);
      await restoredFrom(engine, restore);
      const asked = await engine.rows(sql`select asked from portal_resource where asked is not null`);
      expect(asked).to.deep.equal([]);
      await readSource(engine, [client, anna]);
      await release(engine);
      await list(engine);
      await engine.goOn();
      expect(await engine.econnect.mails()).to.deep.equal(mails);
    } finally {
      await engine.close();
    }
  });
});

/** What dispatch hands out first where a portal was never listed, or counts as such. */
async function list(engine: Engine): Promise<void> {
  const { ports, practiceId, connectionId } = engine;
  if ((await engine.connection()).listedAt !== null) return;
  const { signal } = new AbortController();
  const { status } = await verifyConnection(ports, { practiceId, connectionId }, signal);
  expect(status).to.equal('complete');
}

async function statesOfRequests(engine: Engine): Promise<readonly string[]> {
  const rows = await engine.resources('authorisation-request');
  return rows.map(({ state }) => state);
}

async function doubtful(engine: Engine): Promise<readonly string[]> {
  return (await engine.resources()).filter((row) => row.doubtful).map(({ type, key }) => `${type} ${key}`);
}
