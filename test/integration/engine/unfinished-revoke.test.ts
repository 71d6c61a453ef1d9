// Rule 19: a revoke that a run has left open is taken up again, whatever the run believed.
import { expect } from 'chai';
import { sql } from 'kysely';
import { writeResourceChanges } from '../../../src/database/ledger/operations.ts';
import { nextFence } from '../../../src/database/ledger/pairs.ts';
import { findForgottenPairs } from '../../../src/database/ledger/sweep.ts';
import { REVOKE_SENT } from '../../../src/plan/resource-states.ts';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

describe('a revoke that was left open', () => {
  let engine: PushedClient['engine'];
  let client: PushedClient['client'];
  let contact: PushedClient['contact'];
  let peopleAt: PushedClient['peopleAt'];
  let revokeState: PushedClient['revokeState'];

  beforeEach(async () => {
    ({ engine, client, contact, peopleAt, revokeState } = await openPushedClient({}));
  });
  afterEach(() => engine.close());

  it('rule 19: a revoke without effect that is looked at for another reason is sent again', async () => {
    await engine.settle();
    await engine.passTime();
    // Its entity was deleted by hand: what hangs below it is doubted, and looked at instead of read back.
    await engine.portal.remove({ entityNo: client.fields.number ?? '' });
    await engine.portal.arm({ match: { method: 'PATCH', path: '/user-assignments$' }, fault: 'no-effect' });
    await engine.change(client, { phone: '99' });
    await engine.unlink(contact);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await revokeState()).to.equal('revoked_verified');
  });

  it('rule 19: a revoke that the portal refuses says so, and is asked for until the portal takes it', async () => {
    await engine.settle();
    await engine.passTime();
    const match = { method: 'PATCH', path: '/user-assignments$' };
    await engine.portal.arm({ match, fault: '422', times: 3 });
    await engine.unlink(contact);
    await engine.tick();
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    const refused = { state: 'failed', reason: 'REVOKE_REFUSED', detail: { because: 'LINK_OFF' } };
    expect(await engine.standing(contact)).to.deep.include(refused);
    const [due] = await engine.rows(sql<{ why: string; inMinutes: number }>`select last_error as why,
      round(extract(epoch from next_attempt_at - now()) / 60)::integer as "inMinutes" from due_pair where pending`);
    expect(due).to.deep.equal({ why: 'REVOKE_REFUSED', inMinutes: 15 });
    await engine.portal.disarm();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await revokeState()).to.equal('revoked_verified');
    expect(await engine.standing(contact)).to.deep.include({ state: 'excluded', reason: 'LINK_OFF' });
  });

  it('rule 19: the answer to a revoke leaves the proof that another run has found meanwhile', async () => {
    await engine.unlink(contact);
    expect(await engine.settle()).to.deep.equal([]);
    const [access] = await engine.resources('access');
    await engine.store.inPractice(engine.practiceId, async (tx) =>
      writeResourceChanges(tx, await nextFence(tx), [{ resourceId: access!.id, ...REVOKE_SENT }]),
    );
    expect(await revokeState()).to.equal('revoked_verified');
  });

  for (const open of ['revoke_pending', 'revoked_sent'])
    it(`rule 19: what is gone, and by old news still ${open}, is looked at and proven`, async () => {
      await engine.unlink(contact);
      await engine.run(client);
      await engine.rows(sql`update portal_resource set state = 'absent', portal_id = null, revoke_state = 'revoke_pending'
        where type = 'access'`);
      await engine.rows(sql`update portal_resource set revoke_state = ${open} where type = 'access'`);
      await engine.run(client);
      expect(await revokeState()).to.equal('revoked_verified');
    });

  it('rule 19: a revoke that no run has open any more is found by the sweep', async () => {
    await engine.unlink(contact);
    await engine.rows(sql`update due_pair set pending = false`);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    // The claim is given up in the run that was lost.
    await engine.rows(sql`update claim set released_at = now() where subject_id = ${contact.id}`);
    await engine.rows(sql`update portal_resource set revoke_state = 'revoke_pending' where type = 'access'`);
    expect(await engine.store.inPractice(engine.practiceId, findForgottenPairs)).to.equal(1);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await revokeState()).to.equal('revoked_verified');
    expect(await engine.store.inPractice(engine.practiceId, findForgottenPairs)).to.equal(0);
  });
});
