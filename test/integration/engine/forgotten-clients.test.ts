// What no trigger told and no queue knows is found by the sweep, from the records themselves.
import { expect } from 'chai';
import pg from 'pg';
import { readFactsOfClient } from '../../../src/database/ledger/standing-facts.ts';
import { findForgottenPairs } from '../../../src/database/ledger/sweep.ts';
import type { Tx } from '../../../src/database/open-store.ts';
import type { ReasonCode } from '../../../src/domain/reasons.ts';
import { currentStanding } from '../../../src/domain/standing.ts';
import { accessTypesOfPortals } from '../../../src/engine/access-types.ts';
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

  it('stands where it stood while it is only looked at', async () => {
    const holder = await engine.client();
    await engine.contact(holder, { email: 'shared@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    const held = await engine.client();
    const kept = await engine.contact(held, { email: 'shared@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    const reasons = () => engine.store.inPractice(engine.practiceId, (tx) => currentReasons(tx, held));
    const before = { [held.id]: 'IN_SYNC', [kept.id]: 'EMAIL_IN_USE' };
    expect(await reasons()).to.deep.equal(before);
    expect(await find(), 'its holder was judged a moment ago').to.equal(1);
    expect(await reasons(), 'once it is due').to.deep.equal(before);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await reasons(), 'once it was looked at').to.deep.equal(before);
  });

  async function currentReasons(tx: Tx, { id }: ClientHandle): Promise<Record<string, ReasonCode>> {
    const types = accessTypesOfPortals(['caseware-cloud'], engine.ports.connectorOf);
    const subjects = await readFactsOfClient(tx, { connectionId: engine.connectionId, clientId: id }, types);
    return Object.fromEntries(subjects.map((subject) => [subject.id, currentStanding(subject.facts).reason]));
  }
});
