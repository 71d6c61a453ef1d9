import { expect } from 'chai';
import { removeMember } from '../../../connectors/econnect/assumed.ts';
import { openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';

const OWN = 'NL:KVK:87654321';
const ANNA = 'anna@bakker.example.nl';

describe('eConnect: an invitation that the portal does not show yet', () => {
  let engine: EConnectEngine;
  afterEach(() => engine.close());

  it('rule 19: is not proven gone by its absence when it is to be taken back at once', async () => {
    engine = await openEConnectEngine({
      ...{ settings: { ownOrganisation: OWN }, policy: { brake: { count: 1000, share: 1 } } },
    });
    await engine.econnect.seed({ ownOrganisations: [OWN] });
    const client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    const anna = await engine.contact(client, { email: ANNA, linkSettings: { manager: true } });
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    const invited = await engine.change(anna, {
      linkSettings: { manager: true, inviteToOwnOrganisation: 'Member' },
    });
    await engine.settle();
    expect(await engine.reasonOf(anna)).to.equal('INVITATION_NOT_ACCEPTED');
    // As if the portal did not show it yet: neither the removal nor the read-back meets it.
    await engine.econnect.call('DELETE', removeMember({ party: OWN }, ANNA).path);
    await engine.unlink(invited);
    await engine.settle(3);
    const revoke = async () => (await engine.resources('guest-member'))[0]?.revokeState;
    expect(await revoke()).to.equal('revoked_sent');
    await engine.goOn();
    expect(await revoke(), 'once it must be visible').to.equal('revoked_verified');
  });
});
