// The exact assumed requests to eConnect, one by one.
import { expect } from 'chai';
import nock from 'nock';
import {
  ANNA,
  API,
  caught,
  known,
  ORIGIN,
  OWN,
  PARTY,
  signsIn,
  target,
  type,
  useWire,
} from '../support/contract/econnect-nock.ts';
import { RONALD } from '../support/contract/econnect-session.ts';

const PROCESSED_ALREADY = { name: 'UnclearRefusalError', code: 'PORTAL_PROCESSED_ALREADY' };
const PATH_PARTY = 'NL%3AKVK%3A12345678';

describe('eConnect on the wire', () => {
  const wire = useWire();

  describe('the partnership', () => {
    const partnership = type('partnership');

    it('is looked for with a new token before anybody waits for it', async () => {
      signsIn(2);
      wire.portal.get(`${API}/partners`).query({ domain: 'bakker.example.nl' }).twice().reply(200, []);
      const [seen] = await partnership.observe!(wire.session, [target('bakker.example.nl')]);
      expect(seen).to.deep.equal({
        ...{ state: 'waiting', on: 'portal', what: 'PARTNERSHIP_NOT_VISIBLE', soon: true },
      });
    });

    it('shows with its id, and can be ended', async () => {
      signsIn();
      const row = { id: 'p1', domain: 'bakker.example.nl', name: 'B', status: 'active' };
      wire.portal.get(`${API}/partners`).query({ domain: 'bakker.example.nl' }).reply(200, [row]);
      const [seen] = await partnership.observe!(wire.session, [target('bakker.example.nl')]);
      expect(seen?.record?.portalId).to.equal('p1');
      wire.portal.delete(`${API}/partners/p1`).reply(204);
      expect(await partnership.remove!(wire.session, known('bakker.example.nl', 'p1'))).to.include({
        status: 'done',
      });
    });
  });

  describe('a relationship manager', () => {
    const manager = type('relationship-manager');
    const path = `${API}/partners/p1/relationship-managers/ronald%40kantoor.example.nl`;
    const connect = () =>
      manager.create(wire.session, { ...target(RONALD, { partnership: 'p1' }), attributes: {} });

    for (const [status, code, outcome] of [
      [204, '', { status: 'done', portalId: RONALD }],
      [409, 'ROLE_TOO_LOW', { status: 'waiting', on: 'practice', what: 'ROLE_TOO_LOW' }],
      [409, 'NO_MANAGER_ROLE', { status: 'waiting', on: 'practice', what: 'MANAGER_ROLE_MISSING' }],
      [409, 'ALREADY_DONE', { status: 'taken' }],
      [400, 'OTHER', { status: 'refused', what: 'REJECTED_BY_PORTAL', field: 'relationshipManagers' }],
    ] as const) {
      it(`answered ${status} ${code} is ${outcome.status}`, async () => {
        signsIn();
        wire.portal.put(path).reply(status, code === '' ? '' : { code, message: 'anna' });
        expect(await connect()).to.deep.equal(outcome);
      });
    }

    it('is tried again with a new token where the partner does not show, and later after that', async () => {
      signsIn(2);
      wire.portal.put(path).twice().reply(404);
      const colleague = { email: RONALD, platformRole: 'Advanced' };
      wire.portal.get(`${API}/colleagues/ronald%40kantoor.example.nl`).reply(200, colleague);
      expect(await caught(connect)).to.include({ code: 'PORTAL_PARENT_MISSING', mayHaveLanded: false });
    });
  });

  describe('a member of the client’s organisation', () => {
    const member = type('organisation-member');
    const parents = { partnership: 'p1', organisation: PARTY };
    const path = `${API}/partners/p1/organisations/${PATH_PARTY}/members`;
    const colleague = (platformRole: string | null) =>
      platformRole === null
        ? wire.portal.get(`${API}/colleagues/ronald%40kantoor.example.nl`).reply(404)
        : wire.portal
            .get(`${API}/colleagues/ronald%40kantoor.example.nl`)
            .reply(200, { email: RONALD, platformRole });
    const row = (status: string) => [{ email: 'Ronald@kantoor.example.nl', role: 'Member', status }];
    const observe = async () => (await member.observe!(wire.session, [target(RONALD, parents)]))[0];

    it('is there once active, whatever the letter case', async () => {
      signsIn();
      wire.portal.get(path).reply(200, row('active'));
      expect(await observe()).to.deep.equal({
        state: 'present',
        record: { portalId: RONALD, key: RONALD, attributes: { role: 'Member' } },
      });
    });

    for (const [role, on] of [
      ['Advanced', 'employee'],
      [null, 'contact'],
    ] as const) {
      it(`waits on the ${on} to accept the invitation`, async () => {
        signsIn();
        wire.portal.get(path).reply(200, row('invited'));
        colleague(role);
        expect(await observe()).to.deep.include({ state: 'waiting', on, what: 'INVITATION_NOT_ACCEPTED' });
      });
    }

    for (const [role, on, what] of [
      ['Basic', 'practice', 'ROLE_TOO_LOW'],
      ['Advanced', 'client', 'MEMBER_NOT_ADDED'],
      [null, 'client', 'MEMBER_NOT_ADDED'],
    ] as const) {
      it(`is waited for on the ${on} when it is not there: ${String(role)}`, async () => {
        signsIn(2);
        wire.portal.get(path).twice().reply(200, []);
        colleague(role);
        expect(await observe()).to.deep.equal({ state: 'waiting', on, what });
      });
    }

    it('counts as gone only when a token taken after it was made does not show it either', async () => {
      signsIn(2);
      wire.portal.get(path).twice().reply(404);
      const one = known(RONALD, RONALD, parents);
      expect(await member.look(wire.session, [one])).to.deep.equal([{ state: 'absent' }]);
      // Not again within minutes.
      wire.portal.get(path).reply(200, []);
      expect(await member.look(wire.session, [one])).to.deep.equal([{ state: 'absent' }]);
    });

    it('is looked at in one request with the others', async () => {
      signsIn();
      wire.portal
        .get(path)
        .reply(200, [...row('active'), { email: ANNA, role: 'Member', status: 'invited' }]);
      const seen = await member.look(wire.session, [
        known(RONALD, RONALD, parents),
        known(ANNA, ANNA, parents),
      ]);
      expect(seen.map(({ state }) => state)).to.deep.equal(['present', 'waiting']);
    });

    it('gets another role, and is taken away, unless it is the last administrator', async () => {
      signsIn();
      const at = `${path}/${encodeURIComponent(ANNA)}`;
      const one = known(ANNA, ANNA, parents);
      const change = { ...one, before: { role: 'Member' }, changes: { role: 'Administrator' } };
      wire.portal.put(at, { role: 'Administrator' }).reply(204);
      expect(await member.update!(wire.session, change)).to.deep.equal({ status: 'done', portalId: ANNA });
      wire.portal.put(at).reply(404);
      expect(await member.update!(wire.session, change)).to.deep.equal({ status: 'gone' });
      wire.portal.put(at).reply(409, { code: 'ALREADY_DONE' });
      expect(await caught(() => member.update!(wire.session, change))).to.include(PROCESSED_ALREADY);
      wire.portal.delete(at).reply(409, { code: 'ALREADY_DONE' });
      expect(await member.remove!(wire.session, one)).to.deep.equal({ status: 'gone' });
      wire.portal.delete(at).reply(409, { code: 'LAST_ADMINISTRATOR' });
      expect(await member.remove!(wire.session, one)).to.deep.equal({
        ...{ status: 'refused', what: 'LAST_ADMINISTRATOR' },
      });
      wire.portal.delete(at).reply(204);
      expect(await member.remove!(wire.session, one)).to.include({ status: 'done' });
      wire.portal.delete(at).reply(404);
      expect(await member.remove!(wire.session, one)).to.deep.equal({ status: 'gone' });
    });
  });

  it('reads organisations and users below the partner, and waits for the client where they are not there', async () => {
    signsIn(2);
    wire.portal
      .get(`${API}/partners/p1/organisations`)
      .times(4)
      .reply(200, [{ party: PARTY, active: false }]);
    wire.portal
      .get(`${API}/partners/p1/users`)
      .twice()
      .reply(200, [
        { email: 'x@bakker.example.nl', platformRole: 'Basic', state: 'Active', connected: true },
      ]);
    const parents = { partnership: 'p1' };
    // Known all the same: whoever is a member there may have to be taken out.
    const record = { portalId: PARTY, key: PARTY, attributes: {} };
    const inactive = [{ state: 'waiting', on: 'client', what: 'ORGANISATION_NOT_ACTIVE', record }];
    const organisation = type('organisation');
    expect(await organisation.observe!(wire.session, [target(PARTY, parents)])).to.deep.equal(inactive);
    expect(await organisation.look(wire.session, [known(PARTY, PARTY, parents)])).to.deep.equal(inactive);
    expect(await organisation.find(wire.session, target(PARTY, parents))).to.deep.equal([]);
    for await (const listed of organisation.list!(wire.session, parents)) expect.fail(listed.portalId);
    expect(await type('user').observe!(wire.session, [target(ANNA, parents)])).to.deep.equal([
      { state: 'waiting', on: 'client', what: 'USER_NOT_IN_ENVIRONMENT' },
    ]);
  });

  it('connects a user, and invites it to the organisation of the practice', async () => {
    signsIn();
    const path = `${API}/organisations/NL%3AKVK%3A87654321/members`;
    wire.portal.put(`${API}/partners/p1/users/x%40bakker.example.nl/connection`).reply(204);
    const user = 'x@bakker.example.nl';
    const connection = { ...target('', { user, partnership: 'p1' }), attributes: {} };
    expect(await type('user-connection').create(wire.session, connection)).to.deep.equal({
      ...{ status: 'done', portalId: user },
    });
    const guest = { ...target(OWN, { user, 'user-connection': user }), attributes: { role: 'Member' } };
    const invite = () => type('guest-member').create(wire.session, guest);
    wire.portal
      .post(path, { email: user, role: 'Member' })
      .reply(201, { email: user, role: 'Member', status: 'invited' });
    expect(await invite()).to.deep.equal({
      ...{ status: 'waiting', portalId: user, on: 'contact', what: 'INVITATION_NOT_ACCEPTED' },
    });
    wire.portal.post(path).reply(409, { code: 'EXISTS' });
    expect(await invite()).to.deep.equal({ status: 'taken' });
    wire.portal.post(path).reply(409, { code: 'ROLE_TOO_LOW' });
    expect(await invite()).to.deep.equal({
      ...{ status: 'waiting', on: 'client', what: 'CONTACT_ROLE_TOO_LOW' },
    });
    wire.portal.post(path).reply(409, { code: 'NOT_CONNECTED' });
    expect(await caught(invite)).to.include({ code: 'PORTAL_PARENT_MISSING' });
  });

  it('makes a group, knows it by its number and renames it', async () => {
    signsIn();
    const group = type('group');
    const name = 'Bakker (12345678)';
    const at = target(PARTY, { partnership: 'p1' });
    wire.portal.post(`${API}/groups`, { partner: 'p1', name }).reply(201, { id: 'g1' });
    const made = await group.create(wire.session, { ...at, attributes: { name } });
    expect(made).to.deep.equal({ status: 'done', portalId: 'g1' });
    wire.portal
      .get(`${API}/groups`)
      .query({ partner: 'p1' })
      .reply(200, [
        { id: 'g1', partner: 'p1', name },
        { id: 'g2', partner: 'p1', name: 'Bakker' },
        { id: 'g3', partner: 'p1', name: 'Bakker (87654321)' },
      ]);
    expect(await group.find(wire.session, at)).to.deep.equal([
      { portalId: 'g1', key: PARTY, attributes: { name } },
    ]);
    const one = known(PARTY, 'g1', { partnership: 'p1' });
    wire.portal.patch(`${API}/groups/g1`, { name: 'Nieuw (12345678)' }).reply(204);
    await group.update!(wire.session, { ...one, before: { name }, changes: { name: 'Nieuw (12345678)' } });
  });

  it('puts somebody in a group and takes them out, whoever they are by now', async () => {
    signsIn();
    const member = type('group-member');
    const path = `${API}/groups/g1/members/x%40bakker.example.nl`;
    const at = target('x@bakker.example.nl', { group: 'g1' });
    wire.portal.put(path).reply(204);
    expect(await member.create(wire.session, { ...at, attributes: {} })).to.include({ status: 'done' });
    wire.portal.put(path).reply(409, { code: 'NOT_CONNECTED' });
    expect(await member.create(wire.session, { ...at, attributes: {} })).to.include({ field: 'email' });
    wire.portal.put(path).reply(409);
    expect(await member.create(wire.session, { ...at, attributes: {} })).to.deep.equal({ status: 'taken' });
    const stranger = known('unknown:x', 'x@bakker.example.nl', { group: 'g1' });
    for (const status of [404, 409]) {
      wire.portal.delete(path).reply(status);
      expect(await member.remove!(wire.session, stranger)).to.deep.equal({ status: 'gone' });
    }
  });

  it('shares by place and target, and knows a share again by them', async () => {
    signsIn();
    const share = type('document-share');
    const at = target('documents:group:12345678', { group: 'g1' });
    const body = { group: 'g1', location: 'documents', level: 'edit', with: { kind: 'group', key: 'g1' } };
    wire.portal.post(`${API}/shares`, body).reply(201, { id: 's1' });
    const creation = { ...at, attributes: { level: 'edit' } };
    expect(await share.create(wire.session, creation)).to.deep.equal({ status: 'done', portalId: 's1' });
    wire.portal.post(`${API}/shares`).reply(409, { code: 'EXISTS' });
    expect(await share.create(wire.session, creation)).to.deep.equal({ status: 'taken' });
    const organisation = target(`inbox-in:organisation:${PARTY}`, { group: 'g1' });
    const rows = [
      { id: 's1', ...body },
      { id: 's2', ...body, location: 'inbox-in', with: { kind: 'organisation', key: PARTY } },
    ];
    wire.portal.get(`${API}/shares`).query({ group: 'g1' }).times(3).reply(200, rows);
    expect((await share.find(wire.session, at)).map(({ portalId }) => portalId)).to.deep.equal(['s1']);
    expect((await share.find(wire.session, organisation)).map(({ portalId }) => portalId)).to.deep.equal([
      's2',
    ]);
    const [seen] = await share.look(wire.session, [known(at.key, 's1', at.parents)]);
    expect(seen?.record).to.deep.equal({ portalId: 's1', key: at.key, attributes: { level: 'edit' } });
    wire.portal.patch(`${API}/shares/s1`, { level: 'read' }).reply(204);
    const one = known(at.key, 's1', at.parents);
    await share.update!(wire.session, { ...one, before: { level: 'edit' }, changes: { level: 'read' } });
    wire.portal.delete(`${API}/shares/s1`).reply(204);
    expect(await share.remove!(wire.session, one)).to.include({ status: 'done' });
  });

  it('delegates the purchase invoices of one organisation to the group', async () => {
    signsIn();
    const rule = type('delegation-rule');
    const at = target('purchase-invoices', { group: 'g1', organisation: PARTY });
    const body = { group: 'g1', organisation: PARTY, documents: 'purchase-invoices' };
    wire.portal.post(`${API}/delegation-rules`, body).reply(201, { id: 'r1' });
    expect(await rule.create(wire.session, { ...at, attributes: {} })).to.deep.equal({
      ...{ status: 'done', portalId: 'r1' },
    });
    wire.portal
      .get(`${API}/delegation-rules`)
      .query({ group: 'g1' })
      .reply(200, [
        { id: 'r1', ...body },
        { id: 'r2', ...body, organisation: OWN },
      ]);
    expect((await rule.find(wire.session, at)).map(({ portalId }) => portalId)).to.deep.equal(['r1']);
    wire.portal.delete(`${API}/delegation-rules/r1`).reply(204);
    expect(await rule.remove!(wire.session, known(at.key, 'r1', at.parents))).to.include({ status: 'done' });
    wire.portal.delete(`${API}/delegation-rules/r1`).reply(409);
    expect(await rule.remove!(wire.session, known(at.key, 'r1', at.parents))).to.include({ status: 'gone' });
  });

  it('stops with an access error when the client credentials are wrong', async () => {
    nock(ORIGIN).post('/identity/connect/token').reply(400, { error: 'invalid_client' });
    const error = await caught(() => type('partnership').find(wire.session, target('bakker.example.nl')));
    expect(error).to.include({ name: 'AccessError', code: 'SIGN_IN_REFUSED' });
  });
});
