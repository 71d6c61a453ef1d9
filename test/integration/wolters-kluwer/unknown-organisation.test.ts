import { expect } from 'chai';
import { sql } from 'kysely';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import {
  ANNA,
  BOSS,
  NUMBERS,
  openPandaEngine,
  ownOrganisation,
  RONALD,
  type PandaEngine,
  type PandaOptions,
} from '../../support/wolters-kluwer-engine.ts';

const MIA = 'mia@bakker.example.nl';

describe('Wolters Kluwer: an organisation that nobody has added yet', () => {
  let engine: PandaEngine;
  let client: ClientHandle;
  let boss: ContactHandle;

  async function open(options: PandaOptions = {}): Promise<void> {
    engine = await openPandaEngine(options);
    client = await engine.bakker();
    boss = await engine.contact(client, { email: BOSS, linkSettings: { role: 'administrator' } });
    await engine.settle();
  }
  const accept = async (email: string) => {
    await engine.panda.does('person accept-invitation', { email });
    await engine.goOn();
  };

  afterEach(() => engine.close());

  it('[seed] it is added and you BECOME its administrator, invite another one, and hand over to the client once that is accepted', async () => {
    await open();
    expect(await engine.panda.members()).to.deep.equal([`${ANNA} administrator support-community`]);
    expect(await engine.panda.mails(), 'it is never asked to be joined').to.deep.equal([
      `invitation ${BOSS}`,
    ]);
    expect(await engine.reasonOf(client)).to.equal('HAND_OVER_WAITS');
    expect(await engine.reasonOf(boss)).to.equal('INVITATION_OPEN');
    await engine.goOn();
    expect(await engine.panda.mails(), 'nobody is mailed again').to.have.length(1);
    await accept(BOSS);
    expect(await engine.panda.members()).to.deep.equal([
      `${ANNA} member support-community`,
      `${BOSS} administrator`,
    ]);
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
    expect(await engine.reasonOf(boss)).to.equal('IN_SYNC');
    expect(await engine.panda.mails('join-request')).to.deep.equal([]);
  });

  it('[seed] an organisation is found by both numbers together; either missing is said', async () => {
    engine = await openPandaEngine();
    const { wkCustomerNumber, enterpriseNumber } = NUMBERS;
    const one = await engine.client({ wkCustomerNumber });
    const other = await engine.client({ enterpriseNumber });
    await engine.settle();
    expect(await engine.reasonOf(one)).to.equal('ENTERPRISE_NUMBER_MISSING');
    expect(await engine.reasonOf(other)).to.equal('WK_NUMBER_MISSING');
    expect((await engine.panda.state()).organisations).to.deep.equal([]);
    await engine.change(one, { enterpriseNumber });
    await engine.settle();
    expect((await engine.panda.state()).organisations).to.have.length(1);
  });

  it('[seed] a personal account is registered once, and waited for until its owner has confirmed the mail', async () => {
    const lisa = { email: 'lisa@kantoor.example.nl', firstName: 'Lisa', lastName: 'Vos' };
    await open({ settings: { employees: [lisa] } });
    const confirmation = [`confirm-account ${lisa.email}`];
    expect(await engine.panda.mails()).to.deep.equal(confirmation);
    expect(await engine.reasonOf(client)).to.equal('ACCOUNT_NOT_CONFIRMED');
    expect(await engine.reasonOf(boss)).to.equal('HELD_BY_CLIENT');
    await engine.goOn();
    expect(await engine.panda.mails()).to.deep.equal(confirmation);
    await engine.panda.does('person confirm', { email: lisa.email });
    await engine.goOn();
    expect(await engine.panda.members()).to.deep.equal([`${lisa.email} administrator support-community`]);
  });

  it('a confirmed account is seen at one client, and every other that waits for it goes on at once', async () => {
    const lisa = { email: 'lisa@kantoor.example.nl', firstName: 'Lisa', lastName: 'Vos' };
    await open({ settings: { employees: [lisa] } });
    const other = await engine.bakker({ wkCustomerNumber: '1004712', enterpriseNumber: '0999050015' });
    await engine.settle();
    expect(await engine.reasonOf(other)).to.equal('ACCOUNT_NOT_CONFIRMED');
    await engine.panda.does('person confirm', { email: lisa.email });
    await engine.passTime();
    await engine.run(client);
    const [due] = await engine.rows(
      sql<{ pending: boolean }>`select pending from due_pair where client_id = ${other.id}`,
    );
    expect(due).to.deep.equal({ pending: true });
  });

  it('a contact is registered once the client is there, confirms, is invited with the role of its link, and gets what it may use', async () => {
    await open({ settings: { handOver: false } });
    const mia = await engine.contact(client, {
      ...{ email: MIA, firstName: null, initials: 'M.', infix: 'de', lastName: 'Wit' },
      linkSettings: { role: 'member', applications: 'support-community' },
    });
    await engine.goOn();
    expect(await engine.reasonOf(mia)).to.equal('ACCOUNT_NOT_CONFIRMED');
    const account = (await engine.panda.state()).accounts.find(({ email }) => email === MIA);
    expect(account).to.include({ status: 'awaiting-confirmation', employee: false });
    await engine.panda.does('person confirm', { email: MIA });
    await engine.goOn();
    await accept(MIA);
    expect(await engine.panda.members()).to.include(`${MIA} member support-community`);
    expect(await engine.reasonOf(mia)).to.equal('IN_SYNC');
    await engine.unlink(mia);
    await engine.goOn();
    expect((await engine.panda.members()).join()).not.to.include(MIA);
    expect(
      (await engine.panda.state()).accounts.map(({ email }) => email),
      'the account stays',
    ).to.include(MIA);
  });

  it('without hand-over the practice stays administrator, and nobody waits for it', async () => {
    await open({ settings: { handOver: false } });
    await accept(BOSS);
    expect(await engine.panda.members()).to.include(`${ANNA} administrator support-community`);
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
  });

  it('an invitation that is still open is withdrawn when the contact is unlinked', async () => {
    await open();
    await engine.unlink(boss);
    await engine.goOn();
    expect((await engine.panda.state()).invitations.map(({ status }) => status)).to.deep.equal(['withdrawn']);
    expect(await engine.reasonOf(boss)).to.equal('LINK_OFF');
    // To nobody it can be handed over.
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
  });

  it('a second colleague asks to join what the first has added, who approves', async () => {
    await open({ settings: { employees: [{ email: RONALD }, { email: ANNA, primary: true }] } });
    expect(await engine.panda.mails('join-request')).to.deep.equal([`join-request ${ANNA}`]);
    expect((await engine.resources('membership')).map(({ state }) => state).sort()).to.deep.equal([
      ...['present', 'waiting', 'waiting'],
    ]);
    await engine.panda.does('administrator approve', { email: RONALD });
    await accept(BOSS);
    expect(await engine.panda.members()).to.deep.equal([
      ...[`${ANNA} member support-community`, `${BOSS} administrator`, `${RONALD} member support-community`],
    ]);
  });

  it('one of the numbers of another organisation is refused, and nothing is added', async () => {
    engine = await openPandaEngine();
    await engine.panda.seed(ownOrganisation());
    client = await engine.bakker({ wkCustomerNumber: '2000001' });
    await engine.settle();
    expect(await engine.standing(client)).to.deep.include({
      reason: 'REJECTED_BY_PORTAL',
      detail: { field: 'wkCustomerNumber' },
    });
    expect((await engine.panda.state()).organisations).to.have.length(1);
  });
});
