// What was once believed of CaseWare Cloud and is otherwise, each by its line. Sources: the vendor's documentation
// (docs.caseware.com, state 2026-01-15) and its images of the API pages, named at each.
import { expect } from 'chai';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { startCaseWareSandbox } from '../../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { parseSearch } from '../../../connectors/caseware-cloud/sandbox/search-grammar.ts';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import { wanted } from '../../../connectors/caseware-cloud/wanted.ts';
import type { PortalRequest, PortalResponse, Session } from '../../../connectors/connector.ts';
import { contact, eligible } from '../../support/contract/sample-records.ts';

const ROLE = { CWGuid: 'r', Id: 12, Name: 'Contact - Entity Collaborator' };
const { entity, person, group, 'entity-role': entityRole } = caseWareCloud.resources;

describe('[seed] Corrected about CaseWare Cloud', () => {
  let sent: PortalRequest[];
  beforeEach(() => {
    sent = [];
  });

  /** A portal that answers by `METHOD /path`; a list it does not know is empty. */
  const asking = (answers: Readonly<Record<string, PortalResponse>>): Session<CaseWareSettings> => ({
    settings: settingsSchema.parse({}),
    send: (request) => {
      sent.push(request);
      const isFirstPage = (request.query?.page ?? 1) === 1;
      const known = isFirstPage ? answers[`${request.method} ${request.path}`] : undefined;
      return Promise.resolve(known ?? { status: 200, body: [] });
    },
    now: () => new Date('2026-11-29T10:00:00Z'),
    remember: (_key, read) => read(),
    forget: () => undefined,
    renew: () => undefined,
    mayCall: () => true,
  });
  const searches = () => sent.map(({ query }) => query?.search).filter((text) => text !== undefined);
  const bodies = (method: string) => sent.filter((one) => one.method === method).map(({ body }) => body);
  const roles = { 'GET /roles': { status: 200, body: [ROLE] } };
  const target = { key: '', portalId: null, parents: { entity: 'e-1', person: 'u-1' } };

  // Caseware-Cloud-API/Get-started-with-Cloud-API.htm
  it('the rate limit is a bucket of tokens that four x-ratelimit headers tell of', () => {
    expect(Object.values(caseWareCloud.limits.told ?? {})).to.have.members([
      'x-ratelimit-burst-capacity',
      'x-ratelimit-remaining',
      'x-ratelimit-replenish-rate',
      'x-ratelimit-requested-tokens',
    ]);
  });

  it('"2 at a time per firm" is no rule of the API', async () => {
    // Slow enough for all of them to be under way at once.
    const sandbox = await startCaseWareSandbox({ latencyMs: 200 });
    const asked = Array.from({ length: 6 }, () => fetch(`${sandbox.url}/roles`));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    await sandbox.close();
    expect(statuses, 'without a token').to.deep.equal(Array(6).fill(401));
  });

  // query-data-using-get-requests.htm
  it("a quote in `search` is escaped as \\' and a backslash as \\\\, and no parentheses are sent", async () => {
    await person!.find(asking({}), { ...target, key: "o'neil\\x@example.nl" });
    expect(searches()).to.deep.equal(["Email='o\\'neil\\\\x@example.nl'"]);
    expect(parseSearch("(Email='x')")).to.equal(null);
  });

  // Common-use-cases.htm; Post-Operation.png
  it('EntityNo is searched with exactly 10 characters, spaces on the left, and bare where nothing is found', async () => {
    await entity!.find(asking({}), { ...target, key: 'A2' });
    expect(searches()).to.deep.equal(["EntityNo='        A2'", "EntityNo='A2'"]);
  });

  // query-data-using-get-requests.htm
  it("changed since is ModifyDate>'…', whatever the letter case of the field", () => {
    expect(parseSearch("modifyDate>'2022-01-01'")).to.deep.equal([
      [{ field: 'modifyDate', op: '>', value: '2022-01-01', isText: true }],
    ]);
  });

  // Transition-guide-CloudAPI-V1-to-V2.htm Q11; FilteringRole.png
  it('a role on one entity is given to the person, with object type and object id', async () => {
    await entityRole!.create(asking(roles), { ...target, attributes: { Role: ROLE.Name } });
    expect(sent.at(-1)).to.include({ method: 'PATCH', path: '/users/u-1/role-assignments' });
    expect(sent.at(-1)?.body).to.deep.equal({
      ...{ RoleIDs: ['r'], isRemove: false, objType: 'Entity', objId: 'e-1' },
    });
  });

  // AddusersToGgroup.png
  it('neither PATCH /entities/{guid}/role-assignments nor GET /groups/{guid}/users is needed to let anybody in or out', async () => {
    const session = asking(roles);
    await entityRole!.create(session, { ...target, attributes: { Role: ROLE.Name } });
    await entityRole!.remove!(session, { ...target, portalId: 'u-1 r' });
    await entityRole!.trace!(session, [target]).catch(() => undefined);
    const paths = sent.map(({ method, path }) => `${method} ${path}`);
    expect(paths.filter((path) => /groups|PATCH \/entities/.test(path))).to.deep.equal([]);
  });

  // UpdateGroupDetails.png
  it('a group is made as {BriefDescription, OwnerType, BusinessUnits}', async () => {
    const session = asking({ 'POST /groups': { status: 200, body: { CWGuid: 'g-1' } } });
    await group!.create(session, { ...target, attributes: {} });
    expect(bodies('POST')).to.deep.equal([
      { BriefDescription: 'Koppel e-1', OwnerType: 'Contact', BusinessUnits: { List: [] } },
    ]);
  });

  it('a 404 on an assignment proves nothing: the person and the entity do', async () => {
    const gone = { status: 404, body: null };
    const wrong = { 'PATCH /users/u-1/role-assignments': gone };
    const there = {
      'GET /users/u-1': { status: 200, body: { CWGuid: 'u-1' } },
      'GET /entities/e-1': { status: 200, body: { CWGuid: 'e-1' } },
    };
    const known = { ...target, portalId: 'u-1 r' };
    expect(await entityRole!.remove!(asking({ ...wrong, ...there }), known)).to.include({
      status: 'refused',
    });
    for (const path of ['GET /users/u-1', 'GET /entities/e-1'])
      expect(
        await entityRole!.remove!(asking({ ...wrong, ...there, [path]: gone }), known),
        path,
      ).to.deep.equal({ status: 'gone' });
  });

  // Post-Operation.png; FilteredListEntities.png
  it('a duplicate is looked up and adopted, whichever status refuses it', async () => {
    const holder = { status: 200, body: [{ CWGuid: 'e-9', EntityNo: '      4711' }] };
    const creation = { ...target, key: '4711', attributes: { EntityNo: '4711', Name: 'X' } };
    for (const status of [400, 409, 422]) {
      const refusal = { status, body: { errors: [{ message: 'No' }] } };
      const taken = asking({ 'POST /entities': refusal, 'GET /entities': holder });
      expect(await entity!.create(taken, creation)).to.deep.equal({ status: 'taken' });
      const refused = asking({ 'POST /entities': refusal });
      expect(await entity!.create(refused, creation)).to.include({ status: 'refused' });
    }
  });

  // List-of-Cloud-Connector-functions.htm
  it('an entity has a business phone, and no `Phone`', () => {
    const { claims } = wanted(eligible({}, [contact()]), settingsSchema.parse({}));
    for (const type of ['entity', 'person']) {
      const attributes = claims.find((claim) => claim.type === type)?.attributes;
      expect(attributes).to.have.property('BusinessPhone');
      expect(attributes).to.not.have.any.keys('Phone', 'Mobile', 'UserName');
    }
  });
});
