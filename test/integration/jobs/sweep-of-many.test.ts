// The sweep serves all practices in turn: what is wrong at one keeps no other waiting (L4).
import { expect } from 'chai';
import { sql } from 'kysely';
import { addPractice } from '../../../src/database/records/practices.ts';
import { storeEvents } from '../../../src/database/records/events.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT } from './job-ports.ts';

describe('the sweep, when one practice cannot be swept', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
    const practice = {
      name: 'Zeta',
      linksFrom: 'practice-software',
      webhookSecrets: [],
      source: null,
    } as const;
    await engine.store.inPractice('zeta', (tx) => addPractice(tx, { id: 'zeta', ...practice }));
    await engine.store.inPractice('zeta', async (tx) => {
      const record = { sourceKey: 'p-1', saidAt: new Date(), undated: false };
      const event = { webhookId: 'lost', type: 'contact.deleted', payload: '{}', record, problems: [] };
      await storeEvents(tx, 'zeta', [event]);
      await sql`update received_event set received_at = now() - interval '1 hour'`.execute(tx);
    });
  });
  afterEach(() => engine.close());

  it('rule 23: waits for no row that somebody has locked', async () => {
    await engine.contact(await engine.client(), { key: 'p-1' });
    await engine.store.inPractice('jansen', async (tx) => {
      const record = { sourceKey: 'p-1', saidAt: new Date(0), undated: false };
      const problems = [{ field: 'data.phone', code: 'WRONG_TYPE' }];
      const event = { webhookId: 'refused', type: 'contact.upserted', payload: '{}', record, problems };
      await storeEvents(tx, 'jansen', [event]);
      await sql`update received_event set status = 'failed'`.execute(tx);
    });
    const jobs = openJobs(engine);
    await engine.store.inPractice('jansen', async (tx) => {
      await sql`select from received_event for update`.execute(tx);
      await expectFailure(jobs.run('sweep', { slot: SLOT }));
    });
    expect(jobs.queued.map(({ data }) => data)).to.deep.include({ practiceId: 'zeta', webhookId: 'lost' });
    await jobs.run('sweep', { slot: SLOT });
  });

  it('rule 23: finds what others lost all the same, and fails at its end', async () => {
    const jobs = openJobs(engine, {
      store: {
        ...engine.store,
        inPractice: (id, work) =>
          id === 'jansen' ? Promise.reject(new Error('no')) : engine.store.inPractice(id, work),
      },
    });
    await expectFailure(jobs.run('sweep', { slot: SLOT }));
    expect(jobs.queued.map(({ data }) => data)).to.deep.include({ practiceId: 'zeta', webhookId: 'lost' });
  });
});

async function expectFailure(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).to.be.instanceOf(Error);
}
