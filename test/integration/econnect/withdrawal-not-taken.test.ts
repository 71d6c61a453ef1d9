// A request that is to be taken back because its client is unlinked, and that the portal does not take back at first: a
// former client could accept it later (rules 15 and 26).
import { expect } from 'chai';
import { openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';

const ANNA = 'anna@bakker.example.nl';
const WITHDRAW = { method: 'POST', path: '/withdraw$' };

describe('a withdrawal that the portal does not take', () => {
  let engine: EConnectEngine;
  afterEach(() => engine.close());

  const unlinkWith = async (fault: string, times: number) => {
    engine = await openEConnectEngine();
    const client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678', email: ANNA });
    await engine.settle();
    await engine.econnect.arm({ match: WITHDRAW, fault, times });
    await engine.econnect.resetCounts();
    return engine.unlink(client);
  };
  const statuses = async () => (await engine.econnect.state()).requests.map(({ status }) => status);

  for (const fault of ['400', '404', '409', '503', 'errors-200', 'no-effect'])
    it(`(${fault}) is asked for again until it is done`, async () => {
      const client = await unlinkWith(fault, 4);
      await engine.settle();
      expect(await statuses()).to.deep.equal(['withdrawn']);
      expect(await engine.standing(client)).to.include({ reason: 'LINK_OFF' });
    });

  it('is asked for once a run, less and less often, and stands open meanwhile', async () => {
    const client = await unlinkWith('409', 99);
    expect(await engine.settle(3)).to.deep.equal(['LOOK_AGAIN']);
    expect(await engine.standing(client)).to.include({ reason: 'REVOKE_PENDING' });
    const { byPattern } = await engine.econnect.counts();
    expect(byPattern['POST /api/assumed/v1/requests/{token}/withdraw']).to.equal(3);
  });
});
