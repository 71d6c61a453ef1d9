// A contact whom people of the firm have made a colleague in the portal since.
import { expect } from 'chai';
import { openEngine, type Engine } from '../../support/engine.ts';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';

describe('a contact who was made a colleague in CaseWare Cloud', () => {
  let engine: Engine;
  beforeEach(async () => (engine = await openEngine({ policy: { landingGraceMs: 0 } })));
  afterEach(() => engine.close());

  it('stays one when the contact changes, once the portal was read back', async () => {
    const contact = await engine.contact(await engine.client());
    await engine.settle();
    await engine.passTime();
    const user = async () => (await engine.portal.state()).users[0];
    await engine.portal.call('PATCH', `/users/${(await user())?.CWGuid ?? ''}`, { OwnerType: 'Staff' });
    const { practiceId, connectionId } = engine;
    await verifyConnection(engine.ports, { practiceId, connectionId }, new AbortController().signal);
    await engine.settle();
    const changed = await engine.change(contact, { phone: '030 111 11 11' });
    await engine.settle();
    expect(await user()).to.include({ OwnerType: 'Staff', BusinessPhone: '030 111 11 11' });
    expect(await engine.standing(changed)).to.include({ reason: 'IN_SYNC' });
    await engine.portal.resetCounts();
    await engine.settle();
    const { byMethod } = await engine.portal.counts();
    expect(byMethod['PATCH'] ?? 0, 'nothing more').to.equal(0);
  });
});
