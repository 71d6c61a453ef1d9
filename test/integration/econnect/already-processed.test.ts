// 409 of eConnect: what was asked for was processed already [doc]. It is looked at, and neither refused nor believed.
import { expect } from 'chai';
import { openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

const ANNA = 'anna@bakker.example.nl';
const CARLA = 'carla@bakker.example.nl';
const PLACE = '/members/carla@bakker\\.example\\.nl$|/members/carla%40bakker\\.example\\.nl$';

describe('eConnect, what was processed already', () => {
  let engine: EConnectEngine;
  let client: ClientHandle;

  beforeEach(async () => {
    engine = await openEConnectEngine({
      policy: { brake: { count: 1000, share: 1 }, requestTimeoutMs: 1_000 },
    });
    client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    await engine.contact(client, { email: ANNA, linkSettings: { manager: true } });
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    await engine.econnect.does({ human: 'user', does: 'join', email: CARLA });
  });
  afterEach(() => engine.close());

  const group = async () => (await engine.econnect.state()).groups[0];
  const members = async () => (await group())?.members ?? [];
  const letIn = async () => {
    const carla = await engine.contact(client, { email: CARLA });
    await engine.settle();
    await engine.goOn();
    return carla;
  };
  const revoke = async () =>
    (await engine.resources('group-member')).find(({ key }) => key === CARLA)?.revokeState;

  it('a grant that the portal says so of is found there, and not refused', async () => {
    const match = { method: 'PUT', path: PLACE };
    await engine.econnect.arm({ match, fault: 'timeout-after-commit' });
    await engine.econnect.arm({ match, fault: '409', times: 9 });
    const carla = await letIn();
    expect(await members()).to.include(CARLA);
    expect(await engine.reasonOf(carla)).to.equal('IN_SYNC');
  });

  it('a grant that is not there all the same is asked for once more', async () => {
    await engine.econnect.arm({ match: { method: 'PUT', path: PLACE }, fault: '409' });
    const carla = await letIn();
    expect(await members()).to.include(CARLA);
    expect(await engine.reasonOf(carla)).to.equal('IN_SYNC');
  });

  for (const [fault, is] of [
    ['409-done', 'done'],
    ['409', 'refused'],
  ] as const)
    it(`a change that the portal says so of (${fault}) is looked at, and is ${is}`, async () => {
      await engine.passTime();
      await engine.econnect.arm({ match: { method: 'PATCH', path: '/groups/[^/]+$' }, fault });
      client = await engine.change(client, { name: 'Bakkerij Nieuw' });
      await engine.settle();
      expect((await group())?.name.startsWith('Bakkerij Nieuw')).to.equal(is === 'done');
      const { reason } = (await engine.standing(client)) ?? {};
      expect(reason === 'REJECTED_BY_PORTAL').to.equal(is === 'refused');
    });

  const deletesAnswer409 = () =>
    engine.econnect.arm({ match: { method: 'DELETE', path: PLACE }, fault: '409', times: 99 });

  it('rule 19: a revoke that the portal says so of is proven where the place is gone', async () => {
    const carla = await letIn();
    await engine.passTime();
    await engine.econnect.call(
      'DELETE',
      `/api/assumed/v1/groups/${(await group())?.id ?? ''}/members/${CARLA}`,
    );
    await deletesAnswer409();
    const unlinked = await engine.unlink(carla);
    await engine.goOn();
    expect(await revoke()).to.equal('revoked_verified');
    expect(await engine.reasonOf(unlinked)).to.equal('LINK_OFF');
  });

  it('rule 19: such an answer alone proves nothing: who is still there is told', async () => {
    const carla = await letIn();
    await deletesAnswer409();
    const unlinked = await engine.unlink(carla);
    await engine.goOn();
    expect(await members()).to.include(CARLA);
    expect(await revoke()).to.not.equal('revoked_verified');
    expect(await engine.reasonOf(unlinked)).to.equal('REVOKE_REFUSED');
  });
});
