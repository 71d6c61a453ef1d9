// The exact requests to CaseWare Cloud, one by one. One that is not expected fails, and so does one that is never sent.
import { expect } from 'chai';
import nock from 'nock';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { access } from '../../../connectors/caseware-cloud/resources/access.ts';
import { address } from '../../../connectors/caseware-cloud/resources/address.ts';
import { entity } from '../../../connectors/caseware-cloud/resources/entity.ts';
import { groupRole } from '../../../connectors/caseware-cloud/resources/group-role.ts';
import { group } from '../../../connectors/caseware-cloud/resources/group.ts';
import { person } from '../../../connectors/caseware-cloud/resources/person.ts';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import { wanted } from '../../../connectors/caseware-cloud/wanted.ts';
import type { Session } from '../../../connectors/connector.ts';
import { openSession } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import { contact, eligible } from '../../support/contract/sample-records.ts';
import { useNock } from '../../support/contract/use-nock.ts';

const ORIGIN = 'https://nl.casewarecloud.example.nl';
const BASE = '/jansen/ms/caseware-cloud/api/v2';
const NOW = new Date('2026-11-22T10:00:00Z');
const SETTINGS = settingsSchema.parse({});
const PAGE = { page: '1', pageSize: '50' };
const MEMBER = { key: '', portalId: 'u-1', parents: { group: 'g-1', person: 'u-1' } };

const attributesOf = (type: string) =>
  wanted(eligible({}, [contact()]), SETTINGS).claims.find((claim) => claim.type === type)!.attributes;
const target = (key = '', parents: Record<string, string> = {}) => ({ key, portalId: null, parents });
describe('CaseWare Cloud on the wire', () => {
  useNock();
  let session: Session<CaseWareSettings>;
  let portal: nock.Scope;

  beforeEach(() => {
    nock(ORIGIN)
      .post(`${BASE}/auth/token`, { ClientId: 'id', ClientSecret: 'secret', Language: 'en' })
      .reply(200, { Token: 'a-token' });
    portal = nock(ORIGIN, { reqheaders: { authorization: 'Bearer a-token' } });
    session = openSession({
      connector: caseWareCloud,
      baseUrl: `${ORIGIN}${BASE}`,
      settings: SETTINGS,
      credentials: { clientId: 'id', clientSecret: 'secret' },
      budget: unlimitedBudget,
      timeoutMs: 2_000,
      now: () => NOW,
      tokens: createTokenCache(),
    });
  });
  afterEach(() => portal.done());
  const ends = (path: string, { search = {}, times = 1, page = '2' } = {}) =>
    portal
      .get(`${BASE}${path}`)
      .query({ ...PAGE, page, ...search })
      .times(times)
      .reply(200, []);

  /** What the portal has under this name of a role. */
  const shows = (name: string, roles: readonly object[]) => {
    portal
      .get(`${BASE}/roles`)
      .query({ ...PAGE, search: `Name='${name}'` })
      .reply(200, [...roles]);
    if (roles.length > 0) ends('/roles', { search: { search: `Name='${name}'` } });
  };

  it('looks for an entity by its number and takes none that is merely alike', async () => {
    portal
      .get(`${BASE}/entities`)
      .query({ search: "EntityNo='      4711'", ...PAGE })
      .reply(200, [
        { CWGuid: 'e-1', Id: 7, EntityNo: '      4711', Name: 'Bakkerij', OwnerType: 'Client', Type: 'A' },
        { CWGuid: 'e-2', Id: 8, EntityNo: '47110', Name: 'Slager', OwnerType: 'Client', Type: 'A' },
      ]);
    ends('/entities', { search: { search: "EntityNo='      4711'" } });
    expect(await entity.find(session, target('4711'))).to.deep.equal([
      {
        portalId: 'e-1',
        key: '4711',
        attributes: { EntityNo: '4711', Name: 'Bakkerij', OwnerType: 'Client', Type: 'A' },
      },
    ]);
  });

  it('makes an entity with what is filled in', async () => {
    const body = {
      Id: 0,
      EntityNo: '4711',
      Name: 'B.V.',
      OwnerType: 'Client',
      Type: 'A',
      OperatingName: 'B.V.',
    };
    portal.post(`${BASE}/entities`, body).reply(201, { CWGuid: 'e-1', Id: 7, EntityNo: '4711' });
    const attributes = {
      EntityNo: '4711',
      Name: 'B.V.',
      OwnerType: 'Client',
      Type: 'A',
      BusinessPhone: null,
    };
    const outcome = await entity.create(session, { ...target('4711'), attributes });
    const shown = { EntityNo: '4711' };
    expect(outcome).to.deep.equal({ status: 'done', portalId: 'e-1', shown });
  });

  for (const [status, body, outcome] of [
    [400, { errorMessage: 'An entity with this number already exists' }, 'taken'],
    [400, 'Duplicate EntityNo', 'taken'],
    [400, '<html><p>Entiteit bestaat al</p></html>', 'taken'],
    [400, { errors: [{ message: 'Name is required' }] }, 'refused'],
    [400, 'Bad request', 'refused'],
    [422, { message: 'CountryCode is unknown' }, 'refused'],
  ] as const) {
    it(`takes ${status} ${JSON.stringify(body)} as ${outcome}`, async () => {
      portal.post(`${BASE}/entities`).reply(status, body);
      if (outcome === 'refused')
        for (const text of ['      4711', '4711'])
          portal
            .get(`${BASE}/entities`)
            .query({ search: `EntityNo='${text}'`, ...PAGE })
            .reply(200, []);
      const result = await entity.create(session, { ...target('4711'), attributes: attributesOf('entity') });
      expect(result.status).to.equal(outcome);
    });
  }

  it('changes an entity with OwnerType and Type, the trading name along with the name', async () => {
    const body = {
      Name: 'Nieuw B.V.',
      OperatingName: 'Nieuw B.V.',
      BusinessPhone: '',
      OwnerType: 'Client',
      Type: 'I',
    };
    portal.patch(`${BASE}/entities/e-1`, body).reply(200, {});
    await entity.update!(session, {
      ...{ key: '4711', portalId: 'e-1', parents: {}, before: { Type: 'I' } },
      changes: { Name: 'Nieuw B.V.', BusinessPhone: null },
    });
  });

  it('lists entities page by page until one is empty, however short the others are', async () => {
    const row = (id: number) => ({ CWGuid: `e-${id}`, Id: id, EntityNo: String(id) });
    const full = Array.from({ length: 50 }, (_, index) => row(index + 1));
    portal.get(`${BASE}/entities`).query(PAGE).reply(200, full);
    portal
      .get(`${BASE}/entities`)
      .query({ ...PAGE, page: '2' })
      .reply(200, [row(51)]);
    ends('/entities', { page: '3' });
    const keys: string[] = [];
    for await (const record of entity.list!(session, {})) keys.push(record.key);
    expect(keys).to.have.length(51);
  });

  it('makes an address and reads the list to learn its identifier, even when it shows late', async () => {
    portal.get(`${BASE}/entities/e-1`).reply(200, { CWGuid: 'e-1', Id: 7, EntityNo: '4711' });
    portal
      .post(`${BASE}/entities/e-1/addresses`, {
        ...{
          Id: 0,
          Name: 'Business',
          Address1: 'Dorpsstraat 12 a',
          Address2: 'Gebouw West',
          City: 'Utrecht',
        },
        ...{
          Country: 'NL',
          PostalCode: '1234 AB',
          AddressCategory: 'Business',
          OwnerCWGuid: 'e-1',
          OwnerId: 7,
        },
      })
      .reply(201, '99');
    portal.get(`${BASE}/entities/e-1/addresses`).query(PAGE).reply(200, []);
    portal
      .get(`${BASE}/entities/e-1/addresses`)
      .query(PAGE)
      .reply(200, [{ CWGuid: 'a-1', Id: 99 }]);
    const creation = { ...target('', { entity: 'e-1' }), attributes: attributesOf('address') };
    expect(await address.create(session, creation)).to.deep.equal({ status: 'done', portalId: 'a-1' });
  });

  it('changes an address at its own identifier', async () => {
    portal.patch(`${BASE}/entities/addresses/a-1`, { Address2: '', City: 'Zeist' }).reply(200);
    const change = { key: '', portalId: 'a-1', parents: { entity: 'e-1' }, before: {} };
    await address.update!(session, { ...change, changes: { Address2: null, City: 'Zeist' } });
  });

  it('makes a person without a password', async () => {
    portal
      .post(`${BASE}/users`, {
        ...{ Id: 0, OwnerType: 'Contact', FirstName: 'Anna', MiddleName: 'van der', LastName: 'Berg' },
        ...{ Email: 'anna@devries.example.nl', BusinessPhone: '030-7654321' },
        ...{ MobilePhone: '06-12345678', Admin: false, IsSingleSignOnUser: false },
      })
      .reply(201, { CWGuid: 'u-1', CanLogin: false });
    const creation = { ...target('anna@devries.example.nl'), attributes: attributesOf('person') };
    expect(await person.create(session, creation)).to.deep.equal({
      ...{ status: 'done', portalId: 'u-1', signIn: 'mail-sent' },
    });
  });

  it('leaves a member of staff alone who has the e-mail of a contact', async () => {
    const search = { search: "Email='o\\'neil@example.nl'", ...PAGE };
    const staff = [{ CWGuid: 'u-9', Email: "O'Neil@example.nl", OwnerType: 'Staff' }];
    portal.get(`${BASE}/users`).query(search).times(2).reply(200, staff);
    ends('/users', { search: { search: "Email='o\\'neil@example.nl'" }, times: 2 });
    portal.post(`${BASE}/users`).reply(400, { errorMessage: 'Email already in use' });
    expect(await person.find(session, target("o'neil@example.nl"))).to.deep.equal([]);
    const creation = { ...target("o'neil@example.nl"), attributes: attributesOf('person') };
    expect(await person.create(session, creation)).to.include({ status: 'refused', what: 'EMAIL_IN_USE' });
  });

  it('puts OwnerType in every change of a person, and the date when it is switched off', async () => {
    const known = { key: 'k', portalId: 'u-1', parents: {}, before: {} };
    portal.patch(`${BASE}/users/u-1`, { BusinessPhone: '1', OwnerType: 'Contact' }).reply(200);
    await person.update!(session, { ...known, changes: { BusinessPhone: '1' } });
    portal
      .patch(`${BASE}/users/u-1`, { Type: 'I', InActiveDate: '2026-11-22', OwnerType: 'Contact' })
      .reply(200);
    await person.update!(session, { ...known, changes: { Type: 'I' } });
    portal.patch(`${BASE}/users/u-1`, { Type: 'A', InActiveDate: null, OwnerType: 'Contact' }).reply(200);
    await person.update!(session, { ...known, changes: { Type: 'A' } });
  });

  for (const [CanLogin, signIn] of [
    [true, 'active'],
    [false, 'mail-sent'],
    [undefined, 'unknown'],
  ] as const) {
    it(`shows whether a person can sign in: CanLogin ${String(CanLogin)} is ${signIn}`, async () => {
      portal.get(`${BASE}/users/u-1`).reply(200, { CWGuid: 'u-1', Email: 'A@EXAMPLE.NL', CanLogin });
      const [seen] = await person.look(session, [{ key: 'k', portalId: 'u-1', parents: {} }]);
      expect(seen?.record).to.deep.equal({
        ...{ portalId: 'u-1', key: 'a@example.nl', attributes: { Email: 'a@example.nl' }, signIn },
      });
    });
  }

  it('makes one group for an entity, named after what never changes, and gives it the role', async () => {
    portal
      .post(`${BASE}/groups`, {
        ...{ BriefDescription: 'Koppel e-1', OwnerType: 'Contact', BusinessUnits: { List: [] } },
      })
      .reply(201, { CWGuid: 'g-1' });
    shows('Contact - Entity Collaborator', [{ Id: 12, CWGuid: 'r', Name: 'Contact - Entity Collaborator' }]);
    portal
      .patch(`${BASE}/groups/g-1/role-assignments`, {
        ...{ RoleIDs: ['r'], isRemove: false, objType: 'Entity', objId: 'e-1' },
      })
      .reply(204);
    const made = await group.create(session, { ...target('', { entity: 'e-1' }), attributes: {} });
    expect(made).to.deep.equal({ status: 'done', portalId: 'g-1' });
    const creation = {
      ...target('', { entity: 'e-1', group: 'g-1' }),
      attributes: { Role: 'Contact - Entity Collaborator' },
    };
    expect(await groupRole.create(session, creation)).to.deep.equal({ status: 'done', portalId: 'r' });
  });

  it('asks for the setting when no role has its name', async () => {
    shows('Contact - Entity Collaborator', []);
    shows('Contact - Entiteit Medewerker', []);
    const creation = {
      ...target('', { entity: 'e-1', group: 'g-1' }),
      attributes: { Role: 'Contact - Entity Collaborator' },
    };
    expect(await groupRole.create(session, creation)).to.deep.equal({
      ...{ status: 'refused', what: 'ROLE_NOT_FOUND', field: 'roleName' },
    });
  });

  it('gives the new role before it takes the old one away when the setting changes', async () => {
    const sent: unknown[] = [];
    shows('New', [{ Id: 2, CWGuid: 'new', Name: 'New' }]);
    portal
      .patch(`${BASE}/groups/g-1/role-assignments`, (body) => sent.push(body) > 0)
      .times(2)
      .reply(204);
    const known = {
      key: '',
      portalId: 'old',
      parents: { entity: 'e-1', group: 'g-1' },
      before: { Role: 'Old' },
    };
    const outcome = await groupRole.update!(session, { ...known, changes: { Role: 'New' } });
    expect(outcome).to.deep.equal({ status: 'done', portalId: 'new' });
    expect(sent).to.deep.equal([
      { RoleIDs: ['new'], isRemove: false, objType: 'Entity', objId: 'e-1' },
      { RoleIDs: ['old'], isRemove: true, objType: 'Entity', objId: 'e-1' },
    ]);
  });

  it('tries a grant again when the portal does not know the new group yet', async () => {
    portal.patch(`${BASE}/groups/g-1/user-assignments`, { People: ['u-1'], isRemove: false }).reply(404);
    const failed = access.create(session, { ...MEMBER, attributes: {} }).catch((error: unknown) => error);
    expect(await failed).to.include({ code: 'PORTAL_PARENT_MISSING', mayHaveLanded: false });
  });

  it('reads a group that is gone as one without members', async () => {
    portal.get(`${BASE}/groups/g-1/users`).query(PAGE).reply(404);
    expect(await access.look(session, [MEMBER])).to.deep.equal([{ state: 'absent' }]);
  });

  it('tells a person exactly what to do by hand, in both languages', () => {
    const names = {
      ...{ client: 'Bakkerij', clientNumber: '4711', contact: 'Anna Berg' },
      ...{ email: 'anna@example.nl', key: '', wanted: {} },
    };
    for (const action of ['create', 'remove'] as const) {
      const task = access.manual!(action, names)!;
      expect(task.en.join(' ')).to.include('anna@example.nl').and.to.include('4711');
      expect(task.nl).to.have.length(task.en.length);
    }
  });
});
