// What operations are alarmed by is read from the ledger, so that a server tells what happened in a worker.
import { expect } from 'chai';
import { setConnectionState } from '../../../src/database/connections.ts';
import { createMetrics } from '../../../src/metrics.ts';
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
});
