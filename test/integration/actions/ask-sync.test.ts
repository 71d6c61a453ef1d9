import { expect } from 'chai';
import { sql } from 'kysely';
import { askSync } from '../../../src/actions/ask-sync.ts';
import { readStandingsOf } from '../../../src/answers/read-standings.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('koppel sync', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ listed: true });
  });
  afterEach(() => engine.close());

  const due = () => engine.rows(sql<{ lane: number }>`select lane from due_pair where pending`);

  it('makes one client due as a change, and asks the portal again for what it refused', async () => {
    const client = await engine.client();
    await engine.portal.arm({ match: { method: 'POST' }, fault: '400', times: 1 });
    await engine.settle();
    await engine.rows(sql`update portal_resource set refused_reason = 'REJECTED_BY_PORTAL'`);
    const connection = await engine.connection();
    expect(await askSync(engine.store, { connection, clientId: client.id, by: 'user:olga' })).to.equal(1);
    expect(await due()).to.deep.equal([{ lane: 1 }]);
    expect(
      await engine.rows(sql`select from portal_resource where refused_reason is not null`),
    ).to.deep.equal([]);
    expect((await engine.audit()).at(-1)).to.deep.include({ action: 'sync.asked' });
  });

  it('makes every linked client due behind all changes, and no other', async () => {
    await engine.clients(3, 0);
    await engine.client({ linked: false });
    await engine.settle();
    const connection = await engine.connection();
    expect(await askSync(engine.store, { connection, clientId: null, by: 'user:olga' })).to.equal(3);
    expect(await due()).to.deep.equal([{ lane: 2 }, { lane: 2 }, { lane: 2 }]);
  });

  it('shows where a client and its contacts stand, the client first', async () => {
    const client = await engine.client();
    await engine.contact(client, { email: null });
    await engine.settle();
    const connection = await engine.connection();
    const standings = await readStandingsOf(
      engine.store,
      { connection, clientId: client.id },
      engine.ports.connectorOf,
    );
    expect(standings.map(({ record, reason }) => `${record.kind} ${reason}`)).to.deep.equal([
      'client IN_SYNC',
      'contact EMAIL_MISSING',
    ]);
  });
});
