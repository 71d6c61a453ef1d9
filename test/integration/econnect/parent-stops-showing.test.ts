// What access hangs below stops showing: it is taken away all the same, and never counts as gone without being asked about.
import { expect } from 'chai';
import { sql } from 'kysely';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import {
  MANAGER,
  openEConnectEngine,
  SECOND_MANAGER,
  type EConnectEngine,
  type EConnectOptions,
} from '../../support/econnect-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

const PARTY = 'NL:KVK:12345678';
const OWN = 'NL:KVK:87654321';
const ANNA = 'anna@bakker.example.nl';
const BRAKE = { count: 1000, share: 1 };

describe('eConnect, where a parent stops showing', () => {
  let engine: EConnectEngine;
  let client: ClientHandle;
  let anna: ContactHandle;

  const does = (human: string, what: string, rest: object = {}) =>
    engine.econnect.does({ human, does: what, ...rest });
  const membersOf = async (organisation: string) =>
    (await engine.econnect.state()).organisations
      .find(({ party }) => party === organisation)
      ?.members.map(({ email }) => email);
  const revokesOf = async (type: string) =>
    (await engine.resources(type)).map(({ revokeState }) => revokeState);
  /** As after the portal did not show it once. */
  const lose = (type: string) =>
    engine.rows(sql`update portal_resource set state = 'absent', portal_id = null where type = ${type}`);

  /** The client has accepted and made the colleagues members. */
  async function begin(options: EConnectOptions = {}, linkSettings: object = {}): Promise<void> {
    engine = await openEConnectEngine({ policy: { brake: BRAKE, landingGraceMs: 0 }, ...options });
    client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    anna = await engine.contact(client, { email: ANNA, linkSettings: { manager: true, ...linkSettings } });
    await engine.econnect.seed({ ownOrganisations: [OWN] });
    await engine.settle();
    await does('client', 'accept', { email: ANNA });
    await engine.goOn();
    await does('client', 'sign-in-again', { email: ANNA });
    for (const email of [MANAGER, SECOND_MANAGER]) {
      await does('client', 'add-member', { organisation: PARTY, email, role: 'Member' });
      await does('colleague', 'accept-membership', { organisation: PARTY, email });
    }
    await engine.goOn();
  }

  afterEach(() => engine.close());

  it('takes colleagues out of an organisation that the client set inactive', async () => {
    await begin();
    await does('client', 'set-organisation', { organisation: PARTY, active: false });
    const { ports, practiceId, connectionId } = engine;
    const { signal } = new AbortController();
    const read = await verifyConnection(ports, { practiceId, connectionId }, signal);
    expect(read).to.include({ status: 'complete' });
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await membersOf(PARTY)).to.deep.equal([ANNA]);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
  });

  it('takes colleagues out below a partnership whose id was lost', async () => {
    await begin();
    await lose('partnership');
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await membersOf(PARTY)).to.deep.equal([ANNA]);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
  });

  it('sees that nothing is left below a partnership that ended', async () => {
    await begin();
    const [partner] = (await engine.econnect.state()).partners;
    await engine.econnect.call('DELETE', `/api/assumed/v1/partners/${partner?.id ?? ''}`);
    await lose('partnership');
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await revokesOf('organisation-member')).to.deep.equal(['revoked_verified', 'revoked_verified']);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
  });

  it('claims no proof where nobody knows any more which organisation it was', async () => {
    await begin();
    await lose('organisation');
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await revokesOf('organisation-member')).to.deep.equal(['revoke_pending', 'revoke_pending']);
    expect(await engine.reasonOf(client)).to.equal('REVOKE_PENDING');
  });

  it('reads a guest back although the user does not show any more', async () => {
    await begin({ settings: { ownOrganisation: OWN } }, { inviteToOwnOrganisation: 'Member' });
    await lose('user');
    await engine.econnect.arm({
      ...{ match: { method: 'DELETE', path: 'organisations/' }, fault: 'no-effect', times: 99 },
    });
    anna = await engine.unlink(anna);
    await engine.goOn();
    expect(await membersOf(OWN)).to.include(ANNA);
    expect(await revokesOf('guest-member')).to.not.include('revoked_verified');
  });
});
