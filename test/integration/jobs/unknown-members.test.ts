// Rule 18 while a portal is read back: members of our groups that nobody here put there.
import { expect } from 'chai';
import { sql } from 'kysely';
import { verifyConnection, type VerifyResult } from '../../../src/verify/verify-connection.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';

const NOW = { landingGraceMs: 0 } as const;

function verify(engine: Engine): Promise<VerifyResult> {
  const { practiceId, connectionId, ports } = engine;
  return verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
}

describe('rule 18: members that nobody here put there', () => {
  let engine: Engine;
  const open = async (options: EngineOptions = {}): Promise<Engine> =>
    (engine = await openEngine({ ...options, policy: { ...NOW, ...options.policy } }));
  afterEach(() => engine.close());

  /** One client with one contact, pushed. */
  const pushed = async () => {
    const client = await engine.client({ number: '100' });
    await engine.contact(client, { email: 'jan@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    return { client };
  };
  const letIn = async (email: string): Promise<void> => {
    const { users, groups } = await engine.portal.state();
    const person = users.find(({ Email }) => Email === email);
    const body = { people: [person?.CWGuid], isRemove: false };
    await engine.portal.call('PATCH', `/groups/${groups[0]!.CWGuid}/user-assignments`, body);
  };
  const stranger = { users: [{ Email: 'stranger@example.nl', FirstName: 'Vreemd' }] };

  it('are counted and left alone', async () => {
    await open();
    await pushed();
    await engine.portal.seed(stranger);
    await letIn('stranger@example.nl');
    expect(await verify(engine)).to.include({ unknown: 1, revoking: 0 });
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('100')).to.include('stranger@example.nl');
  });

  it('are revoked and read back where the setting says so', async () => {
    await open({ policy: { revokeUnknownContacts: true } });
    await pushed();
    await engine.portal.seed(stranger);
    await letIn('stranger@example.nl');
    expect(await verify(engine)).to.include({ unknown: 1, revoking: 1 });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.portal.peopleWithAccess('100')).to.deep.equal(['jan@example.nl']);
    const states = (await engine.resources('access')).map(({ revokeState }) => revokeState);
    expect(states).to.have.members([null, 'revoked_verified']);
    await letIn('stranger@example.nl');
    expect(await verify(engine)).to.include({ revoking: 1 });
  });

  it('wait for the brake like any other revoke', async () => {
    const brake = { count: 0, share: 0, shareFloor: 0 };
    await open({ policy: { revokeUnknownContacts: true, brake } });
    await pushed();
    await engine.portal.seed(stranger);
    await letIn('stranger@example.nl');
    await verify(engine);
    await engine.settle();
    expect(await engine.portal.peopleWithAccess('100')).to.include('stranger@example.nl');
    expect(await engine.rows(sql`select status from brake_request`)).to.deep.equal([{ status: 'open' }]);
  });

  it('stay when they are let in by right before the revoke goes out', async () => {
    const brake = { count: 0, share: 0, shareFloor: 0 };
    await open({ policy: { revokeUnknownContacts: true, brake } });
    const { client } = await pushed();
    await engine.portal.seed(stranger);
    await letIn('stranger@example.nl');
    await verify(engine);
    await engine.settle();
    await engine.contact(client, { email: 'stranger@example.nl' });
    await engine.settle();
    await engine.setPolicy({ ...NOW, revokeUnknownContacts: true });
    expect(await engine.settle()).to.deep.equal([]);
    await verify(engine);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.portal.peopleWithAccess('100')).to.deep.equal([
      'jan@example.nl',
      'stranger@example.nl',
    ]);
    const waiting = (await engine.resources('access')).filter(({ revokeState }) => revokeState !== null);
    expect(waiting).to.deep.equal([]);
  });
});
