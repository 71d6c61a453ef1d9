// The ClearFacts connector against its sandbox: the proofs of its assumed calls, requests for accounts, and lists.
import { expect } from 'chai';
import { clearfacts } from '../../connectors/clearfacts/clearfacts.ts';
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import type { ClearFactsSession } from '../../connectors/clearfacts/settings.ts';
import type { PortalRecord } from '../../connectors/connector.ts';
import { openClearFactsSession } from '../support/contract/clearfacts-session.ts';
import { openDoor, type SandboxDoor } from '../support/contract/sandbox-door.ts';

const [BAKERY, BREWERY] = ['0123456749', '0987654394'];
const BOSS = 'baas@bakker.example.nl';

describe('the ClearFacts connector and its sandbox', () => {
  let session: ClearFactsSession;
  let door: SandboxDoor;
  let close: () => Promise<void>;
  const act = (human: string, does: string, rest: object) => door.post('/act', { human, does, ...rest });
  const list = async (type: string, parents: Record<string, string> = {}) => {
    const records: PortalRecord[] = [];
    for await (const record of clearfacts.resources[type]!.list!(session, parents)) records.push(record);
    return records.map(({ key }) => key);
  };

  before(async () => {
    const sandbox = await startClearFactsSandbox();
    close = () => sandbox.close();
    door = openDoor(sandbox.adminUrl);
    session = openClearFactsSession(sandbox.url, { credentials: SANDBOX_CREDENTIALS });
  });
  beforeEach(async () => {
    await door.reset();
    const dossiers = [BAKERY, BREWERY].map((companyNumber) => ({ companyNumber, name: 'Een dossier' }));
    const user = { email: BOSS, firstName: 'Bart', lastName: 'Baas', companyNumbers: [BAKERY, BREWERY] };
    await door.post('/seed', { dossiers, clientUsers: [user] });
  });
  after(() => close());

  it('proves its assumed calls on a dossier, and leaves everything as it was', async () => {
    const state = async () => JSON.stringify([(await door.read('/state')).users, await door.read('/mails')]);
    const before = await state();
    for (const proof of clearfacts.proofs)
      expect(await proof.run(session, ` ${BAKERY} `)).to.deep.equal({ ok: true });
    expect(await state()).to.equal(before);
  });

  it('says what did not behave as assumed', async () => {
    const [userProof] = clearfacts.proofs;
    await door.arm({ match: { path: 'clientUsers' }, fault: 'graphql-BAD_REQUEST' });
    expect(await userProof!.run(session, BAKERY)).to.have.property('ok', false);
    expect(await userProof!.run(session, '1000000021'))
      .to.have.nested.property('problem.en')
      .that.includes('no users');
  });

  it('has a proof for each assumed type', () => {
    const assumed = Object.entries(clearfacts.resources).filter(([, { evidence }]) => evidence === 'assumed');
    expect(clearfacts.proofs.map(({ type }) => type)).to.have.members(assumed.map(([name]) => name));
  });

  it('[seed] shows a request for an account with whom it was mailed to, and refuses it once', async () => {
    await act('office', 'set-responsible', { companyNumber: BAKERY, responsible: 'client-group' });
    const who = { email: 'carla@bakker.example.nl', firstName: 'Carla', lastName: 'Vos' };
    await act('client-user', 'request-account', { companyNumber: BAKERY, by: BOSS, ...who });
    const { accountRequests } = clearfacts;
    const [request] = await accountRequests!.read(session, [BREWERY, BAKERY, '1000000021']);
    expect(request).to.deep.include({
      ...{ for: BAKERY, email: who.email, name: 'Carla Vos', requestedBy: BOSS, status: 'open' },
      responsible: { kind: 'client-group', email: 'info@kantoor.example.nl' },
    });
    expect(await accountRequests!.refuse(session, request!.id)).to.equal(true);
    expect(await accountRequests!.refuse(session, request!.id)).to.equal(false);
  });

  it('[doc] shows a request of a dossier whose number has BE before it by the bare number', async () => {
    await door.post('/seed', { showsCountry: true });
    const who = { email: 'carla@bakker.example.nl', firstName: 'Carla', lastName: 'Vos' };
    await act('client-user', 'request-account', { companyNumber: BAKERY, by: BOSS, ...who });
    const [request] = await clearfacts.accountRequests!.read(session, [BAKERY]);
    expect(request).to.include({ for: BAKERY });
  });

  it('lists dossiers, each user once, and the profiles that a dossier leaves something to do', async () => {
    await act('office', 'set-configuration', { companyNumber: BREWERY, configuration: 'D' });
    expect(await list('dossier')).to.deep.equal([BAKERY, BREWERY]);
    expect(await list('user')).to.deep.equal([BOSS]);
    expect(await list('assignment', { dossier: BREWERY })).to.deep.equal([BOSS]);
    expect(await list('dossier-profile', { dossier: BREWERY })).to.deep.equal([
      ...['administrator', 'full-access', 'document-processing-archive', 'full-feedback'],
    ]);
  });

  it('shows that the token works', async () => {
    await clearfacts.check!(session);
  });
});
