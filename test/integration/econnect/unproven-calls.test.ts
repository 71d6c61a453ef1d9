import { expect } from 'chai';
import { connectorOf } from '../../../src/app/portals.ts';
import { type OpenTask } from '../../../src/database/people/tasks.ts';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import { MANAGER, openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

const ANNA = 'anna@bakker.example.nl';
const SETTINGS = {
  relationshipManagers: [{ email: MANAGER }],
  shares: [{ location: 'documents', level: 'read', with: 'group' }],
  delegatePurchaseInvoices: true,
};

describe('eConnect where nobody has proven the assumed calls', () => {
  let engine: EConnectEngine;
  let client: ClientHandle;
  let anna: ContactHandle;

  async function open(provenTypes: readonly string[], manualTypes: readonly string[] = []): Promise<void> {
    engine = await openEConnectEngine({
      provenTypes,
      settings: SETTINGS,
      policy: { manualTypes: [...manualTypes] },
    });
    client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678' });
    anna = await engine.contact(client, { email: ANNA, linkSettings: { manager: true } });
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
  }
  const assumedCalls = async () =>
    Object.keys((await engine.econnect.counts()).byPattern).filter((pattern) =>
      pattern.includes('/assumed/'),
    );

  afterEach(() => engine.close());

  it('the request goes by the documented service; each further step is a task, and no assumed call is made', async () => {
    await open([]);
    const done: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      for (const task of await engine.tasks()) {
        done.push(task.type);
        await engine.confirm(task);
      }
      await engine.goOn();
    }
    expect(await engine.tasks()).to.deep.equal([]);
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
    const { resources } = econnect;
    const assumed = Object.keys(resources).filter((name) => resources[name]?.evidence === 'assumed');
    const wished = assumed.filter((name) => name !== 'guest-member');
    expect([...new Set(done)], 'one of each type').to.have.members(wished);
    expect(await assumedCalls()).to.deep.equal([]);
    expect(await engine.econnect.mails()).to.deep.equal([`request ${ANNA}`]);
  });

  it('tells a person the exact screen path and the names involved, in both languages', async () => {
    await open([]);
    const [task] = await engine.tasks();
    expect(task).to.include({ type: 'partnership', client: 'Bakkerij Bakker' });
    const { resources } = connectorOf('econnect');
    const names = {
      client: 'Bakkerij Bakker',
      clientNumber: '1001',
      contact: 'Carla Vos',
      email: 'carla@bakker.example.nl',
      key: MANAGER,
      wanted: {},
    };
    for (const [name, type] of Object.entries(resources)) {
      if (type.evidence !== 'assumed') continue;
      const steps = type.manual?.('create', names);
      expect(steps?.en.join(' '), name).to.match(/›|Inbox|Partners|Documents/);
      expect(steps?.nl, name).to.have.length(steps!.en.length);
    }
    // [seed] Partners › name of the group › Relationship managers › Connect
    expect(resources['user-connection']!.manual!('create', names)!.en.join(' ')).to.match(
      /Partners › .*Relationship managers.*Connect/s,
    );
  });

  /** The client is unlinked while its request is still open. Returns the task that comes of it. */
  async function unlinkWhatWaits(provenTypes: readonly string[] = []): Promise<OpenTask> {
    engine = await openEConnectEngine({ provenTypes, settings: SETTINGS });
    client = await engine.client({ kvkNumber: '12345678', email: ANNA });
    await engine.settle();
    await engine.unlink(client);
    await engine.goOn();
    return (await engine.tasks())[0]!;
  }

  it('an unlink of what is not proven is a task for a person, also the request that is still open', async () => {
    const task = await unlinkWhatWaits();
    expect(task).to.include({ type: 'authorisation-request', action: 'remove' });
    expect(await engine.standing(client)).to.deep.include({
      reason: 'MANUAL_TASK',
      detail: { because: 'LINK_OFF' },
    });
    expect(await assumedCalls()).to.deep.equal([]);
  });

  it('[doc] the SOAP service does not show that a request was withdrawn: what a person says is believed', async () => {
    const task = await unlinkWhatWaits();
    await engine.confirm(task);
    await engine.goOn();
    expect(await engine.tasks()).to.deep.equal([]);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
  });

  it('rule 17: a request that a person says to have withdrawn is read back where the calls that show it are proven', async () => {
    const task = await unlinkWhatWaits(['partnership']);
    await engine.confirm(task);
    await engine.goOn();
    const [again] = await engine.tasks();
    expect(again).to.include({ type: 'authorisation-request', action: 'remove' });
    const [request] = (await engine.econnect.state()).requests;
    await engine.econnect.call('POST', `/api/assumed/v1/requests/${String(request?.token)}/withdraw`);
    await engine.confirm(again);
    await engine.goOn();
    expect(await engine.tasks()).to.deep.equal([]);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
  });

  it('manual by choice: a person makes it, Koppel reads it back, and says so when the portal contradicts', async () => {
    const all = Object.keys(connectorOf('econnect').resources);
    await open(all, ['user-connection', 'relationship-manager']);
    const managerTask = (await engine.tasks()).find(({ type }) => type === 'relationship-manager')!;
    await engine.confirm(managerTask);
    await engine.goOn();
    const again = (await engine.tasks()).find(({ type }) => type === 'relationship-manager');
    expect(again).to.include({ id: managerTask.id, status: 'contradicted' });
    const [partner] = (await engine.econnect.state()).partners;
    await engine.econnect.call(
      'PUT',
      `/api/assumed/v1/partners/${partner!.id}/relationship-managers/${MANAGER}`,
    );
    await engine.confirm(again);
    await engine.goOn();
    expect((await engine.tasks()).filter(({ type }) => type === 'relationship-manager')).to.deep.equal([]);
    expect((await engine.resources('relationship-manager'))[0]).to.include({ state: 'present' });
  });
});
