// portals/clearfacts: the sandbox behaves as the portal is known to, over real HTTP. The documented calls and errors stand in
// clearfacts-sandbox-graphql.test.ts, tokens and what goes wrong on demand in clearfacts-sandbox-faults.test.ts.
import { expect } from 'chai';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import {
  BAKERY,
  BOSS,
  BREWERY,
  CLERK,
  MANAGER,
  MILL,
  openClearFacts,
  userSchema,
  type ClearFactsCaller,
} from '../support/contract/clearfacts-sandbox-caller.ts';

const requestsSchema = z.array(
  z.object({ id: z.string(), email: z.string(), requestedBy: z.string(), status: z.string() }),
);
const PROFILES = [
  ...['administrator', 'full-access', 'document-processing', 'document-processing-archive'],
  ...['full-feedback', 'document-delivery'],
];

describe('the sandbox of ClearFacts', () => {
  let portal: ClearFactsCaller;

  before(async () => {
    portal = await openClearFacts();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  describe('a dossier', () => {
    const brought = (fields: object) => portal.act('accounting-package send-dossier', { ...fields });

    it('is brought by the accounting package and appears late', async () => {
      expect(await brought({ companyNumber: MILL, name: 'Molen', afterMs: 700 })).to.equal(204);
      expect(await portal.numbers()).to.deep.equal([BAKERY, BREWERY]);
      expect(await portal.call('clientUsers', { companyNumber: MILL })).to.equal('DOSSIER_NOT_FOUND');
      const late = { email: CLERK, firstName: 'C', lastName: 'B', companyNumbers: [MILL] };
      expect(await portal.call('addClientUser', { user: late })).to.equal('DOSSIER_NOT_FOUND');
      await waitFor(async () => (await portal.numbers()).includes(MILL), { what: 'the dossier to appear' });
      expect(await portal.call('clientUsers', { companyNumber: MILL })).to.deep.equal([]);
      expect(await portal.mails()).to.deep.equal([]);
    });

    it('takes a quarter of an hour unless told otherwise, and is there once', async () => {
      const before = Date.now();
      for (const name of ['Molen', 'Molen opnieuw']) await brought({ companyNumber: MILL, name });
      await brought({ companyNumber: BAKERY, name: 'Andere naam' });
      const { dossiers } = z
        .object({ dossiers: z.array(z.looseObject({ companyNumber: z.string(), name: z.string() })) })
        .parse(await portal.look('/state'));
      expect(dossiers.map(({ name }) => name)).to.deep.equal(['Bakkerij', 'Brouwerij', 'Molen']);
      expect(dossiers[2]!.visibleAt).to.be.within(before + 900_000, Date.now() + 900_000);
    });

    it('never appears when the number is missing or wrong', async () => {
      for (const companyNumber of ['', '0123456700', '123', undefined]) {
        expect(await brought({ companyNumber, name: 'Molen', afterMs: 0 })).to.equal(204);
      }
      expect(await portal.numbers()).to.deep.equal([BAKERY, BREWERY]);
      expect(await portal.look('/state'))
        .to.have.property('dossiers')
        .that.has.length(2);
    });
  });

  describe('the dossier configuration', () => {
    const everyone = () => PROFILES.map((profile) => ({ email: `${profile}@bakker.example.nl`, profile }));
    const capabilities = async () =>
      Object.fromEntries((await portal.access(BAKERY)).map(({ profile, can }) => [profile, can.join(' ')]));
    const withConfiguration = async (configuration: string, modules: readonly string[] = []) => {
      const clientUsers = everyone().map((user) => ({
        ...{ firstName: 'A', lastName: 'B', companyNumbers: [BAKERY] },
        ...user,
      }));
      const dossiers = [{ companyNumber: BAKERY, name: 'Bakkerij', configuration, modules }];
      await portal.start({ dossiers, clientUsers });
    };

    it('B caps what anyone can do there at processing and archive', async () => {
      await withConfiguration('B', ['payments', 'financial']);
      expect(await capabilities()).to.deep.equal({
        administrator:
          'dossier-settings enter-documents process-documents forward-documents approve-documents archive',
        'full-access': 'enter-documents process-documents forward-documents approve-documents archive',
        'document-processing': 'enter-documents process-documents forward-documents approve-documents',
        'document-processing-archive':
          'enter-documents process-documents forward-documents approve-documents archive',
        'full-feedback': 'archive',
        'document-delivery': 'enter-documents forward-documents approve-documents',
      });
    });

    it('C caps nothing, and is the default; payments and the menu Financial need their module', async () => {
      await withConfiguration('C', ['payments']);
      const all =
        'enter-documents process-documents forward-documents approve-documents figures archive history payments';
      expect(await capabilities()).to.include({
        administrator: `dossier-settings ${all}`,
        'full-access': all,
        'full-feedback': 'figures archive history payments',
      });
      await portal.act('office set-modules', { companyNumber: BAKERY, modules: ['financial'] });
      expect((await capabilities())['full-feedback']).to.equal('figures archive history financial');
      expect(await portal.call('dossierSettings', { companyNumber: BREWERY })).to.deep.equal({
        ...{ companyNumber: BREWERY, configuration: 'C', paymentModule: false, financialMenu: false },
        ...{ responsible: 'OFFICE', responsibleEmail: 'info@kantoor.example.nl' },
      });
    });

    it('D caps what anyone can do there at feedback: two profiles have nothing left', async () => {
      await withConfiguration('D');
      expect(await capabilities()).to.deep.equal({
        administrator: 'dossier-settings figures archive history',
        'full-access': 'figures archive history',
        'document-processing': '',
        'document-processing-archive': 'archive',
        'full-feedback': 'figures archive history',
        'document-delivery': '',
      });
      const sights = (await portal.access(BAKERY)).map(({ sees }) => sees);
      expect(sights).to.deep.equal(['all', 'all', 'nothing', 'all', 'all, read only', 'nothing']);
    });

    it('changes from D to B or C after a while, and otherwise at once', async () => {
      await portal.door('POST /seed', { configurationDelayMs: 700 });
      const change = (configuration: string) =>
        portal.act('office set-configuration', { companyNumber: BAKERY, configuration });
      const shown = async () => {
        const settings = await portal.call('dossierSettings', { companyNumber: BAKERY });
        return z.object({ configuration: z.string() }).parse(settings).configuration;
      };
      for (const configuration of ['B', 'C', 'D']) {
        expect(await change(configuration)).to.equal(204);
        expect(await shown()).to.equal(configuration);
      }
      expect(await change('C')).to.equal(204);
      expect(await shown()).to.equal('D');
      await waitFor(async () => (await shown()) === 'C', { what: 'the configuration to be in force' });
    });
  });

  describe('a client end user', () => {
    it('has an e-mail that is unique over the platform: a known one is linked, not created again', async () => {
      const first = await portal.addUser(CLERK, [BAKERY]);
      const again = await portal.addUser(CLERK.toUpperCase(), [BREWERY], { firstName: 'Karla' });
      expect(again).to.deep.equal({ ...first, companyNumbers: [BAKERY, BREWERY] });
      expect(await portal.look('/state'))
        .to.have.property('users')
        .that.has.length(1);
      expect(await portal.call('clientUser', { email: CLERK })).to.deep.equal(again);
      expect(await portal.call('clientUser', { email: BOSS })).to.equal(null);
    });

    it('gets a temporary password by mail when new, and nothing when linked or changed', async () => {
      const { id } = await portal.addUser(CLERK, [BAKERY]);
      await portal.addUser(CLERK, [BREWERY]);
      await portal.call('editClientUser', { id, user: { firstName: 'Karla' } });
      expect(await portal.mails()).to.deep.equal([`temporary-password ${CLERK}`]);
    });

    it('is an Administrator by default', async () => {
      expect(await portal.addUser(CLERK, [BAKERY])).to.include({
        profile: 'ADMINISTRATOR',
        language: 'nl_BE',
      });
    });

    it('has one profile for all dossiers: changing it for one dossier changes it for all', async () => {
      const { id } = await portal.addUser(CLERK, [BAKERY, BREWERY], { profile: 'FULL_ACCESS' });
      const profiles = async () => [
        ...(await portal.users(BAKERY)).map(({ profile }) => profile),
        ...(await portal.users(BREWERY)).map(({ profile }) => profile),
        ...(await portal.access(BREWERY)).map(({ profile }) => profile),
      ];
      expect(await profiles()).to.deep.equal(['FULL_ACCESS', 'FULL_ACCESS', 'full-access']);
      await portal.call('editClientUser', { id, user: { profile: 'FULL_FEEDBACK' } });
      expect(await profiles()).to.deep.equal(['FULL_FEEDBACK', 'FULL_FEEDBACK', 'full-feedback']);
      const byHand = { companyNumber: BAKERY, email: CLERK, profile: 'document-delivery' };
      await portal.act('office change-user', byHand);
      expect(await profiles()).to.deep.equal(['DOCUMENT_DELIVERY', 'DOCUMENT_DELIVERY', 'document-delivery']);
    });

    it('who is linked to a further dossier with another profile gets it in every dossier, silently', async () => {
      await portal.addUser(CLERK, [BAKERY], { profile: 'FULL_ACCESS' });
      await portal.addUser(CLERK, [BREWERY], { profile: 'DOCUMENT_DELIVERY' });
      expect(await portal.access(BAKERY)).to.deep.equal([
        {
          ...{ email: CLERK, profile: 'document-delivery', sees: 'own' },
          can: ['enter-documents', 'forward-documents', 'approve-documents'],
        },
      ]);
    });

    it('can have another profile in one dossier only as another user with another e-mail', async () => {
      await portal.addUser(CLERK, [BAKERY], { profile: 'FULL_ACCESS' });
      await portal.addUser('carla.twee@bakker.example.nl', [BREWERY], { profile: 'DOCUMENT_DELIVERY' });
      expect((await portal.users(BAKERY)).map(({ profile }) => profile)).to.deep.equal(['FULL_ACCESS']);
      expect((await portal.users(BREWERY)).map(({ profile }) => profile)).to.deep.equal([
        'DOCUMENT_DELIVERY',
      ]);
      expect(await portal.mails()).to.have.length(2);
    });

    it('is assigned to no dossier, one or many, and stays when unassigned', async () => {
      const { id } = await portal.addUser(CLERK, []);
      const assigned = async (companyNumbers: readonly string[]) => {
        await portal.call('editClientUser', { id, user: { companyNumbers } });
        return [(await portal.users(BAKERY)).length, (await portal.users(BREWERY)).length];
      };
      expect(await assigned([BAKERY, BREWERY])).to.deep.equal([1, 1]);
      expect(await assigned([BREWERY])).to.deep.equal([0, 1]);
      const byHand = { email: CLERK, companyNumber: BREWERY };
      expect(await portal.act('office unassign-user', byHand)).to.equal(204);
      expect(await portal.act('office unassign-user', byHand)).to.equal('USER_NOT_FOUND');
      expect(await assigned([])).to.deep.equal([0, 0]);
      const user = userSchema.parse(await portal.call('clientUser', { email: CLERK }));
      expect(user).to.deep.include({ id, companyNumbers: [] });
    });

    it('is changed in what is given and in nothing else, or not at all', async () => {
      const made = await portal.addUser(CLERK, [BAKERY], { language: 'fr_BE', profile: 'FULL_FEEDBACK' });
      const { id } = made;
      const edited = await portal.call('editClientUser', { id, user: { lastName: 'Bakkers' } });
      expect(edited).to.deep.equal({ ...made, lastName: 'Bakkers' });
      const wrong = { lastName: 'X', profile: 'DOCUMENT_DELIVERY', companyNumbers: [BREWERY, MILL] };
      expect(await portal.call('editClientUser', { id, user: wrong })).to.equal('DOSSIER_NOT_FOUND');
      expect(await portal.call('clientUser', { email: CLERK })).to.deep.equal(edited);
      expect(await portal.call('editClientUser', { id: 'other', user: {} })).to.equal('USER_NOT_FOUND');
      const nameless = { email: BOSS, firstName: ' ', lastName: 'X', companyNumbers: [BAKERY] };
      expect(await portal.call('addClientUser', { user: nameless })).to.equal('INVALID');
      expect(await portal.call('addClientUser', { user: { ...nameless, email: 'x' } })).to.equal('INVALID');
      expect(await portal.mails()).to.deep.equal([`temporary-password ${CLERK}`]);
    });

    it('can be added by hand, under Configuration, Users of a dossier', async () => {
      const clerk = { email: CLERK, firstName: 'Carla', lastName: 'Bakker', profile: 'full-access' };
      await portal.act('office add-user', { ...clerk, companyNumber: BAKERY });
      await portal.act('office add-user', { ...clerk, companyNumber: BREWERY });
      const [user] = await portal.users(BREWERY);
      expect(user).to.deep.include({ profile: 'FULL_ACCESS', companyNumbers: [BAKERY, BREWERY] });
      expect(await portal.mails()).to.deep.equal([`temporary-password ${CLERK}`]);
    });
  });

  describe('a request for a new user made in the portal', () => {
    const wished = (fields = {}) =>
      portal.act('client-user request-account', {
        ...{ companyNumber: BAKERY, by: BOSS, email: CLERK, firstName: 'Carla', lastName: 'Bakker' },
        ...fields,
      });
    const requests = async (companyNumber = BAKERY) =>
      requestsSchema.parse(await portal.call('accountRequests', { companyNumber }));
    const withBoss = async (dossier: Record<string, unknown> = {}, profile = 'administrator') => {
      const boss = { email: BOSS, firstName: 'B', lastName: 'B', companyNumbers: [BAKERY], profile };
      const seeded = { companyNumber: BAKERY, name: 'Bakkerij', ...dossier };
      await portal.start({ dossiers: [seeded], clientUsers: [boss] });
    };

    for (const [responsible, email] of [
      ['office', 'info@kantoor.example.nl'],
      ['dossier-manager', MANAGER],
      ['client-group', 'groep@kantoor.example.nl'],
    ] as const) {
      it(`is mailed to the dossier's responsible: ${responsible}`, async () => {
        const clientGroupEmail = 'groep@kantoor.example.nl';
        await withBoss({ responsible, accountManager: MANAGER, clientGroupEmail });
        await wished();
        expect(await portal.mails()).to.deep.equal([`account-request ${email}`]);
        const settings = await portal.call('dossierSettings', { companyNumber: BAKERY });
        expect(settings).to.include({ responsibleEmail: email });
        expect(await requests()).to.have.length(1);
      });
    }

    it('goes to another responsible from the next request on', async () => {
      await withBoss({ accountManager: MANAGER });
      await wished();
      await portal.act('office set-responsible', { companyNumber: BAKERY, responsible: 'dossier-manager' });
      await wished({ email: 'twee@bakker.example.nl' });
      const mailed = ['account-request info@kantoor.example.nl', `account-request ${MANAGER}`];
      expect(await portal.mails()).to.deep.equal(mailed);
    });

    it('is for Administrators of that dossier alone', async () => {
      await withBoss({}, 'full-access');
      expect(await wished()).to.equal('ACCESS_DENIED');
      await withBoss();
      expect(await wished({ companyNumber: BREWERY })).to.equal('ACCESS_DENIED');
      expect(await wished({ by: 'niemand@bakker.example.nl' })).to.equal('ACCESS_DENIED');
      expect(await portal.mails()).to.deep.equal([]);
      expect(await requests()).to.deep.equal([]);
    });

    it('is answered with yes by giving the access, whoever does it', async () => {
      await withBoss();
      for (const email of [CLERK, 'twee@bakker.example.nl']) await wished({ email });
      expect((await requests()).map(({ status }) => status)).to.deep.equal(['OPEN', 'OPEN']);
      await portal.addUser(CLERK, [BAKERY]);
      expect((await requests()).map(({ status }) => status)).to.deep.equal(['APPROVED', 'OPEN']);
      const two = { email: 'twee@bakker.example.nl', firstName: 'T', lastName: 'B', companyNumber: BAKERY };
      await portal.act('office add-user', two);
      expect((await requests()).map(({ status }) => status)).to.deep.equal(['APPROVED', 'APPROVED']);
    });

    it('is answered with no once, and then nobody has access', async () => {
      await withBoss();
      await wished();
      const [{ id, requestedBy }] = (await requests()) as [z.infer<typeof requestsSchema>[number]];
      expect(requestedBy).to.equal(BOSS);
      expect(await portal.call('refuseAccountRequest', { id })).to.include({ id, status: 'REFUSED' });
      expect(await portal.call('refuseAccountRequest', { id })).to.equal('REQUEST_NOT_OPEN');
      expect(await portal.act('office refuse-request', { request: id })).to.equal('REQUEST_NOT_OPEN');
      expect(await portal.call('refuseAccountRequest', { id: 'x' })).to.equal('REQUEST_NOT_FOUND');
      expect((await portal.users(BAKERY)).map(({ email }) => email)).to.deep.equal([BOSS]);
      await portal.addUser(CLERK, [BAKERY]);
      expect((await requests()).map(({ status }) => status)).to.deep.equal(['REFUSED']);
    });
  });
});
