// Two requests to one e-mail domain go one after the other. One that the portal refuses is not open, and keeps nobody waiting.
import { expect } from 'chai';
import { MANAGER, openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';

describe('eConnect: a request that is refused', () => {
  let engine: EConnectEngine;
  afterEach(() => engine.close());

  it('gives its turn to the next of its domain', async () => {
    engine = await openEConnectEngine({ settings: { relationshipManagers: [{ email: MANAGER }] } });
    // A colleague's own address: the portal takes no request to it.
    const first = await engine.client({ kvkNumber: '20000001', email: MANAGER });
    await engine.settle();
    expect(await engine.standing(first)).to.include({ state: 'failed' });
    const next = await engine.client({ kvkNumber: '20000002', email: 'directie@kantoor.example.nl' });
    await engine.settle();
    expect(await engine.standing(next)).to.include({ reason: 'REQUEST_NOT_ACCEPTED' });
    expect((await engine.econnect.state()).requests.map(({ email }) => email)).to.deep.equal([
      'directie@kantoor.example.nl',
    ]);
  });
});
