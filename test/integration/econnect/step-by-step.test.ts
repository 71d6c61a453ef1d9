import { expect } from 'chai';
import { listBrakeRequests, nameAccesses } from '../../../src/database/ledger/brake-requests.ts';
import { sql } from 'kysely';
import pg from 'pg';
import {
  MANAGER,
  openEConnectEngine,
  SECOND_MANAGER,
  type EConnectEngine,
  type EConnectOptions,
} from '../../support/econnect-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

const PARTY = 'NL:KVK:12345678';
const ANNA = 'anna@bakker.example.nl';
const CARLA = 'carla@bakker.example.nl';
const NO_BRAKE = { count: 1000, share: 1 };

describe('eConnect, step by step', () => {
  let engine: EConnectEngine;
  let client: ClientHandle;
  let anna: ContactHandle;

  async function open(options: EConnectOptions = {}): Promise<void> {
    engine = await openEConnectEngine({ policy: { brake: NO_BRAKE }, ...options });
    client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    anna = await engine.contact(client, { email: ANNA, linkSettings: { manager: true } });
    await engine.settle();
  }
  const does = (human: string, what: string, rest: object = {}) =>
    engine.econnect.does({ human, does: what, ...rest });
  const people = async () =>
    (await engine.econnect.state()).access.find(({ organisation }) => organisation === PARTY)?.people ?? [];

  async function accept(): Promise<void> {
    await does('client', 'accept', { email: ANNA });
    await engine.goOn();
  }
  async function addColleagues(): Promise<void> {
    await does('client', 'sign-in-again', { email: ANNA });
    for (const email of [MANAGER, SECOND_MANAGER]) {
      await does('client', 'add-member', { organisation: PARTY, email, role: 'Member' });
      await does('colleague', 'accept-membership', { organisation: PARTY, email });
    }
    await engine.goOn();
  }

  afterEach(() => engine.close());

  it('[seed] access does not happen by itself: a partnership without membership shows nothing', async () => {
    await open();
    await accept();
    expect((await people()).filter(({ by }) => by === 'member').map(({ email }) => email)).to.deep.equal([
      ANNA,
    ]);
    await addColleagues();
    expect((await people()).map(({ email }) => email)).to.include.members([MANAGER, SECOND_MANAGER]);
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
  });

  it('[seed] a member invited waits until the colleague accepts in Inbox IN', async () => {
    await open();
    await accept();
    await does('client', 'sign-in-again', { email: ANNA });
    for (const email of [MANAGER, SECOND_MANAGER])
      await does('client', 'add-member', { organisation: PARTY, email, role: 'Member' });
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('INVITATION_NOT_ACCEPTED');
    const waits = await engine.rows(waitingOn('organisation-member'));
    expect(waits.map(({ on }) => on)).to.deep.equal(['employee', 'employee']);
  });

  it('[seed] only an Advanced user or Administrator can work at a partner: ROLE_TOO_LOW until the role is raised', async () => {
    await open();
    await does('practice', 'set-role', { email: SECOND_MANAGER, platformRole: 'Basic' });
    await accept();
    expect(await engine.reasonOf(client)).to.equal('ROLE_TOO_LOW');
    const [low] = await engine.rows(waitingOn('relationship-manager'));
    expect(low).to.deep.equal({ key: SECOND_MANAGER, on: 'practice' });
    await does('practice', 'set-role', { email: SECOND_MANAGER, platformRole: 'Advanced' });
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('MEMBER_NOT_ADDED');
  });

  it('[seed] the role of relationship manager is assigned apart, by an administrator', async () => {
    await open();
    await does('practice', 'set-role', { email: SECOND_MANAGER, relationshipManager: false });
    await accept();
    expect(await engine.reasonOf(client)).to.equal('MANAGER_ROLE_MISSING');
  });

  it('[seed] several relationship managers are connected, before any member', async () => {
    await open();
    await accept();
    const [partner] = (await engine.econnect.state()).partners;
    expect(partner?.relationshipManagers).to.have.members([MANAGER, SECOND_MANAGER]);
  });

  it('[seed] C, added later to a partnered environment, is connected; no second request is sent', async () => {
    await open();
    await accept();
    const carla = await engine.contact(client, { email: CARLA });
    await engine.settle();
    expect(await engine.reasonOf(carla)).to.equal('USER_NOT_IN_ENVIRONMENT');
    await does('user', 'join', { email: CARLA });
    await engine.goOn();
    expect(await engine.reasonOf(carla)).to.equal('IN_SYNC');
    const state = await engine.econnect.state();
    expect(state.partners[0]?.connected).to.include(CARLA);
    expect(state.groups[0]?.members).to.include(CARLA);
    expect(state.requests).to.have.length(1);
  });

  it('a client whose organisation is active with a partner already is recognised: no request is sent', async () => {
    await open();
    await accept();
    await forgetEverything(engine.databaseUrl);
    await engine.change(client, { phone: '030 1111111' });
    await engine.settle();
    await engine.goOn();
    expect((await engine.econnect.state()).requests).to.have.length(1);
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
  });

  it('[seed] A may invite B to an organisation of its own', async () => {
    await open({ settings: { ownOrganisation: 'NL:KVK:87654321' } });
    await engine.econnect.seed({ ownOrganisations: ['NL:KVK:87654321'] });
    anna = await engine.change(anna, { linkSettings: { manager: true, inviteToOwnOrganisation: 'Member' } });
    await accept();
    expect(await engine.reasonOf(anna)).to.equal('INVITATION_NOT_ACCEPTED');
    await engine.goOn();
    expect((await engine.econnect.mails()).filter((mail) => mail.startsWith('guest-invited'))).to.have.length(
      1,
    );
    await does('user', 'accept-membership', { organisation: 'NL:KVK:87654321', email: ANNA });
    await engine.goOn();
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
  });

  it('[seed] shares from Documents, Inbox IN and Inbox OUT, at three levels, to group, organisation and user', async () => {
    const shares = [
      { location: 'documents', level: 'full', with: 'group' },
      { location: 'inbox-in', level: 'edit', with: 'organisation' },
      { location: 'inbox-out', level: 'read', with: { user: MANAGER } },
    ];
    await open({ settings: { shares } });
    await accept();
    const shown = (await engine.econnect.state()).shares.map(
      ({ location, level, with: target }) => `${location} ${level} ${target.kind}`,
    );
    expect(shown).to.have.members([
      'documents full group',
      'inbox-in edit organisation',
      'inbox-out read user',
    ]);
  });

  it('[seed] a group shows documents to people who are no member of the organisation', async () => {
    await open({ settings: { shares: [{ location: 'documents', level: 'read', with: 'group' }] } });
    await accept();
    const carla = await engine.contact(client, { email: CARLA });
    await does('user', 'join', { email: CARLA });
    await engine.settle();
    await engine.goOn();
    expect(await engine.reasonOf(carla)).to.equal('IN_SYNC');
    expect((await people()).find(({ email }) => email === CARLA)).to.include({ by: 'group' });
  });

  it('unlinking a contact takes its group membership away, and nothing else', async () => {
    await open({ settings: { shares: [{ location: 'documents', level: 'read', with: 'group' }] } });
    await accept();
    await addColleagues();
    anna = await engine.unlink(anna);
    await engine.goOn();
    expect(await engine.reasonOf(anna)).to.equal('LINK_OFF');
    const state = await engine.econnect.state();
    expect(state.groups[0]?.members).to.have.members([MANAGER, SECOND_MANAGER]);
    expect(state.partners[0]).to.include({ status: 'active' });
  });

  it('rule 19: a group membership that does not show yet is not proven gone by its absence', async () => {
    await open();
    await accept();
    await does('user', 'join', { email: CARLA });
    const carla = await engine.contact(client, { email: CARLA });
    await engine.settle();
    const place = async () => (await engine.econnect.state()).groups[0];
    expect((await place())?.members).to.include(CARLA);
    const path = `/api/assumed/v1/groups/${(await place())?.id ?? ''}/members/${CARLA}`;
    // As if the portal did not show it yet: neither the removal nor the read-back meets it.
    await engine.econnect.call('DELETE', path);
    await engine.unlink(carla);
    expect(await engine.settle(3)).to.deep.equal(['NOT_VISIBLE_YET']);
    const revoke = async () => (await engine.resources('group-member')).find(({ key }) => key === CARLA);
    expect((await revoke())?.revokeState).to.equal('revoked_sent');
    await engine.econnect.call('PUT', path);
    await engine.goOn();
    expect((await place())?.members).not.to.include(CARLA);
    expect((await revoke())?.revokeState).to.equal('revoked_verified');
  });

  it('unlinking a client takes group memberships first, then memberships; the partnership stays', async () => {
    await open({ settings: { shares: [{ location: 'documents', level: 'read', with: 'group' }] } });
    await accept();
    await addColleagues();
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
    const state = await engine.econnect.state();
    expect(state.groups).to.deep.equal([]);
    expect(
      state.organisations.find(({ party }) => party === PARTY)?.members.map(({ email }) => email),
    ).to.deep.equal([ANNA]);
    expect(state.partners[0]).to.include({ status: 'active' });
    const removed = (await engine.audit())
      .filter(({ action }) => action === 'portal.remove')
      .map(({ details }) => details['type']);
    expect(removed.indexOf('group-member')).to.be.lessThan(removed.indexOf('organisation-member'));
  });

  it('ends the partnership with the last link only where the connection says so', async () => {
    await open({ settings: { endPartnershipWithLastLink: true } });
    await accept();
    await engine.unlink(client);
    await engine.goOn();
    expect((await engine.econnect.state()).partners[0]).to.include({ status: 'ended' });
  });

  it('rule 22: the places of colleagues count for the brake as those of contacts do', async () => {
    await open({ policy: { brake: { count: 2, share: 1 } } });
    await accept();
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('BRAKE');
    expect((await engine.econnect.state()).groups[0]?.members).to.have.members([
      ANNA,
      MANAGER,
      SECOND_MANAGER,
    ]);
    const asked = await engine.store.inPractice(engine.practiceId, async (tx) => {
      const [request] = await listBrakeRequests(tx);
      const resourceIds = request?.resourceIds ?? [];
      return { resourceIds, names: await nameAccesses(tx, resourceIds) };
    });
    expect(asked.names.map(({ resourceId }) => resourceId).sort(), 'each is named').to.deep.equal(
      [...asked.resourceIds].sort(),
    );
    expect(asked.names.map(({ contact }) => contact)).to.include.members([MANAGER, SECOND_MANAGER]);
  });

  it('never takes the last administrator away', async () => {
    await open();
    anna = await engine.change(anna, { linkSettings: { manager: true, role: 'Administrator' } });
    await accept();
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
    await engine.unlink(anna);
    await engine.goOn();
    const members = (await engine.econnect.state()).organisations[0]?.members;
    expect(members?.find(({ email }) => email === ANNA)).to.include({ role: 'Administrator' });
  });

  it('a blocked environment stops the connection with one alert, and is not tried again as an outage', async () => {
    // The documented calls alone.
    engine = await openEConnectEngine({ provenTypes: [] });
    await engine.econnect.block(true);
    const clients = [];
    for (let n = 1; n <= 4; n += 1)
      clients.push(await engine.client({ kvkNumber: `1000000${n}`, email: `info@bedrijf${n}.example.nl` }));
    await engine.settle();
    expect(engine.alerts).to.deep.equal([{ state: 'stopped', reason: 'ENVIRONMENT_BLOCKED_UNPAID' }]);
    await engine.econnect.resetCounts();
    await engine.goOn();
    // One probe at a time, which only reads: nothing of any client is sent.
    const { byPattern } = await engine.econnect.counts();
    expect(Object.keys(byPattern).filter((pattern) => !pattern.startsWith('GET '))).to.deep.equal([]);
    expect(engine.alerts).to.have.length(1);
    expect(await Promise.all(clients.map((each) => engine.reasonOf(each)))).to.include('CONNECTION_STOPPED');
  });
});

function waitingOn(type: string) {
  return sql<{ key: string; on: string }>`
    select key, waiting_on as on from portal_resource where type = ${type} and state = 'waiting' order by key`;
}

/** As after a restore of a database that is older than what the portal holds. */
async function forgetEverything(url: string): Promise<void> {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  await database.query('delete from koppel.operation; delete from koppel.portal_resource');
  await database.end();
}
