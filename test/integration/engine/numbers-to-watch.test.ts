// What operations are alarmed by is read from the ledger, so that a server tells what happened in a worker.
import { expect } from 'chai';
import { sql } from 'kysely';
import { setConnectionState } from '../../../src/database/portal/connections.ts';
import { readBacklog } from '../../../src/database/people/status.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('the numbers to watch', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  const told = async (name: string): Promise<readonly string[]> =>
    (await createMetrics(engine.store).registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith(name) && !line.endsWith(' 0'));

  it('tell that a connection was stopped, whoever stopped it', async () => {
    engine = await openEngine();
    expect(await told('koppel_connections')).to.deep.equal(['koppel_connections{state="active"} 1']);
    const stopped = { state: 'stopped', reason: 'PORTAL_FORBIDDEN' } as const;
    await engine.store.inPractice(engine.practiceId, (tx) =>
      setConnectionState(tx, engine.connectionId, stopped),
    );
    expect(await told('koppel_connections')).to.deep.equal(['koppel_connections{state="stopped"} 1']);
  });

  it('tell how many tasks and how many questions of the brake wait for a person', async () => {
    engine = await openEngine({ listed: true, policy: { propagateUnlinks: 'manual', brake: { count: 0 } } });
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    expect(await told('koppel_waiting_for_people')).to.deep.equal([]);
    await engine.unlink(contact);
    await engine.settle();
    expect(await told('koppel_waiting_for_people')).to.deep.equal([
      'koppel_waiting_for_people{what="brake"} 1',
    ]);
    await engine.setPolicy({ propagateUnlinks: 'manual', brake: { count: 100, share: 1 } });
    await engine.run(client);
    expect(await told('koppel_waiting_for_people')).to.include('koppel_waiting_for_people{what="task"} 1');
  });

  it('tell how old the last accepted export of each practice is, and that one which was announced never came', async () => {
    engine = await openEngine();
    expect(await told('koppel_source')).to.deep.equal(['koppel_sources{state="none"} 1']);
    await engine.rows(sql`update practice set source = '{"kind":"folder","path":"/exports"}',
      source_since = now() - interval '50 minutes'`);
    const ageOf = async () => Number((await told('koppel_source_age_seconds{'))[0]?.split(' ')[1]);
    expect(await ageOf()).to.be.within(2_990, 3_060);
    expect(await told('koppel_sources')).to.deep.equal(['koppel_sources{state="unread"} 1']);
    await engine.rows(sql`update practice set source_read_at = now() - interval '2 hours'`);
    expect(await ageOf()).to.be.within(7_190, 7_260);
    expect(await told('koppel_sources')).to.deep.equal(['koppel_sources{state="late"} 1']);
  });

  it('rule 25: leave a first load aside, unless it waits for a list of the portal that does not come', async () => {
    engine = await openEngine();
    await engine.client();
    await engine.rows(sql`update due_pair set lane = 2, changed_at = now() - interval '50 minutes'`);
    const backlog = () => engine.store.inSystem(readBacklog);
    expect((await backlog()).oldestSeconds).to.be.within(2_990, 3_060);
    await engine.rows(sql`update connection set listed_at = now()`);
    expect(await backlog()).to.deep.include({ oldestSeconds: 0, due: { revoke: 0, change: 0, bulk: 1 } });
    await engine.rows(sql`update due_pair set lane = 1, changed_at = now() + interval '1 hour'`);
    expect(await backlog(), 'by a clock that was ahead').to.deep.include({ oldestSeconds: 0 });
  });

  it('tell the age of the last sweep that has finished by now, whatever a clock that was ahead has written', async () => {
    engine = await openEngine();
    await engine.store.inSystem((tx) =>
      sql`insert into job_run (job, slot, finished_at) values ('sweep', now(), now() - interval '9 minutes'),
        ('sweep', now() + interval '1 hour', now() + interval '1 hour')`.execute(tx),
    );
    const { lastSweepSeconds } = await engine.store.inSystem(readBacklog);
    expect(lastSweepSeconds).to.be.within(530, 600);
  });
});
