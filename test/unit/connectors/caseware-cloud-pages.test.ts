// What the pages of a list of CaseWare Cloud prove: who is seen is there; who is not seen is gone only after the end of a
// list of which the portal showed all.
import { expect } from 'chai';
import nock from 'nock';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { access } from '../../../connectors/caseware-cloud/resources/access.ts';
import { entityRole } from '../../../connectors/caseware-cloud/resources/entity-role.ts';
import { settingsSchema, type CaseWareSettings } from '../../../connectors/caseware-cloud/settings.ts';
import type { Session } from '../../../connectors/connector.ts';
import { openSession } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import { useNock } from '../../support/contract/use-nock.ts';

const ORIGIN = 'https://nl.casewarecloud.example.nl';
const BASE = '/jansen/ms/caseware-cloud/api/v2';
const MEMBER = { key: '', portalId: 'u-1', parents: { group: 'g-1', person: 'u-1' } };

describe('A list of CaseWare Cloud', () => {
  useNock();
  let session: Session<CaseWareSettings>;
  let portal: nock.Scope;
  beforeEach(() => {
    nock(ORIGIN).post(`${BASE}/auth/token`).reply(200, { Token: 'a-token' });
    portal = nock(ORIGIN);
    session = openSession({
      connector: caseWareCloud,
      baseUrl: `${ORIGIN}${BASE}`,
      settings: settingsSchema.parse({}),
      credentials: { clientId: 'id', clientSecret: 'secret' },
      budget: unlimitedBudget,
      timeoutMs: 2_000,
      now: () => new Date(),
      tokens: createTokenCache(),
    });
  });
  afterEach(() => portal.done());

  const members = (page: string, ids: readonly string[], pageSize = '50') =>
    portal
      .get(`${BASE}/groups/g-1/users`)
      .query({ page, pageSize })
      .reply(
        200,
        ids.map((CWGuid) => ({ CWGuid })),
      );
  const looked = () => access.look(session, [MEMBER]).catch((error: unknown) => error);
  const INCOMPLETE = { code: 'PORTAL_LIST_INCOMPLETE', mayHaveLanded: false };

  it('asks for no further page once it has seen whom it looks for', async () => {
    members('1', ['u-2', 'u-1']);
    expect(await looked()).to.have.nested.property('0.state', 'present');
  });

  it('knows whom it looks for in a list that has the identifiers in capitals', async () => {
    members('1', ['u-2', 'U-1']);
    expect(await looked()).to.have.nested.property('0.state', 'present');
  });

  const noRoleIsFound = (names: number) => portal.get(/roles/).query(true).times(names).reply(200, []);
  const role = { key: '', parents: { entity: 'e-1', person: 'u-1' } };

  it('knows a role, and the entity that it is on, in capitals', async () => {
    portal.get(/role-assignments/).reply(200, [{ RoleID: 'R-1', objType: 'Entity', objId: 'E-1' }]);
    noRoleIsFound(2);
    const [seen] = await entityRole.look(session, [{ ...role, portalId: 'u-1 r-1' }]);
    expect(seen?.state).to.equal('present');
  });

  it('takes no role for absent that was asked for under a name which no role has any more', async () => {
    noRoleIsFound(3);
    const asked = { ...role, portalId: null, tried: [{ Role: 'Old' }] };
    const found = await entityRole.find(session, asked).catch((error: unknown) => error);
    expect(found).to.include(INCOMPLETE);
  });

  it('takes nobody for gone before the end of the list, which is an empty page with nothing behind it', async () => {
    members('1', ['u-2']);
    members('2', ['u-3']);
    members('3', []);
    members('3', [], '1');
    members('4', []);
    expect(await looked()).to.deep.equal([{ state: 'absent' }]);
  });

  it('asks for the empty page again as short as the first, in case the portal showed fewer for a while', async () => {
    members('1', ['u-2', 'u-3']);
    members('2', ['u-4', 'u-5']);
    members('3', []);
    members('3', ['u-1'], '2');
    members('4', []);
    expect(await looked()).to.include(INCOMPLETE);
  });

  for (const [what, pages] of [
    ['repeats itself', [['u-2'], ['u-2']]],
    [
      'moved while it was read',
      [
        ['u-2', 'u-3'],
        ['u-3', 'u-4'],
      ],
    ],
    ['shows longer pages than its first', [['u-2'], ['u-3', 'u-4']]],
  ] as const) {
    it(`takes nobody for gone in a list that ${what}`, async () => {
      for (const [index, ids] of pages.entries()) members(String(index + 1), ids);
      expect(await looked()).to.include(INCOMPLETE);
    });
  }

  it('takes nobody for gone in a list that lost a page in its middle', async () => {
    members('1', ['u-2']);
    members('2', ['u-3']);
    members('3', []);
    members('3', [], '1');
    members('4', ['u-1']);
    expect(await looked()).to.include(INCOMPLETE);
  });

  it('does not list for ever what repeats itself', async () => {
    members('1', ['u-2']);
    members('2', ['u-2']);
    const list = async () => {
      for await (const record of access.list!(session, { group: 'g-1' }))
        expect(record.portalId).to.equal('u-2');
    };
    expect(await list().catch((error: unknown) => error)).to.include(INCOMPLETE);
  });
});
