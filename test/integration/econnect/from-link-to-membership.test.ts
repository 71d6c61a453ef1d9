import { expect } from 'chai';
import {
  MANAGER,
  openEConnectEngine,
  SECOND_MANAGER,
  type EConnectEngine,
  type EConnectOptions,
} from '../../support/econnect-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

const PARTY = 'NL:KVK:12345678';
const ANNA = 'anna@bakker.example.nl';

describe('eConnect: from a linked client to a practice that works in its organisation', () => {
  let engine: EConnectEngine;
  let client: ClientHandle;
  let anna: ContactHandle;

  async function open(options: EConnectOptions = {}): Promise<void> {
    engine = await openEConnectEngine(options);
    client = await engine.client({
      name: 'Bakkerij Bakker',
      kvkNumber: '12345678',
      email: 'info@bakker.example.nl',
    });
    anna = await engine.contact(client, { email: ANNA, linkSettings: { manager: true } });
    await engine.settle();
  }
  const accept = () => engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });

  async function becomeMember(email: string): Promise<void> {
    await engine.econnect.does({
      human: 'client',
      does: 'add-member',
      organisation: PARTY,
      email,
      role: 'Member',
    });
    await engine.goOn();
    await engine.econnect.does({ human: 'colleague', does: 'accept-membership', organisation: PARTY, email });
    await engine.goOn();
  }

  afterEach(() => engine.close());

  it('[seed] the partnership arises by itself when the request is accepted; before that the client must act', async () => {
    await open();
    expect(await engine.econnect.mails()).to.deep.equal([`request ${ANNA}`]);
    expect(await engine.reasonOf(client)).to.equal('REQUEST_NOT_ACCEPTED');
    expect(await engine.reasonOf(anna)).to.equal('HELD_BY_CLIENT');
    await engine.goOn();
    expect(await engine.econnect.mails(), 'never sent again by itself').to.have.length(1);
    await accept();
    await engine.goOn();
    const [partner] = (await engine.econnect.state()).partners;
    expect(partner?.relationshipManagers).to.deep.equal([SECOND_MANAGER, MANAGER]);
    expect(await engine.reasonOf(client)).to.equal('MEMBER_NOT_ADDED');
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
  });

  it('[seed] an administrator of the client adds the practice, after signing out and in again; then a colleague accepts', async () => {
    await open();
    await accept();
    await engine.goOn();
    const add = { human: 'client', does: 'add-member', organisation: PARTY, email: MANAGER, role: 'Member' };
    expect(await engine.econnect.act(add)).to.deep.include({ code: 'CANDIDATE_NOT_FOUND' });
    await engine.econnect.does({ human: 'client', does: 'sign-in-again', email: ANNA });
    await engine.econnect.does(add);
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('MEMBER_NOT_ADDED');
    await engine.econnect.does({
      human: 'colleague',
      does: 'accept-membership',
      organisation: PARTY,
      email: MANAGER,
    });
    await becomeMember(SECOND_MANAGER);
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
    expect((await engine.econnect.state()).groups[0]?.members).to.deep.equal([ANNA, SECOND_MANAGER, MANAGER]);
  });
});
