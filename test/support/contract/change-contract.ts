// The part of the contract suite about changes: what is sent when one field differs, and what comes of a change of
// something that is not there any more.
import { expect } from 'chai';
import { diffAttributes, isEmpty } from '../../../src/plan/attributes.ts';
import type { ContractKit } from './contract-kit.ts';
import { expectReason } from './declared.ts';
import type { Pushed } from './push-claims.ts';

export function describeChanges<S, C>(kit: ContractKit<S, C>): void {
  const { harness, running, resource, push } = kit;
  const { connector } = harness;
  const { method, body, readsFirst } = harness.changedRequest;
  const reads = readsFirst === undefined ? '' : ` (reads first in this portal: ${readsFirst})`;

  it(`sends one request with only what changed, and what the portal insists on${reads}`, async () => {
    const pushed = await push();
    await running().door.post('/counts/reset');
    for (const claim of connector.wanted(harness.changed, harness.settings).claims) {
      const known = pushed.find((one) => one.claim.ref === claim.ref)!;
      const changes = diffAttributes(claim.attributes, known.claim.attributes);
      if (isEmpty(changes)) continue;
      const change = { ...known.target, key: claim.key, before: known.claim.attributes, changes };
      const outcome = await resource(claim.type).update?.(running().session, change);
      expect(outcome?.status).to.equal('done');
    }
    const requests = await running().door.requests();
    const sent = readsFirst === undefined ? requests : requests.filter((one) => one.method !== 'GET');
    expect(
      sent.map((one) => ({ method: one.method, body: harness.changedRequest.of?.(one.body) ?? one.body })),
    ).to.deep.equal([{ method, body }]);
    if (readsFirst === undefined) return;
    expectReason(readsFirst);
    expect(requests.length, 'reads first').to.be.above(sent.length);
  });

  it('says that a record is gone when the one to change is not there any more', async () => {
    const canChange = ({ claim }: Pushed) =>
      resource(claim.type).update !== undefined &&
      !isEmpty(claim.attributes) &&
      harness.removedBlindly?.[claim.type] === undefined;
    const byItself = (await push()).filter((one) => canChange(one) && one.claim.parents.length === 0);
    await running().door.reset();
    for (const one of byItself) await expectGone(one);
    await harness.prepare?.(running().door);
    const below = (await push()).filter(({ claim }) => claim.parents.length > 0);
    // What hangs below something is taken away before it: without its parents the portal would say another thing.
    const removable = below.filter(({ claim }) => resource(claim.type).remove !== undefined).toReversed();
    for (const one of removable) {
      const outcome = await resource(one.claim.type).remove!(running().session, one.target);
      if (!canChange(one)) continue;
      expect(outcome.status, one.claim.ref).to.equal('done');
      await expectGone(one);
    }
    const tried = [...byItself, ...removable.filter(canChange)];
    expect(tried.length, 'something was tried').to.be.above(0);
  });

  async function expectGone({ claim, target }: Pushed): Promise<void> {
    const { session } = running();
    const change = { ...target, before: claim.attributes, changes: claim.attributes };
    const outcome = await resource(claim.type).update!(session, change);
    expect(outcome, claim.ref).to.deep.equal({ status: 'gone' });
    const [seen] = await resource(claim.type).look(session, [target]);
    expect(seen?.state, claim.ref).to.equal('absent');
  }
}
