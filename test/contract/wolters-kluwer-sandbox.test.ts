// portals/wolters-kluwer: the sandbox behaves as the portal is known to, over real HTTP. The two lists and application
// access stand in wolters-kluwer-sandbox-access.test.ts, what goes wrong on demand in wolters-kluwer-sandbox-faults.test.ts.
import { expect } from 'chai';
import { ASSUMED_ROUTES } from '../../connectors/wolters-kluwer/sandbox/routes.ts';
import {
  ANNA,
  BOSS,
  CUSTOMER,
  describedCalls,
  NUMBERS,
  openBench,
  OTHER_NUMBERS,
  PARTNER,
  RONALD,
  type PandaBench,
} from '../support/contract/wolters-kluwer-caller.ts';

const NEW = 'nieuw@kantoor.example.nl';
const REQUESTS = `/accounts/${ANNA}/join-requests`;
const numbered = (numbers: Record<string, string>) =>
  `GET /organisations?${new URLSearchParams(numbers).toString()}`;

describe('the sandbox of Wolters Kluwer', () => {
  let portal: PandaBench;

  before(async () => {
    portal = await openBench();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  /** Anna has asked to join; the id of the organisation. */
  const asked = async () => {
    const organisation = await portal.known();
    const request = await portal.make(`POST ${REQUESTS}`, { organisation });
    return { organisation, request };
  };
  const members = async (path: string) => portal.list(`GET ${path}/members`);

  it('answers exactly the described assumed calls', async () => {
    expect(await portal.look('')).to.deep.equal({ sandbox: 'wolters-kluwer' });
    expect(Object.keys(ASSUMED_ROUTES).toSorted()).to.deep.equal(describedCalls());
    expect((await portal.send('GET /nothing')).status).to.equal(404);
  });

  describe('an account', () => {
    const person = { email: NEW, firstName: 'Nora', lastName: 'Nieuw', employee: true };

    it('[seed] is personal: its e-mail is unique', async () => {
      expect((await portal.call('POST /accounts', { ...person, email: NEW.toUpperCase() })).status).to.equal(
        201,
      );
      expect(await portal.tell('POST /accounts', person)).to.equal('409 EXISTS');
      expect(await portal.act('person register', { email: NEW })).to.equal('409 EXISTS');
      expect(await portal.tell('POST /accounts', { ...person, email: 'x' })).to.equal('400 INVALID');
    });

    it('[seed] is active once its owner has confirmed the registration by mail, and of no use before', async () => {
      const organisation = await portal.known();
      await portal.call('POST /accounts', person);
      expect(await portal.mails()).to.deep.equal([`confirm-account ${NEW}`]);
      const waiting = { ...person, status: 'awaiting-confirmation' };
      expect(await portal.list(`GET /accounts/${NEW}`)).to.deep.equal(waiting);
      const ask = () => portal.tell(`POST /accounts/${NEW}/join-requests`, { organisation });
      expect(await ask()).to.equal('409 ACCOUNT_NOT_ACTIVE');
      const added = { ...OTHER_NUMBERS, name: 'Slager' };
      expect(await portal.tell(`POST /accounts/${NEW}/organisations`, added)).to.equal(
        '409 ACCOUNT_NOT_ACTIVE',
      );
      expect(await portal.tell(`POST /accounts/${NEW}/confirmation-mail`)).to.equal(204);
      expect(await portal.mails()).to.deep.equal([`confirm-account ${NEW}`, `confirm-account ${NEW}`]);
      expect(await portal.act('person confirm', { email: NEW })).to.equal(204);
      expect(await portal.list(`GET /accounts/${NEW}`)).to.deep.equal({ ...person, status: 'active' });
      expect(await portal.tell(`POST /accounts/${NEW}/confirmation-mail`)).to.equal('409 ACTIVE_ALREADY');
      expect(await ask()).to.equal(201);
    });

    it('of a client’s person is none in whose name the practice works, but may ask to join', async () => {
      const organisation = await portal.known([PARTNER]);
      const path = `/accounts/${PARTNER}/organisations`;
      const added = { ...OTHER_NUMBERS, name: 'Slager' };
      expect(await portal.tell(`POST ${path}`, added)).to.equal('403 NOT_YOURS');
      expect(await portal.tell(`GET ${path}/${organisation}/members`)).to.equal('403 NOT_YOURS');
      expect(await portal.tell(`POST /accounts/${BOSS}/join-requests`, { organisation })).to.equal(201);
      expect(await portal.numbers(PARTNER, 'organisations')).to.deep.equal([CUSTOMER]);
      expect(await portal.tell('GET /accounts/niemand@example.nl')).to.equal('404 NOT_FOUND');
    });
  });

  describe('an organisation', () => {
    it('[seed] is found by its WK customer number and its enterprise number together; both are needed', async () => {
      const id = await portal.known();
      const { customerNumber, enterpriseNumber } = NUMBERS;
      expect(await portal.list(numbered(NUMBERS))).to.deep.equal([{ id, ...NUMBERS, name: 'Bakker' }]);
      expect(await portal.tell(numbered({ customerNumber }))).to.equal('400 INVALID');
      expect(await portal.tell(numbered({ enterpriseNumber }))).to.equal('400 INVALID');
      for (const half of [
        { ...OTHER_NUMBERS, customerNumber },
        { ...OTHER_NUMBERS, enterpriseNumber },
      ]) {
        expect(await portal.list(numbered(half))).to.deep.equal([]);
        const added = { ...half, name: 'Bakker' };
        expect(await portal.tell(`POST /accounts/${ANNA}/organisations`, added)).to.equal(
          '409 NUMBERS_DISAGREE',
        );
      }
    });

    it('[seed] that is unknown is created, and who creates it becomes its administrator', async () => {
      expect(await portal.list(numbered(NUMBERS))).to.deep.equal([]);
      const path = await portal.created();
      expect(await portal.access()).to.deep.equal([`${ANNA} administrator`]);
      expect(await members(path)).to.have.nested.property('[0].role', 'administrator');
      expect(await portal.mails()).to.deep.equal([]);
    });

    it('[seed] that is known is not created again', async () => {
      await portal.known();
      const again = { ...NUMBERS, name: 'Bakker' };
      expect(await portal.tell(`POST /accounts/${ANNA}/organisations`, again)).to.equal('409 EXISTS');
      expect(await portal.act('person add-organisation', { ...NUMBERS, email: ANNA })).to.equal('409 EXISTS');
      expect(await portal.access()).to.deep.equal([`${BOSS} administrator`, `${PARTNER} administrator`]);
    });

    it('[seed] is handed over to another administrator, who was invited and has accepted', async () => {
      const path = await portal.created();
      const invitation = { email: BOSS, role: 'administrator' };
      const handOver = () => portal.tell(`POST ${path}/hand-over`, { to: BOSS });
      expect(await portal.tell(`POST ${path}/invitations`, invitation)).to.equal(201);
      expect(await portal.mails()).to.deep.equal([`invitation ${BOSS} ${CUSTOMER}`]);
      expect(await handOver()).to.equal('409 NOT_ACCEPTED');
      expect(await portal.statuses(`${path}/invitations`)).to.deep.equal(['open']);
      expect(await portal.act('person accept-invitation', { email: BOSS })).to.equal(204);
      expect(await portal.statuses(`${path}/invitations`)).to.deep.equal(['accepted']);
      expect(await portal.tell(`POST ${path}/hand-over`, { to: ANNA })).to.equal('409 NOT_ACCEPTED');
      expect(await handOver()).to.equal(204);
      expect(await portal.access()).to.deep.equal([`${ANNA} member`, `${BOSS} administrator`]);
      expect(await handOver()).to.equal('403 NOT_ADMINISTRATOR');
      expect(await portal.tell(`POST ${path}/invitations`, invitation)).to.equal('403 NOT_ADMINISTRATOR');
    });

    it('[seed] is never left without an administrator', async () => {
      const path = await portal.created();
      const refused = '409 LAST_ADMINISTRATOR';
      const anna = `${path}/members/${ANNA}`;
      expect(await portal.tell(`DELETE ${anna}`)).to.equal(refused);
      expect(await portal.tell(`PUT ${anna}`, { role: 'member' })).to.equal(refused);
      expect(await portal.act('administrator remove-member', { email: ANNA })).to.equal(refused);
      expect(await portal.act('administrator set-role', { email: ANNA, role: 'member' })).to.equal(refused);
      await portal.call(`POST ${path}/invitations`, { email: BOSS, role: 'member' });
      await portal.act('person accept-invitation', { email: BOSS });
      expect(await portal.tell(`DELETE ${anna}`)).to.equal(refused);
      expect(await portal.tell(`PUT ${path}/members/${BOSS}`, { role: 'administrator' })).to.equal(204);
      expect(await portal.tell(`DELETE ${anna}`)).to.equal(204);
      expect(await portal.access()).to.deep.equal([`${BOSS} administrator`]);
    });
  });

  describe('an invitation', () => {
    it('needs an active account, is mailed again, declined, withdrawn, and sent anew', async () => {
      const path = `${await portal.created()}/invitations`;
      const invite = () => portal.call(`POST ${path}`, { email: NEW, role: 'member' });
      const id = await portal.make(`POST ${path}`, { email: NEW, role: 'member' });
      expect((await invite()).status).to.equal(409);
      expect(await portal.act('person accept-invitation', { email: NEW })).to.equal('409 ACCOUNT_NOT_ACTIVE');
      expect(await portal.tell(`POST ${path}/${id}/resend`)).to.equal(204);
      expect(await portal.mails()).to.have.length(2);
      expect(await portal.act('person decline-invitation', { email: NEW })).to.equal(204);
      for (const what of ['resend', 'withdraw'])
        expect(await portal.tell(`POST ${path}/${id}/${what}`)).to.equal('409 NOT_OPEN');
      const second = await portal.make(`POST ${path}`, { email: NEW, role: 'member' });
      expect(await portal.tell(`POST ${path}/${second}/withdraw`)).to.equal(204);
      expect(await portal.act('person accept-invitation', { email: NEW })).to.equal('409 NOT_OPEN');
      expect(await portal.statuses(path)).to.deep.equal(['declined', 'withdrawn']);
      expect(await portal.tell(`POST ${path}`, { email: ANNA, role: 'member' })).to.equal(
        '409 MEMBER_ALREADY',
      );
    });

    it('makes a contact a member with the role that it names', async () => {
      const path = await portal.created();
      for (const [email, role] of [
        [PARTNER, 'member'],
        [BOSS, 'administrator'],
      ] as const) {
        expect(await portal.act('administrator invite', { email, role, by: ANNA })).to.equal(204);
        expect(await portal.act('person accept-invitation', { email })).to.equal(204);
      }
      const { access } = portal;
      expect(await access()).to.deep.equal([
        `${ANNA} administrator`,
        `${BOSS} administrator`,
        `${PARTNER} member`,
      ]);
      expect(await portal.tell(`PUT ${path}/members/${PARTNER}`, { role: 'king' })).to.equal('400 INVALID');
    });
  });

  describe('a request to join', () => {
    it('[seed] is mailed to ALL administrators of an organisation that is known', async () => {
      const { organisation } = await asked();
      const mails = [BOSS, PARTNER].map((to) => `join-request ${to} ${CUSTOMER}`);
      expect(await portal.mails()).to.deep.equal(mails);
      expect(await portal.tell(`POST ${REQUESTS}`, { organisation })).to.equal('409 EXISTS');
      expect(await portal.tell(`POST ${REQUESTS}`, { organisation: 'unknown' })).to.equal('404 NOT_FOUND');
      expect(await portal.mails()).to.deep.equal(mails);
      expect(await portal.numbers(ANNA, 'organisations')).to.deep.equal([]);
    });

    it('[seed] makes a member when one of them approves, and who asked is mailed', async () => {
      const { organisation, request } = await asked();
      const approve = () => portal.act('administrator approve', { email: ANNA, by: PARTNER });
      expect(await portal.act('administrator approve', { email: ANNA, by: RONALD })).to.equal(
        '403 NOT_ADMINISTRATOR',
      );
      expect(await approve()).to.equal(204);
      expect(await approve()).to.equal('409 NOT_OPEN');
      expect((await portal.mails()).slice(2)).to.deep.equal([`join-approved ${ANNA} ${CUSTOMER}`]);
      expect(await portal.statuses(REQUESTS)).to.deep.equal(['approved']);
      expect(await portal.access()).to.include(`${ANNA} member`);
      expect(await portal.tell(`POST ${REQUESTS}`, { organisation })).to.equal('409 MEMBER_ALREADY');
      expect(await portal.tell(`POST ${REQUESTS}/${request}/withdraw`)).to.equal('409 NOT_OPEN');
    });

    it('is declined without a mail, and stays declined until another is sent', async () => {
      const { organisation, request } = await asked();
      expect(await portal.act('administrator decline', { email: ANNA })).to.equal(204);
      expect(await portal.mails()).to.have.length(2);
      expect(await portal.statuses(REQUESTS)).to.deep.equal(['declined']);
      expect(await portal.tell(`POST ${REQUESTS}/${request}/resend`)).to.equal('409 NOT_OPEN');
      expect(await portal.numbers(ANNA, 'organisations')).to.deep.equal([]);
      expect(await portal.tell(`POST ${REQUESTS}`, { organisation })).to.equal(201);
      expect(await portal.statuses(REQUESTS)).to.deep.equal(['declined', 'pending']);
    });

    it('is withdrawn, after which nobody can approve it, and mailed again while it is open', async () => {
      const { request } = await asked();
      expect(await portal.tell(`POST /accounts/${RONALD}/join-requests/${request}/withdraw`)).to.equal(
        '404 NOT_FOUND',
      );
      expect(await portal.tell(`POST ${REQUESTS}/${request}/resend`)).to.equal(204);
      expect(await portal.mails()).to.have.length(4);
      expect(await portal.tell(`POST ${REQUESTS}/${request}/withdraw`)).to.equal(204);
      expect(await portal.statuses(REQUESTS)).to.deep.equal(['withdrawn']);
      expect(await portal.act('administrator approve', { email: ANNA })).to.equal('409 NOT_OPEN');
      expect(await portal.act('person request-to-join', { email: ANNA })).to.equal(204);
      expect(await portal.statuses(REQUESTS)).to.deep.equal(['withdrawn', 'pending']);
    });
  });
});
