// Two runs that want one portal record in the same moment: one reserves it, the other plans anew and shares it (rule 11).
import { expect } from 'chai';
import { sql } from 'kysely';
import { findForgottenPairs } from '../../../src/database/ledger/sweep.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('what two clients want at once', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine();
  });
  after(() => engine.close());

  /** How many statements wait for somebody else's lock. */
  async function countWaiting(): Promise<number> {
    const [row] = await engine.rows(sql<{ n: number }>`
      select count(*)::integer as n from pg_locks where not granted
        and database = (select oid from pg_database where datname = current_database())`);
    return row?.n ?? 0;
  }

  it('rule 11: one human of two clients that are planned in the same moment is reserved once, and neither run fails', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    const contacts = [await engine.contact(one, human), await engine.contact(two, human)];
    // Both have read that nobody has the person before either can write that it does.
    const runs = await engine.store.inPractice(engine.practiceId, async (tx) => {
      await sql`lock table portal_resource in share mode`.execute(tx);
      const begun = [engine.run(one), engine.run(two)];
      await waitFor(async () => (await countWaiting()) >= 2, { what: 'both runs to reserve' });
      return begun;
    });
    for (const { bug } of await Promise.all(runs)) expect(bug).to.equal(null);
    await engine.settle();
    expect(await engine.resources('person')).to.have.length(1);
    expect((await engine.portal.state()).users).to.have.length(1);
    for (const contact of contacts) expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  });

  it('rule 11: one that looked before the other made the person does not make a second one', async () => {
    const human = { personKey: 'h-2', email: 'bram@example.nl', lastName: 'Bos' };
    const [one, two] = [await engine.client(), await engine.client()];
    await engine.contact(one, human);
    await engine.contact(two, human);
    await engine.portal.resetCounts();
    const [looked, made] = [later(), later()];
    const slow = engine.openWorker({
      openSession: (request) => {
        const session = engine.ports.openSession(request);
        return {
          ...session,
          send: async (call) => {
            const answer = await session.send(call);
            if (call.method === 'GET' && call.path.startsWith('/users')) {
              looked.resolve(undefined);
              await made.promise;
            }
            return answer;
          },
        };
      },
    });
    const behind = engine.run(two, slow);
    await looked.promise;
    await engine.portal.arm({ match: { method: 'POST', path: '^/groups' }, fault: 'slow', delayMs: 2_000 });
    const first = engine.run(one);
    const isMade = async () => (await engine.resources('person')).at(-1)?.state === 'present';
    await waitFor(isMade, { what: 'the person to be made' });
    made.resolve(undefined);
    for (const { bug } of [await behind, await first]) expect(bug).to.equal(null);
    await engine.settle();
    expect((await engine.portal.counts()).byPattern['POST /users']).to.equal(1);
  });

  it('rule 14: a number that is being given up is not taken over with the record of its holder', async () => {
    const old = await engine.client({ number: '100', name: 'Old B.V.' });
    await engine.settle();
    await engine.change(old, { number: '200' });
    await engine.portal.arm({
      match: { method: 'PATCH', path: '^/entities' },
      fault: 'slow',
      delayMs: 2_000,
    });
    await engine.portal.resetCounts();
    const renaming = engine.run(old);
    await waitFor(async () => (await engine.portal.counts()).total > 0, {
      what: 'the renaming to be under way',
    });
    const fresh = await engine.client({ number: '100', name: 'New B.V.' });
    const { bug } = await engine.run(fresh);
    expect(bug).to.equal(null);
    expect(await engine.standing(fresh)).to.deep.include({ reason: 'NUMBER_IN_USE' });
    await renaming;
    await engine.settle();
    const entities = (await engine.portal.state()).entities.map(({ EntityNo, Name }) => ({ EntityNo, Name }));
    expect(entities).to.deep.include({ EntityNo: '200', Name: 'Old B.V.' });
    expect(entities).to.deep.include({ EntityNo: '100', Name: 'New B.V.' });
  });

  it('rule 14: whoever waits for a number is found, although the run that let it go told nobody', async () => {
    const old = await engine.client({ number: '300' });
    await engine.settle();
    const fresh = await engine.client({ number: '300' });
    await engine.settle();
    expect(await engine.standing(fresh)).to.deep.include({ reason: 'NUMBER_IN_USE' });
    const found = () => engine.store.inPractice(engine.practiceId, findForgottenPairs);
    await engine.rows(
      sql`update standing set judged_at = now() - interval '1 hour' where client_id = ${old.id}`,
    );
    expect(await found(), 'as long as its holder has not been looked at').to.equal(0);
    await engine.change(old, { number: '400' });
    await engine.run(old);
    // Its run died once the number was let go.
    await engine.rows(sql`update due_pair set pending = false where client_id = ${fresh.id}`);
    expect(await engine.standing(fresh)).to.deep.include({ reason: 'NUMBER_IN_USE' });
    expect(await found()).to.equal(1);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(fresh)).to.deep.include({ reason: 'IN_SYNC' });
  });
});
