// What no trigger told and no queue knows is found by the sweep, from the records themselves.
import { expect } from 'chai';
import pg from 'pg';
import { findForgottenPairs } from '../../../src/database/ledger/sweep.ts';
import type { ClientHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a client that nobody made due', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine();
  });
  after(() => engine.close());

  const find = () => engine.store.inPractice(engine.practiceId, findForgottenPairs);

  /** As a restore of single tables writes it: no trigger runs. */
  async function linkUntold(client: ClientHandle): Promise<void> {
    const database = new pg.Client({ connectionString: engine.databaseUrl });
    await database.connect();
    try {
      await database.query('set session_replication_role = replica');
      await database.query('update koppel.client_link set enabled = true where client_id = $1', [client.id]);
    } finally {
      await database.end();
    }
  }

  it('is found by the sweep, once, and pushed', async () => {
    await engine.client();
    const untold = await engine.client({ linked: false });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await find(), 'while everything was told').to.equal(0);
    await linkUntold(untold);
    expect(await find()).to.equal(1);
    expect(await find(), 'once it is due').to.equal(0);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(untold)).to.deep.include({ reason: 'IN_SYNC' });
    expect(await find(), 'once it was judged').to.equal(0);
  });
});
