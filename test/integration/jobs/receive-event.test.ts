// A contact's event may be looked at before that of its client, or at the same moment.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { JobPorts, JobResult } from '../../../jobs/job.ts';
import { receiveEventJob, toReceiveJob } from '../../../jobs/receive-event.ts';
import { openQueues } from '../../../src/queue/open-queues.ts';
import {
  bodyDigest,
  listOpenEvents,
  storeEvents,
  type NewEvent,
  type StoredEvents,
} from '../../../src/database/records/events.ts';
import { addPractice } from '../../../src/database/records/practices.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT } from './job-ports.ts';

const CLIENT = { key: 'c-1', number: '1001', name: 'Bakkerij Linde', kind: 'company', status: 'client' };
const CONTACT = { key: 'p-1', clientKey: 'c-1', lastName: 'Vries', email: 'anna@example.nl' };

const about = (saidAt: Date) => ({
  record: { sourceKey: 'c-1', saidAt, undated: false },
  problems: [],
});

describe('Events of a client and of its contact', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const storeAll = (...events: readonly NewEvent[]): Promise<StoredEvents> =>
    engine.store.oneStatement(engine.practiceId, (tx) => storeEvents(tx, engine.practiceId, events));

  async function receive(webhookId: string, type: string, data: object): Promise<void> {
    const saidAt = new Date();
    const payload = JSON.stringify({ type, timestamp: saidAt.toISOString(), data });
    await storeAll({ webhookId, type, payload, ...about(saidAt) });
  }

  async function run(ports: JobPorts, webhookId: string): Promise<JobResult> {
    const job = { practiceId: engine.practiceId, webhookId };
    return receiveEventJob.run(ports, job, { signal: new AbortController().signal, attempt: 1 });
  }

  async function contactStands(): Promise<boolean> {
    return (await engine.rows(sql`select id from contact where source_key = 'p-1'`)).length === 1;
  }

  /** More than the sweep lists at a time, an hour old; of release 0.1.0, which kept no key, unless one is given. */
  const addWaiting = (practiceId: string, clientKey: string | null = null): Promise<unknown> =>
    engine.store.inPractice(practiceId, (tx) =>
      sql`
        insert into received_event (practice_id, webhook_id, type, payload, status, received_at, client_key)
        select ${practiceId}, 'waiting-' || n, 'contact.upserted', '{}', 'orphaned', now() - interval '1 hour', ${clientKey}
        from generate_series(1, 5001) n`.execute(tx),
    );

  /** Lets the sweep look for what was received a minute ago. Returns what it announced of the practice. */
  async function announced(): Promise<readonly unknown[]> {
    await engine.rows(sql`
      update received_event set received_at = now() - interval '1 minute' where received_at > now() - interval '1 minute'`);
    const jobs = openJobs(engine);
    await jobs.run('sweep', { slot: SLOT });
    return jobs.queued
      .map(({ data }) => data)
      .filter((data) => data['practiceId'] === engine.practiceId)
      .map((data) => data['webhookId']);
  }

  const standing = (): Promise<readonly object[]> =>
    engine.rows(sql<{ id: string; status: string; attempts: number; clientKey: string | null }>`
      select webhook_id as id, status, attempts, client_key as "clientKey" from received_event order by webhook_id`);

  it('are announced by the sweep whatever the sender calls them: one id must not keep the others out', async () => {
    const jobs = openJobs(engine);
    for (const id of ['evt:1', '2026-11-25T09:30:00Z', 'plain']) await receive(id, 'client.upserted', CLIENT);
    await engine.rows(sql`update received_event set received_at = now() - interval '1 hour'`);
    expect(await jobs.run('sweep', { slot: SLOT })).to.include({ events: 3 });
    const queues = await openQueues({ url: engine.databaseUrl, onError: () => undefined });
    try {
      await queues.add(
        'receive-event',
        jobs.queued.map(({ job, data, jobId }) => ({ name: job, data, jobId })),
      );
      expect((await queues.counts())['receive-event']).to.include({ waiting: 3 });
    } finally {
      await queues.close();
    }
  });

  it('are both applied when the contact is looked at first', async () => {
    const { ports } = openJobs(engine);
    await receive('client', 'client.upserted', CLIENT);
    await receive('contact', 'contact.upserted', CONTACT);
    await run(ports, 'contact');
    await run(ports, 'client');
    expect(await contactStands()).to.equal(true);
  });

  for (const [type, data] of [
    ['client.upserted', { ...CLIENT, name: 'Bakkerij Eik' }],
    ['client.deleted', { key: 'c-1' }],
  ] as const)
    it(`wait at the end of the line while somebody has locked their record, and hold up nobody (${type})`, async () => {
      const jobs = openJobs(engine);
      await receive('client', 'client.upserted', CLIENT);
      await run(jobs.ports, 'client');
      await receive('later', type, data);
      await engine.store.inPractice(engine.practiceId, async (tx) => {
        await sql`select from client for update`.execute(tx);
        expect(await run(jobs.ports, 'later')).to.deep.equal({ outcome: 'locked' });
      });
      expect(jobs.queued.map((job) => job.data['webhookId'])).to.deep.equal(['later']);
      const before = toReceiveJob({ practiceId: 'zeta', webhookId: 'a' }, { priority: 20_000 });
      expect(jobs.queued[0]?.priority).to.be.at.least(before.priority ?? 0);
      expect(await run(jobs.ports, 'later')).to.deep.equal({ outcome: 'applied' });
    });

  it('are stored and applied once: what is sent again under the same id changes nothing', async () => {
    const { ports } = openJobs(engine);
    await receive('client', 'client.upserted', CLIENT);
    expect(await run(ports, 'client')).to.deep.equal({ outcome: 'applied' });
    await receive('client', 'client.upserted', { ...CLIENT, name: 'Bakkerij Eik' });
    expect(await run(ports, 'client')).to.deep.equal({ outcome: 'settled' });
    expect(await engine.rows(sql`select name from client`)).to.deep.equal([{ name: CLIENT.name }]);
  });

  it('are both applied when the client comes while the contact is being found without one', async () => {
    const { ports } = openJobs(engine);
    await receive('client', 'client.upserted', CLIENT);
    await receive('contact', 'contact.upserted', CONTACT);
    let calls = 0;
    const eventIntake: JobPorts['eventIntake'] = {
      ...ports.eventIntake,
      async upsertContacts(...given) {
        const counts = await ports.eventIntake.upsertContacts(...given);
        calls += 1;
        if (calls === 1) await run(ports, 'client');
        return counts;
      },
    };
    await run({ ...ports, eventIntake }, 'contact');
    expect(await contactStands()).to.equal(true);
  });

  it('are stored once each, also when one comes twice together', async () => {
    const event = (webhookId: string, payload: string): NewEvent => ({
      webhookId,
      type: 'client.upserted',
      payload,
      ...about(new Date()),
    });
    expect((await storeAll(event('b', 'first'), event('a', '{}'))).added).to.have.all.keys('a', 'b');
    const { added, digestById } = await storeAll(event('b', 'second'), event('c', '{}'), event('c', '{}'));
    expect(added).to.have.all.keys('c');
    expect([...digestById].sort()).to.deep.equal([
      ['b', bodyDigest('first')],
      ['c', bodyDigest('{}')],
    ]);
    expect(
      await engine.rows(sql`select webhook_id as id, payload from received_event order by webhook_id`),
    ).to.deep.equal([
      { id: 'a', payload: '{}' },
      { id: 'b', payload: 'first' },
      { id: 'c', payload: '{}' },
    ]);
  });

  it('are known by their bodies again, by whichever server they come and also once nothing of them is kept', async () => {
    const sent = (payload: string) => ({
      webhookId: 'one',
      type: 'client.upserted',
      payload,
      ...about(new Date()),
    });
    const bodies = ['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}'];
    const answers = await Promise.all(bodies.map((payload) => storeAll(sent(payload))));
    const winner = bodies[answers.findIndex(({ added }) => added.size === 1)] ?? '';
    expect(answers.filter(({ added }) => added.size === 1)).to.have.length(1);
    for (const { added, digestById } of answers)
      if (added.size === 0) expect(digestById.get('one')).to.equal(bodyDigest(winner));
    await engine.rows(sql`update received_event set payload = '{}'`);
    expect((await storeAll(sent(winner))).digestById.get('one')).to.equal(bodyDigest(winner));
  });

  it('are known by what their bodies say: other spaces between it are no other body, others within a text are', () => {
    const body = '{"type":"client.upserted","data":{"name":"De \\"Vries\\" B.V.","links":{}}}';
    const spaced = JSON.stringify(JSON.parse(body), null, 2).replaceAll('\n', '\r\n');
    expect(bodyDigest(` ${spaced}\n`)).to.equal(bodyDigest(body));
    for (const other of [
      body.replace('De ', 'De  '),
      body.replace('B.V.', ' B.V.'),
      body.replace('{}', '{"a":false}'),
    ])
      expect(bodyDigest(other)).not.to.equal(bodyDigest(body));
  });

  it('are applied by a process whose clock is behind: they were judged when they were accepted', async () => {
    const { ports } = openJobs(engine, { now: () => new Date(Date.now() - 3_600_000) });
    await receive('client', 'client.upserted', CLIENT);
    await receive('contact', 'contact.upserted', CONTACT);
    await run(ports, 'client');
    await run(ports, 'contact');
    expect(await contactStands()).to.equal(true);
  });

  it('are found by the sweep in time although the clock of who accepted them was ahead', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    await storeAll({ webhookId: 'ahead', type: 'client.upserted', payload: '{}', ...about(ahead) });
    const events = await engine.store.inPractice(engine.practiceId, (tx) => listOpenEvents(tx, -1_000));
    expect(events.map(({ webhookId }) => webhookId)).to.deep.equal(['ahead']);
  });

  it('are found by the sweep although another practice has more contacts waiting than are listed at a time', async () => {
    const [id, name] = ['pietersen', 'Pietersen'];
    await engine.store.inPractice(id, (tx) =>
      addPractice(tx, { id, name, linksFrom: 'practice-software', webhookSecrets: [], source: null }),
    );
    await addWaiting(id);
    await receive('lost', 'client.upserted', CLIENT);
    expect(await announced()).to.deep.equal(['lost']);
  });

  it('are found by the sweep before the contacts of the same practice that wait', async () => {
    await addWaiting(engine.practiceId);
    await receive('lost', 'client.upserted', CLIENT);
    const found = await announced();
    expect(found[0]).to.equal('lost');
    expect(found, 'and of those that wait as many as are listed at a time').to.have.length(5_001);
  });

  it('are found by the sweep once the client is there, behind whatever still waits for another', async () => {
    const { ports } = openJobs(engine);
    await addWaiting(engine.practiceId, 'c-9');
    await receive('contact', 'contact.upserted', CONTACT);
    await run(ports, 'contact');
    expect(await announced()).to.deep.equal([]);
    await engine.client({ key: 'c-1' });
    expect(await announced()).to.deep.equal(['contact']);
    await run(ports, 'contact');
    expect(await contactStands()).to.equal(true);
    expect(await announced()).to.deep.equal([]);
  });

  it('that waited when no key was kept are looked at once more, and then wait under that of their client', async () => {
    const { ports } = openJobs(engine);
    await receive('contact', 'contact.upserted', CONTACT);
    await engine.rows(sql`update received_event set status = 'orphaned'`);
    expect(await announced()).to.deep.equal(['contact']);
    await run(ports, 'contact');
    expect(await announced()).to.deep.equal([]);
    await receive('client', 'client.upserted', CLIENT);
    await run(ports, 'client');
    expect(await contactStands()).to.equal(true);
  });

  it('leave the contacts of other clients alone, and those that were applied', async () => {
    const { ports } = openJobs(engine);
    await receive('contact', 'contact.upserted', CONTACT);
    await receive('other', 'contact.upserted', { ...CONTACT, key: 'p-2', clientKey: ' c-2 ' });
    await run(ports, 'contact');
    await run(ports, 'other');
    const other = { id: 'other', status: 'orphaned', attempts: 2, clientKey: 'c-2' };
    expect(await standing()).to.deep.equal([
      { id: 'contact', status: 'orphaned', attempts: 2, clientKey: 'c-1' },
      other,
    ]);
    for (const name of ['Bakkerij Linde', 'Bakkerij Eik']) {
      await receive(name, 'client.upserted', { ...CLIENT, name });
      expect(await run(ports, name)).to.deep.equal({ outcome: 'applied' });
      expect((await standing()).slice(-2), name).to.deep.equal([
        { id: 'contact', status: 'applied', attempts: 3, clientKey: null },
        other,
      ]);
    }
  });
});
