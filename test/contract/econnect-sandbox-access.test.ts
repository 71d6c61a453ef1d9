// portals/econnect: who gets access to what in the sandbox, and loses it: managers, members, guests, groups, shares, tasks.
import { expect } from 'chai';
import { z } from 'zod';
import { SANDBOX_USER } from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import {
  ANNA,
  BOSS,
  CLERK,
  openBench,
  OTHER_PARTY,
  OWN_PARTY,
  PARTY,
  RONALD,
  TRAINEE,
  type EConnectBench,
} from '../support/contract/econnect-sandbox-caller.ts';

const membersOf = (partner: string) => `${partner}/organisations/${encodeURIComponent(PARTY)}/members`;
const OWN = `/organisations/${encodeURIComponent(OWN_PARTY)}/members`;

describe('access in the sandbox of eConnect', () => {
  let portal: EConnectBench;

  before(async () => {
    portal = await openBench();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  const acceptMembership = (email: string, organisation = PARTY, human = 'colleague') =>
    portal.acted(`${human} accept-membership`, { organisation, email });
  const withGroup = async () => {
    const partner = await portal.withManager();
    const id = await portal.make('POST /groups', { partner: partner.slice(10), name: 'Bakker' });
    return { partner, id, group: `/groups/${id}` };
  };

  describe('relationship managers', () => {
    it('need the role, which an administrator assigns, and at least Advanced; several can be connected', async () => {
      const partner = await portal.partnered();
      const path = `${partner}/relationship-managers`;
      expect(await portal.code(`PUT ${path}/${TRAINEE}`)).to.equal('409 ROLE_TOO_LOW');
      expect(await portal.code(`PUT ${path}/${ANNA}`)).to.equal('409 NO_MANAGER_ROLE');
      expect(await portal.status(`PUT ${path}/niemand@kantoor.example.nl`)).to.equal(404);
      expect(await portal.acted('practice set-role', { email: ANNA, relationshipManager: true })).to.equal(
        204,
      );
      const anna = { email: ANNA, platformRole: 'Advanced', relationshipManager: true, state: 'Active' };
      expect(await portal.list(`GET /colleagues/${ANNA}`)).to.deep.equal(anna);
      expect(await portal.status('GET /colleagues/niemand@kantoor.example.nl')).to.equal(404);
      for (const email of [ANNA, RONALD]) expect(await portal.status(`PUT ${path}/${email}`)).to.equal(204);
      expect(await portal.list(`GET ${path}`)).to.deep.equal([{ email: ANNA }, { email: RONALD }]);
      expect(await portal.status(`DELETE ${path}/${ANNA}`)).to.equal(204);
      expect(await portal.status(`DELETE ${path}/${ANNA}`)).to.equal(404);
      expect(await portal.list(`GET ${path}`)).to.deep.equal([{ email: RONALD }]);
    });
  });

  describe('a member of a client’s organisation', () => {
    it('is not anybody of the practice by the partnership alone', async () => {
      const partner = await portal.withManager();
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
      expect(await portal.list(`GET ${membersOf(partner)}`)).to.deep.equal([
        { email: BOSS, role: 'Administrator', status: 'active' },
      ]);
    });

    it('is added by the client’s administrator, mailed, and has access once it was accepted', async () => {
      const partner = await portal.withManager();
      expect(await portal.addColleague(ANNA)).to.equal(204);
      expect(await portal.addColleague(ANNA)).to.equal('EXISTS');
      expect((await portal.mails()).at(-1)).to.equal(`member-invited ${ANNA}`);
      const { body } = await portal.call(`GET ${membersOf(partner)}`);
      expect(body).to.deep.include({ email: ANNA, role: 'Member', status: 'invited' });
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
      expect(await acceptMembership(RONALD)).to.equal('NOT_FOUND');
      expect(await acceptMembership(ANNA, PARTY, 'user')).to.equal('NOT_FOUND');
      expect(await acceptMembership(ANNA)).to.equal(204);
      expect(await acceptMembership(ANNA)).to.equal('NOT_FOUND');
      expect(await portal.access()).to.deep.equal([`${ANNA} member`, `${BOSS} member`]);
    });

    it('is found only when a relationship manager is connected, and at least Advanced', async () => {
      const partner = await portal.partnered();
      await portal.act('client sign-in-again', { email: BOSS });
      expect(await portal.addColleague(ANNA)).to.equal('CANDIDATE_NOT_FOUND');
      await portal.status(`PUT ${partner}/relationship-managers/${RONALD}`);
      expect(await portal.addColleague('vreemd@kantoor.example.nl')).to.equal('CANDIDATE_NOT_FOUND');
      expect(await portal.addColleague(TRAINEE)).to.equal('ROLE_TOO_LOW');
      await portal.door('POST /seed', { findable: 'relationship-managers' });
      expect(await portal.addColleague(ANNA), 'who is none').to.equal('CANDIDATE_NOT_FOUND');
      await portal.door('POST /seed', { findable: 'colleagues' });
      expect(await portal.addColleague(ANNA)).to.equal(204);
      expect(await portal.mails()).to.deep.equal([`request ${BOSS}`, `member-invited ${ANNA}`]);
    });

    it('cannot be invited by a later user with whom there is no connection, until somebody presses Connect', async () => {
      const partner = await portal.withManager();
      expect(await portal.acted('user join', { email: CLERK })).to.equal(200);
      expect(await portal.acted('user join', { email: CLERK })).to.equal('EXISTS');
      const answer = await portal.ask(PARTY, CLERK);
      const nothing = { platformRole: 'Basic', organisationActive: true, partnershipArose: false };
      expect((await portal.act('client accept', { email: CLERK })).body).to.deep.equal(nothing);
      expect((await portal.credentials(answer)).field('EmailAddress')).to.equal(CLERK);
      const users = async () => portal.list(`GET ${partner}/users`);
      const clerk = { email: CLERK, platformRole: 'Basic', state: 'Active' };
      expect(await users()).to.deep.include({ ...clerk, connected: false });
      const asAdministrator = { organisation: PARTY, email: CLERK, role: 'Administrator' };
      expect(await portal.acted('client add-member', asAdministrator)).to.equal(204);
      expect(await portal.addColleague(ANNA, { by: CLERK })).to.equal('CANDIDATE_NOT_FOUND');
      expect(await portal.status(`PUT ${partner}/users/${CLERK}/connection`)).to.equal(204);
      expect(await users()).to.deep.include({ ...clerk, connected: true });
      expect(await portal.addColleague(ANNA, { by: CLERK })).to.equal(204);
      expect(await portal.status(`PUT ${partner}/users/niemand@bakker.example.nl/connection`)).to.equal(404);
    });

    it('changes role and is removed, but never the last administrator', async () => {
      const partner = await portal.withManager();
      const path = membersOf(partner);
      expect(await portal.code(`DELETE ${path}/${BOSS}`)).to.equal('409 LAST_ADMINISTRATOR');
      expect(await portal.code(`PUT ${path}/${BOSS}`, { role: 'Member' })).to.equal('409 LAST_ADMINISTRATOR');
      const boss = { organisation: PARTY, email: BOSS };
      expect(await portal.acted('client remove-member', boss)).to.equal('LAST_ADMINISTRATOR');
      await portal.addColleague(ANNA);
      expect(await portal.status(`PUT ${path}/${ANNA}`, { role: 'Administrator' })).to.equal(204);
      expect(await portal.code(`DELETE ${path}/${BOSS}`), 'Anna has not accepted').to.equal(
        '409 LAST_ADMINISTRATOR',
      );
      await acceptMembership(ANNA);
      expect(await portal.acted('client remove-member', boss)).to.equal(204);
      expect(await portal.access()).to.deep.equal([`${ANNA} member`]);
      expect(await portal.status(`DELETE ${path}/${BOSS}`)).to.equal(404);
      expect(await portal.status(`PUT ${path}/${BOSS}`, { role: 'Member' })).to.equal(404);
      expect(await portal.status(`PUT ${path}/${ANNA}`, { role: 'Boss' })).to.equal(400);
      expect(await portal.list(`GET ${partner}/users`), 'the account stays').to.have.length(1);
    });
  });

  describe('a guest in an organisation of the practice', () => {
    it('is a connected user of a partner, and at least Advanced', async () => {
      const partner = await portal.partnered();
      await portal.act('user join', { email: CLERK });
      const clerk = { email: CLERK, role: 'Member' };
      expect(await portal.code(`POST ${OWN}`, clerk)).to.equal('409 NOT_CONNECTED');
      await portal.status(`PUT ${partner}/users/${CLERK}/connection`);
      expect(await portal.code(`POST ${OWN}`, clerk)).to.equal('409 ROLE_TOO_LOW');
      await portal.act('client set-role', { email: CLERK, platformRole: 'Advanced' });
      const added = await portal.call(`POST ${OWN}`, clerk);
      expect([added.status, added.body]).to.deep.equal([201, { ...clerk, status: 'invited' }]);
      expect(await portal.code(`POST ${OWN}`, clerk)).to.equal('409 EXISTS');
      expect((await portal.mails()).at(-1)).to.equal(`guest-invited ${CLERK}`);
      expect(await portal.access(OWN_PARTY)).to.deep.equal([`${SANDBOX_USER} member`]);
      expect(await acceptMembership(CLERK, OWN_PARTY, 'user')).to.equal(204);
      expect(await portal.access(OWN_PARTY)).to.deep.equal([`${CLERK} guest`, `${SANDBOX_USER} member`]);
      expect(await portal.list(`GET ${OWN}`)).to.have.length(2);
      expect(await portal.status(`PUT ${OWN}/${CLERK}`, { role: 'Administrator' })).to.equal(204);
      expect(await portal.status(`DELETE ${OWN}/${CLERK}`)).to.equal(204);
      expect(await portal.code(`DELETE ${OWN}/${SANDBOX_USER}`)).to.equal('409 LAST_ADMINISTRATOR');
      expect(await portal.access(OWN_PARTY)).to.deep.equal([`${SANDBOX_USER} member`]);
      expect(await portal.status(`GET /organisations/${encodeURIComponent(PARTY)}/members`)).to.equal(404);
    });
  });

  describe('a partner group', () => {
    it('spans both environments, and is renamed and deleted', async () => {
      const { partner, id, group } = await withGroup();
      await portal.act('user join', { email: CLERK });
      for (const email of [ANNA, BOSS]) {
        expect(await portal.status(`PUT ${group}/members/${email}`)).to.equal(204);
      }
      expect(await portal.code(`PUT ${group}/members/${CLERK}`)).to.equal('409 NOT_CONNECTED');
      expect(await portal.list(`GET ${group}/members`)).to.deep.equal([{ email: ANNA }, { email: BOSS }]);
      expect(await portal.status(`DELETE ${group}/members/${BOSS}`)).to.equal(204);
      expect(await portal.status(`DELETE ${group}/members/${BOSS}`)).to.equal(404);
      expect(await portal.status(`PATCH ${group}`, { name: 'Bakker B.V.' })).to.equal(204);
      const query = `GET /groups?partner=${partner.slice(10)}`;
      const shown = { id, partner: partner.slice(10), name: 'Bakker B.V.' };
      expect(await portal.list(query)).to.deep.equal([shown]);
      expect(await portal.list('GET /groups?partner=other')).to.deep.equal([]);
      expect(await portal.status(`PATCH ${group}`, { name: ' ' })).to.equal(400);
      expect(await portal.status(`DELETE ${group}`)).to.equal(204);
      expect(await portal.list(query)).to.deep.equal([]);
      expect(await portal.status(`GET ${group}/members`)).to.equal(404);
    });

    it('lets its members see documents as long as some are shared with it, at any level', async () => {
      const { id, group } = await withGroup();
      await portal.status(`PUT ${group}/members/${ANNA}`);
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
      const share = { group: id, location: 'inbox-in', level: 'read', with: { kind: 'group', key: id } };
      const shareId = await portal.make('POST /shares', share);
      expect(await portal.access()).to.deep.equal([`${ANNA} group`, `${BOSS} member`]);
      expect(await portal.code('POST /shares', { ...share, level: 'full' })).to.equal('409 EXISTS');
      expect(await portal.status(`PATCH /shares/${shareId}`, { level: 'edit' })).to.equal(204);
      const query = `GET /shares?group=${id}`;
      expect(await portal.list(query)).to.deep.equal([{ ...share, id: shareId, level: 'edit' }]);
      expect(await portal.status('POST /shares', { ...share, location: 'attic' })).to.equal(400);
      expect(await portal.status('POST /shares', { ...share, group: 'other' })).to.equal(404);
      expect(await portal.status(`DELETE ${group}/members/${ANNA}`)).to.equal(204);
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
      await portal.status(`PUT ${group}/members/${ANNA}`);
      expect(await portal.status(`DELETE /shares/${shareId}`)).to.equal(204);
      expect(await portal.status(`DELETE /shares/${shareId}`)).to.equal(404);
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
    });

    it('carries shares with a person and with the members of an organisation', async () => {
      const { id, group } = await withGroup();
      const share = (location: string, kind: string, key: string) =>
        portal.make('POST /shares', { group: id, location, level: 'full', with: { kind, key } });
      await share('documents', 'user', RONALD);
      await share('inbox-out', 'organisation', OWN_PARTY);
      expect(await portal.access()).to.deep.equal([
        ...[`${BOSS} member`, `${SANDBOX_USER} share`, `${RONALD} share`],
      ]);
      await portal.status(`DELETE ${group}`);
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
    });
  });

  describe('a task', () => {
    const tasks = async () =>
      z
        .array(z.object({ id: z.string(), state: z.string(), assignedTo: z.array(z.string()) }))
        .parse(await portal.list(`GET /tasks?organisation=${encodeURIComponent(PARTY)}`));
    const steps = async (task: string) =>
      z
        .array(z.object({ by: z.string(), action: z.string(), to: z.string().optional() }))
        .parse(await portal.list(`GET /tasks/${task}/log`))
        .map(({ by, action, to }) => [by, action, to].filter((word) => word !== undefined).join(' '));
    const invoice = (document: string) =>
      portal.act('supplier send-invoice', { organisation: PARTY, document });
    const delegated = async () => {
      const { id, group } = await withGroup();
      for (const email of [ANNA, BOSS]) await portal.status(`PUT ${group}/members/${email}`);
      const wanted = { group: id, organisation: PARTY, documents: 'purchase-invoices' };
      const rule = await portal.make('POST /delegation-rules', wanted);
      return { id, rule, wanted };
    };

    it('is made for the client’s people in the group while the rule stands', async () => {
      const { id, rule, wanted } = await delegated();
      expect(await portal.code('POST /delegation-rules', wanted)).to.equal('409 EXISTS');
      const elsewhere = { ...wanted, organisation: OTHER_PARTY };
      expect(await portal.status('POST /delegation-rules', elsewhere)).to.equal(404);
      expect(await portal.list(`GET /delegation-rules?group=${id}`)).to.deep.equal([{ ...wanted, id: rule }]);
      await invoice('F-1');
      const [task] = await tasks();
      expect(task).to.deep.include({ state: 'open', assignedTo: [BOSS] });
      expect(await steps(task!.id)).to.deep.equal(['workflow created', `workflow delegated ${BOSS}`]);
      expect((await portal.mails()).at(-1)).to.equal(`task-delegated ${BOSS}`);
      expect(await portal.status(`DELETE /delegation-rules/${rule}`)).to.equal(204);
      expect(await portal.status(`DELETE /delegation-rules/${rule}`)).to.equal(404);
      expect((await invoice('F-2')).body).to.deep.equal({ tasks: [] });
      expect(await tasks()).to.have.length(1);
    });

    it('is approved, rejected or delegated back across environments, and every step is logged', async () => {
      await delegated();
      for (const document of ['F-1', 'F-2', 'F-3']) await invoice(document);
      const [one, two, three] = (await tasks()).map(({ id }) => id);
      expect(await portal.acted('client approve-task', { task: one, email: CLERK })).to.equal('NOT_ASSIGNED');
      expect(await portal.acted('client approve-task', { task: one, email: BOSS })).to.equal(204);
      expect(await portal.acted('client reject-task', { task: one, email: BOSS })).to.equal('NOT_OPEN');
      expect(await portal.acted('client reject-task', { task: two, email: BOSS })).to.equal(204);
      expect(await portal.acted('client delegate-back', { task: three, email: BOSS })).to.equal(204);
      expect((await tasks()).map(({ state, assignedTo }) => [state, ...assignedTo])).to.deep.equal([
        ...[
          ['approved', BOSS],
          ['rejected', BOSS],
          ['open', ANNA],
        ],
      ]);
      expect((await steps(one!)).at(-1)).to.equal(`${BOSS} approved`);
      expect((await steps(two!)).at(-1)).to.equal(`${BOSS} rejected`);
      expect((await steps(three!)).at(-1)).to.equal(`${BOSS} delegated-back ${ANNA}`);
    });
  });

  describe('the end of a partnership', () => {
    it('takes all access from the other side at once, kills keys, and keeps what is the client’s own', async () => {
      const { partner, id, group } = await withGroup();
      await portal.addColleague(ANNA);
      await acceptMembership(ANNA);
      await portal.status(`PUT ${group}/members/${RONALD}`);
      const target = { kind: 'group', key: id };
      await portal.make('POST /shares', { group: id, location: 'documents', level: 'full', with: target });
      await portal.call(`POST ${OWN}`, { email: BOSS, role: 'Member' });
      await acceptMembership(BOSS, OWN_PARTY, 'user');
      expect(await portal.access()).to.deep.equal([`${ANNA} member`, `${BOSS} member`, `${RONALD} group`]);
      const [request] = await portal.requests();

      expect(await portal.status(`DELETE ${partner}`)).to.equal(204);
      expect(await portal.access()).to.deep.equal([`${BOSS} member`]);
      expect(await portal.access(OWN_PARTY)).to.deep.equal([`${SANDBOX_USER} member`]);
      const answer = await portal.credentials(request!.token);
      expect(answer.field('ConsumerKey')).to.equal('');
      expect((await portal.requests())[0]?.status).to.equal('ended');
      expect((await portal.partners()).map(({ status }) => status)).to.deep.equal(['ended']);
      expect(await portal.status(`GET ${partner}/organisations`)).to.equal(404);
      expect(await portal.list('GET /groups')).to.deep.equal([]);
    });

    it('can be followed by a new partnership, which again a session must be newer than', async () => {
      const partner = await portal.withManager();
      await portal.status(`DELETE ${partner}`);
      await portal.ask();
      expect((await portal.act('client accept', { email: BOSS })).body).to.include({
        partnershipArose: true,
      });
      expect(await portal.partners()).to.deep.equal([]);
      await portal.signIn();
      expect((await portal.partners()).map((each) => [`/partners/${each.id}`, each.status])).to.deep.equal([
        [partner, 'active'],
      ]);
      await portal.status(`PUT ${partner}/relationship-managers/${RONALD}`);
      expect(await portal.addColleague(ANNA)).to.equal('CANDIDATE_NOT_FOUND');
    });
  });
});
