import { expect } from 'chai';
import { connectorOf } from '../../../src/app/portals.ts';
import { listRequests } from '../../../src/database/people/requests.ts';
import { askAboutRequest } from '../../../src/actions/ask-request.ts';
import type { ClientHandle } from '../../support/engine-records.ts';
import {
  ANNA,
  BOSS,
  CUSTOMER,
  openPandaEngine,
  ownOrganisation,
  PARTNER,
  RONALD,
  type PandaEngine,
  type PandaOptions,
} from '../../support/wolters-kluwer-engine.ts';

describe('Wolters Kluwer: an organisation that the client has added itself', () => {
  let engine: PandaEngine;
  let client: ClientHandle;

  async function open(options: PandaOptions = {}): Promise<void> {
    engine = await openPandaEngine(options);
    await engine.panda.seed(ownOrganisation());
    client = await engine.bakker();
    await engine.settle();
  }
  const reason = () => engine.reasonOf(client);
  const requests = () => engine.store.inPractice(engine.practiceId, (tx) => listRequests(tx));
  async function ask(what: 'resend' | 'withdraw'): Promise<void> {
    const [request] = await requests();
    const { store, practiceId } = engine;
    const asked = { practiceId, requestId: request!.id, ask: what, by: 'user:rianne' };
    await askAboutRequest({ store, connectorOf }, asked);
    await engine.goOn();
  }

  afterEach(() => engine.close());

  it('[seed] a known organisation: the join request is mailed to ALL administrators, once; one approves and the employee is a member', async () => {
    await open();
    const asked = [`join-request ${BOSS}`, `join-request ${PARTNER}`];
    expect(await engine.panda.mails()).to.deep.equal(asked);
    expect(await reason()).to.equal('MEMBERSHIP_NOT_APPROVED');
    await engine.goOn();
    await engine.goOn();
    expect(await engine.panda.mails(), 'polled, never re-sent').to.deep.equal(asked);
    await engine.panda.does('administrator approve', { email: ANNA, by: PARTNER });
    await engine.goOn();
    expect(await engine.panda.mails(), 'you are mailed').to.deep.equal([...asked, `join-approved ${ANNA}`]);
    expect(await engine.panda.members()).to.include(`${ANNA} member`);
    expect(await reason()).to.equal('TICK_MISSING');
  });

  it('[seed] two lists: a member is listed by the organisation switch, and by the Support Community only once it was ticked as well', async () => {
    await open();
    await engine.panda.does('administrator approve', { email: ANNA });
    await engine.goOn();
    const lists = async () => (await engine.panda.state()).accounts.find(({ email }) => email === ANNA);
    expect(await lists()).to.deep.include({ memberOf: [CUSTOMER], mayManageCasesFor: [] });
    expect(await reason()).to.equal('TICK_MISSING');
    await engine.panda.does('administrator tick', { email: ANNA });
    await engine.goOn();
    expect(await lists()).to.deep.include({ memberOf: [CUSTOMER], mayManageCasesFor: [CUSTOMER] });
    expect(await reason()).to.equal('IN_SYNC');
  });

  it('a declined request is final until a person asks for it anew', async () => {
    await open();
    await engine.panda.does('administrator decline', { email: ANNA });
    await engine.goOn();
    expect(await reason()).to.equal('MEMBERSHIP_DECLINED');
    await engine.goOn();
    expect(await engine.panda.mails('join-request')).to.have.length(2);
    client = await engine.unlink(client);
    await engine.goOn();
    expect((await engine.resources('membership'))[0], 'it lets nobody in').to.include({
      state: 'absent',
      revokeState: 'revoked_verified',
    });
    expect(await engine.settle(), 'nothing is left to do').to.deep.equal([]);
    expect(await reason()).to.equal('LINK_OFF');
    client = await engine.relink(client);
    await engine.goOn();
    expect(await engine.panda.mails('join-request'), 'not by linking again either').to.have.length(2);
    expect(await reason()).to.equal('MEMBERSHIP_DECLINED');
    await ask('resend');
    expect(await engine.panda.mails('join-request')).to.have.length(4);
    expect(await reason()).to.equal('MEMBERSHIP_NOT_APPROVED');
  });

  it('a person mails all administrators once more, or takes the request back, and nothing is asked again by itself', async () => {
    await open();
    await ask('resend');
    expect(await engine.panda.mails('join-request')).to.have.length(4);
    await ask('withdraw');
    expect(await reason()).to.equal('REQUEST_WITHDRAWN');
    await engine.goOn();
    expect(await engine.panda.mails('join-request')).to.have.length(4);
    expect((await engine.panda.state()).joinRequests.map(({ status }) => status)).to.deep.equal([
      'withdrawn',
    ]);
  });

  it('an unlink withdraws a request that is still open, and a new link asks again', async () => {
    await open();
    client = await engine.unlink(client);
    await engine.goOn();
    expect((await engine.panda.state()).joinRequests.map(({ status }) => status)).to.deep.equal([
      'withdrawn',
    ]);
    expect(await reason()).to.equal('LINK_OFF');
    expect((await engine.resources('membership'))[0]).to.include({ revokeState: 'revoked_verified' });
    client = await engine.relink(client);
    await engine.goOn();
    expect(await engine.panda.mails('join-request')).to.have.length(4);
  });

  it('[seed] application access is taken away first, then the membership', async () => {
    await open({ settings: { employees: [ANNA, RONALD] } });
    for (const email of [ANNA, RONALD]) {
      await engine.panda.does('administrator approve', { email, tick: true });
    }
    await engine.goOn();
    expect(await reason()).to.equal('IN_SYNC');
    await engine.panda.resetCounts();
    await engine.unlink(client);
    await engine.goOn();
    expect(await engine.panda.members()).to.deep.equal([`${BOSS} administrator`, `${PARTNER} administrator`]);
    const kinds = (await engine.panda.writes()).map((write) => write.split('/').at(-2));
    expect(kinds).to.deep.equal(['applications', 'applications', 'members', 'members']);
  });

  it('a contact is waited for where only the client can invite, and is seen once that is done', async () => {
    await open();
    const mia = await engine.contact(client, { email: 'mia@bakker.example.nl' });
    await engine.goOn();
    await engine.panda.does('person confirm', { email: 'mia@bakker.example.nl' });
    await engine.panda.does('administrator approve', { email: ANNA, tick: true });
    await engine.goOn();
    expect(await engine.reasonOf(mia)).to.equal('CONTACT_NOT_INVITED');
    expect(await engine.panda.mails('invitation')).to.deep.equal([]);
    await engine.panda.does('administrator invite', { email: 'mia@bakker.example.nl' });
    await engine.goOn();
    expect(await engine.reasonOf(mia)).to.equal('INVITATION_OPEN');
    await engine.panda.does('person accept-invitation', { email: 'mia@bakker.example.nl' });
    await engine.goOn();
    expect(await engine.reasonOf(mia)).to.equal('IN_SYNC');
  });

  it('is not handed over when its administrators made the employee one too', async () => {
    await open();
    const boss = await engine.contact(client, { email: BOSS, linkSettings: { role: 'administrator' } });
    await engine.panda.does('administrator approve', { email: ANNA, tick: true });
    await engine.panda.does('administrator set-role', { email: ANNA, role: 'administrator' });
    await engine.goOn();
    expect(await engine.reasonOf(boss)).to.equal('IN_SYNC');
    expect(await reason()).to.equal('IN_SYNC');
    expect(await engine.panda.members()).to.include(`${ANNA} administrator support-community`);
  });
});
