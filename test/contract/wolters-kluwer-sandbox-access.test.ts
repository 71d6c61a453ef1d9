// portals/wolters-kluwer: application access and the two lists of the sandbox, over real HTTP.
import { expect } from 'chai';
import {
  ANNA,
  BOSS,
  CUSTOMER,
  openBench,
  OTHER_NUMBERS,
  PARTNER,
  RONALD,
  type PandaBench,
} from '../support/contract/wolters-kluwer-caller.ts';

const REQUESTS = `/accounts/${ANNA}/join-requests`;
const OTHER = OTHER_NUMBERS.customerNumber;
const SUPPORT = 'applications/support-community';

describe('application access in the sandbox of Wolters Kluwer', () => {
  let portal: PandaBench;

  before(async () => {
    portal = await openBench();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  /** Anna is a member of the client's organisation. Its path. */
  const joined = async () => {
    const organisation = await portal.known();
    await portal.make(`POST ${REQUESTS}`, { organisation });
    expect(await portal.act('administrator approve', { email: ANNA, by: BOSS })).to.equal(204);
    return `/accounts/${ANNA}/organisations/${organisation}`;
  };
  const lists = async () => ({
    memberOf: await portal.numbers(ANNA, 'organisations'),
    mayManageCasesFor: await portal.numbers(ANNA, 'support-community'),
  });

  it('[seed] comes with a tick by an administrator, apart from the approval', async () => {
    await joined();
    expect(await lists()).to.deep.equal({ memberOf: [CUSTOMER], mayManageCasesFor: [] });
    const tick = (by: string) => portal.act('administrator tick', { email: ANNA, by });
    expect(await tick(ANNA)).to.equal('403 NOT_ADMINISTRATOR');
    expect(await tick(PARTNER)).to.equal(204);
    expect(await lists()).to.deep.equal({ memberOf: [CUSTOMER], mayManageCasesFor: [CUSTOMER] });
    expect(await portal.access()).to.include.members([`${ANNA} member`, `${ANNA} support-community`]);
  });

  it('[seed] can be ticked in one go with the approval, on the screen that opens after it', async () => {
    const organisation = await portal.known();
    await portal.make(`POST ${REQUESTS}`, { organisation });
    expect(await portal.act('administrator approve', { email: ANNA, tick: true })).to.equal(204);
    expect(await lists()).to.deep.equal({ memberOf: [CUSTOMER], mayManageCasesFor: [CUSTOMER] });
  });

  it('[seed] makes two lists that differ: a client without the tick is missing from the Support Community', async () => {
    const path = await joined();
    const organisations = [
      { ...OTHER_NUMBERS, name: 'Slager', administrators: [PARTNER], members: [ANNA, RONALD] },
    ];
    await portal.door('POST /seed', { organisations });
    await portal.act('administrator tick', { organisation: OTHER, email: ANNA });
    expect(await lists()).to.deep.equal({ memberOf: [CUSTOMER, OTHER], mayManageCasesFor: [OTHER] });
    expect(await portal.look('/state')).to.have.deep.nested.property('accounts[0]', {
      ...{ email: ANNA, employee: true, status: 'active' },
      ...{ memberOf: [CUSTOMER, OTHER], mayManageCasesFor: [OTHER] },
    });
    expect(await portal.tell(`PUT ${path}/members/${ANNA}/${SUPPORT}`)).to.equal('403 NOT_ADMINISTRATOR');
  });

  it('is not there for who creates an organisation, until the tick', async () => {
    const path = await portal.created();
    expect(await lists()).to.deep.equal({ memberOf: [CUSTOMER], mayManageCasesFor: [] });
    expect(await portal.tell(`PUT ${path}/members/${ANNA}/${SUPPORT}`)).to.equal(204);
    expect(await portal.tell(`PUT ${path}/members/${RONALD}/${SUPPORT}`)).to.equal('404 NOT_FOUND');
    expect(await lists()).to.deep.equal({ memberOf: [CUSTOMER], mayManageCasesFor: [CUSTOMER] });
  });

  it('of a contact is ticked by the practice while it administers, and not after the hand-over', async () => {
    const path = await portal.created();
    await portal.call(`POST ${path}/invitations`, { email: BOSS, role: 'administrator' });
    await portal.act('person accept-invitation', { email: BOSS });
    expect(await portal.tell(`PUT ${path}/members/${BOSS}/${SUPPORT}`)).to.equal(204);
    expect(await portal.tell(`POST ${path}/hand-over`, { to: BOSS })).to.equal(204);
    expect(await portal.tell(`DELETE ${path}/members/${BOSS}/${SUPPORT}`)).to.equal('403 NOT_ADMINISTRATOR');
    expect(await portal.numbers(BOSS, 'support-community')).to.deep.equal([CUSTOMER]);
  });

  it('is taken away before the membership, by an administrator or by whoever has it', async () => {
    const path = await joined();
    const anna = `${path}/members/${ANNA}`;
    expect(await portal.tell(`DELETE ${anna}/${SUPPORT}`)).to.equal('404 NOT_FOUND');
    await portal.act('administrator tick', { email: ANNA });
    expect(await portal.tell(`DELETE ${anna}`)).to.equal('409 APPLICATION_ACCESS_LEFT');
    expect(await portal.act('administrator remove-member', { email: ANNA })).to.equal(
      '409 APPLICATION_ACCESS_LEFT',
    );
    expect(await portal.tell(`DELETE ${path}/members/${BOSS}`)).to.equal('403 NOT_ADMINISTRATOR');
    expect(await portal.tell(`DELETE ${anna}/${SUPPORT}`)).to.equal(204);
    expect(await portal.tell(`DELETE ${anna}`)).to.equal(204);
    expect(await portal.tell(`GET ${path}/members`)).to.equal('404 NOT_FOUND');
    expect(await lists()).to.deep.equal({ memberOf: [], mayManageCasesFor: [] });
    await portal.act('person request-to-join', { email: ANNA });
    await portal.act('administrator approve', { email: ANNA, tick: true });
    expect(await portal.act('administrator untick', { email: ANNA })).to.equal(204);
    expect(await portal.act('administrator remove-member', { email: ANNA })).to.equal(204);
  });

  it('shows who may do what, and changes, to members only', async () => {
    const path = await joined();
    const shown = await portal.list(`GET ${path}/members`);
    expect(shown).to.have.length(3).and.to.have.deep.nested.property('[2].applications', []);
    const stranger = path.replace(ANNA, RONALD);
    for (const what of ['members', 'invitations'])
      expect(await portal.tell(`GET ${stranger}/${what}`)).to.equal('404 NOT_FOUND');
    expect(await portal.tell(`POST ${stranger}/hand-over`, { to: BOSS })).to.equal('404 NOT_FOUND');
  });
});
