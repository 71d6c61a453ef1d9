// A person asks that the portal be read back now: for one client by its own run, for a connection by its verification.
import { expect } from 'chai';
import { sql } from 'kysely';
import { askReadBack, askSync } from '../../../src/actions/ask-sync.ts';
import { listWritesSince } from '../../../src/database/ledger/operations.ts';
import { isVerificationWanted, readClock } from '../../../src/database/portal/verify-turns.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('koppel verify', () => {
  let engine: Engine;
  beforeEach(async () => (engine = await openEngine({ policy: { landingGraceMs: 0 } })));
  afterEach(() => engine.close());

  /** Somebody took the access away in the portal. */
  const takenByHand = async () => {
    const client = await engine.client({ number: '700' });
    await engine.contact(client);
    await engine.settle();
    const [group] = (await engine.portal.state()).groups;
    await engine.portal.call('PATCH', `/groups/${group?.CWGuid}/user-assignments`, {
      ...{ people: group?.members, isRemove: true },
    });
    await engine.portal.resetCounts();
    return client;
  };
  const people = () => engine.portal.peopleWithAccess('700');
  const ask = async (clientId: string, reads: boolean) => {
    const connection = await engine.connection();
    await askSync(engine.store, { connection, clientId, by: 'user:olga', reads });
    expect(await engine.settle()).to.deep.equal([]);
  };

  it('of a client finds what was taken away by hand, which a sync does not, and puts it back', async () => {
    const { id } = await takenByHand();
    await ask(id, false);
    expect((await engine.portal.counts()).total, 'a sync sends nothing and reads nothing').to.equal(0);
    expect(await people()).to.deep.equal([]);
    const since = await engine.store.inPractice(engine.practiceId, readClock);
    await ask(id, true);
    expect(await people()).to.have.length(1);
    const pair = { connectionId: engine.connectionId, clientId: id, since };
    const written = await engine.store.inPractice(engine.practiceId, (tx) => listWritesSince(tx, pair));
    expect(written).to.deep.equal([{ action: 'create', type: 'access' }]);
  });

  it('of a client reads each thing once, and writes nothing where all is well', async () => {
    const client = await engine.client();
    await engine.contact(client);
    await engine.settle();
    await engine.portal.resetCounts();
    await ask(client.id, true);
    expect((await engine.portal.counts()).byMethod).to.have.all.keys('GET');
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
    expect((await engine.resources()).some(({ doubtful }) => doubtful)).to.equal(false);
  });

  it('of a client leaves alone what may not be read there', async () => {
    await engine.rows(sql`update connection set proven_types = '{}'`);
    const client = await engine.client();
    await engine.contact(client);
    await engine.settle();
    await engine.portal.resetCounts();
    await ask(client.id, true);
    const { byPattern } = await engine.portal.counts();
    expect(Object.keys(byPattern).filter((pattern) => /groups|role/.test(pattern))).to.deep.equal([]);
  });

  it('of a connection makes its verification due, and writes down who asked', async () => {
    await engine.rows(sql`update connection set listed_at = now()`);
    const isWanted = () =>
      engine.store.inPractice(engine.practiceId, (tx) => isVerificationWanted(tx, engine.connectionId));
    expect(await isWanted()).to.equal(false);
    await askReadBack(engine.store, { connection: await engine.connection(), by: 'user:olga' });
    expect(await isWanted()).to.equal(true);
    expect((await engine.audit()).map(({ action }) => action)).to.include('verify.asked');
  });
});
