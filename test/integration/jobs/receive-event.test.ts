// A contact's event may be looked at before that of its client, or at the same moment.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { JobPorts, JobResult } from '../../../jobs/job.ts';
import { receiveEventJob } from '../../../jobs/receive-event.ts';
import { openQueues } from '../../../src/queue/open-queues.ts';
import { listOpenEvents, storeEvents, type NewEvent } from '../../../src/database/events.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT } from './job-ports.ts';

const CLIENT = { key: 'c-1', number: '1001', name: 'Bakkerij Linde', kind: 'company', status: 'client' };
const CONTACT = { key: 'p-1', clientKey: 'c-1', lastName: 'Vries', email: 'anna@example.nl' };

describe('Events of a client and of its contact', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const storeAll = (...events: readonly NewEvent[]): Promise<Set<string>> =>
    engine.store.inPractice(engine.practiceId, (tx) => storeEvents(tx, engine.practiceId, events));

  async function receive(webhookId: string, type: string, data: object): Promise<void> {
    const receivedAt = new Date();
    const payload = JSON.stringify({ type, timestamp: receivedAt.toISOString(), data });
    await storeAll({ webhookId, type, payload, receivedAt });
  }

  async function run(ports: JobPorts, webhookId: string): Promise<JobResult> {
    const job = { practiceId: engine.practiceId, webhookId };
    return receiveEventJob.run(ports, job, { signal: new AbortController().signal, attempt: 1 });
  }

  async function contactStands(): Promise<boolean> {
    return (await engine.rows(sql`select id from contact where source_key = 'p-1'`)).length === 1;
  }

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
    const intake: JobPorts['intake'] = {
      ...ports.intake,
      async upsertContacts(...given) {
        const counts = await ports.intake.upsertContacts(...given);
        calls += 1;
        if (calls === 1) await run(ports, 'client');
        return counts;
      },
    };
    await run({ ...ports, intake }, 'contact');
    expect(await contactStands()).to.equal(true);
  });

  it('are stored once each, also when one comes twice together', async () => {
    const event = (webhookId: string, payload: string): NewEvent => ({
      webhookId,
      type: 'client.upserted',
      payload,
      receivedAt: new Date(),
    });
    expect(await storeAll(event('b', 'first'), event('a', '{}'))).to.have.all.keys('a', 'b');
    expect(await storeAll(event('b', 'second'), event('c', '{}'), event('c', '{}'))).to.have.all.keys('c');
    expect(
      await engine.rows(sql`select webhook_id as id, payload from received_event order by webhook_id`),
    ).to.deep.equal([
      { id: 'a', payload: '{}' },
      { id: 'b', payload: 'first' },
      { id: 'c', payload: '{}' },
    ]);
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
    const receivedAt = new Date(Date.now() + 3_600_000);
    await storeAll({ webhookId: 'ahead', type: 'client.upserted', payload: '{}', receivedAt });
    const events = await engine.store.inSystem((tx) => listOpenEvents(tx, -1_000));
    expect(events.map(({ webhookId }) => webhookId)).to.deep.equal(['ahead']);
  });
});
