// A write that the portal kept and whose answer nobody heard, because it was lost or the process died: it is looked at before
// anything is written again.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';
import { openEngine } from '../../support/engine.ts';
import { waitFor } from '../../support/wait-for.ts';

const PATCH_ENTITY = { method: 'PATCH', path: '^/entities' };

describe('a change that the portal kept and whose answer nobody heard', () => {
  let pushed: PushedClient;
  beforeEach(async () => {
    pushed = await openPushedClient({ policy: { requestTimeoutMs: 300 } });
  });
  afterEach(() => pushed.engine.close());

  const phone = async () => (await pushed.engine.portal.state()).entities[0]?.BusinessPhone;
  const changesSent = async () =>
    (await pushed.engine.portal.requests()).filter(
      ({ method, path }) => method === 'PATCH' && path.startsWith('/entities'),
    ).length;

  async function changeUnheard() {
    const { engine, client } = pushed;
    await engine.portal.resetCounts();
    await engine.portal.arm({ match: PATCH_ENTITY, fault: 'timeout-after-commit' });
    const changed = await engine.change(client, { phone: '99' });
    await engine.run(client);
    expect(await phone()).to.equal('99');
    return changed;
  }

  it('is not sent a second time', async () => {
    const { engine, client } = pushed;
    await changeUnheard();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await changesSent()).to.equal(1);
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
  });

  it('is taken back when the records say the old value again', async () => {
    const { engine, client } = pushed;
    const before = String(await phone());
    const changed = await changeUnheard();
    await engine.change(changed, { phone: before });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await phone()).to.equal(before);
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
  });

  it('and lands after a later one is found, and set right', async () => {
    const { engine, client } = pushed;
    await engine.portal.arm({ match: PATCH_ENTITY, fault: 'slow', delayMs: 1_500 });
    const changed = await engine.change(client, { phone: '98' });
    await engine.run(client);
    await engine.change(changed, { phone: '97' });
    await engine.settle();
    await waitFor(async () => (await phone()) === '98', { what: 'the late change' });
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await phone()).to.equal('97');
  });
});

describe('a role that the portal gave and whose answer nobody heard', () => {
  it('is looked for, and not given a second time', async () => {
    const engine = await openEngine({ policy: { requestTimeoutMs: 300 } });
    await engine.portal.arm({
      match: { method: 'PATCH', path: '/role-assignments$' },
      fault: 'timeout-after-commit',
    });
    const client = await engine.client();
    await engine.contact(client);
    await engine.settle(3);
    await engine.passTime();
    expect(await engine.settle()).to.deep.equal([]);
    const given = (await engine.portal.requests()).filter(({ path }) => path.includes('role-assignments'));
    expect(given.filter(({ method }) => method === 'PATCH')).to.have.length(1);
    expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
    expect(await engine.rows(sql`select from operation where answered_at is null`)).to.have.length(0);
    await engine.close();
  });
});
