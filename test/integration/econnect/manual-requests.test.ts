// The authorisation request where a person sends it, which is the default: the vendor's service takes no new connections.
import { expect } from 'chai';
import { sql } from 'kysely';
import { connectorOf } from '../../../src/app/portals.ts';
import { requestMode } from '../../../src/database/migrations/0021-request-mode.ts';
import { listRequests } from '../../../src/database/people/requests.ts';
import { UsageError } from '../../../src/errors.ts';
import { askAboutRequest, type RequestAsk } from '../../../src/actions/ask-request.ts';
import { settingsSchema } from '../../../connectors/econnect/settings.ts';
import { MANAGER, openEConnectEngine, type EConnectEngine } from '../../support/econnect-engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

const ANNA = 'anna@bakker.example.nl';
const MANUAL = { settings: { authorisationRequests: 'manual' } } as const;

describe('an authorisation request of eConnect that a person sends', () => {
  let engine: EConnectEngine;
  let client: ClientHandle;

  const requests = () => engine.store.inPractice(engine.practiceId, (tx) => listRequests(tx));
  const reason = () => engine.reasonOf(client);
  const asked = async () => (await engine.tasks()).map(({ action, type }) => `${action} ${type}`);
  const confirm = async () => {
    await engine.confirm((await engine.tasks())[0]);
    await engine.goOn();
  };
  const tell = async (ask: RequestAsk) => {
    const [request] = await requests();
    await askAboutRequest(
      { store: engine.store, connectorOf },
      { practiceId: engine.practiceId, requestId: request!.id, ask, by: 'user:rianne' },
    );
    await engine.goOn();
  };
  async function open(options: Parameters<typeof openEConnectEngine>[0]): Promise<void> {
    engine = await openEConnectEngine(options);
    client = await engine.client({ name: 'Bakkerij Bakker', kvkNumber: '12345678', email: ANNA });
    await engine.settle();
  }

  afterEach(() => engine.close());

  it('[doc] authorisation requests are a manual task by default: the SOAP service takes no new connections', async () => {
    expect(settingsSchema.parse({ relationshipManagers: [{ email: MANAGER }] })).to.include({
      authorisationRequests: 'manual',
    });
    await open({ ...MANUAL, provenTypes: [] });
    const [task] = await engine.tasks();
    expect(task).to.include({ type: 'authorisation-request', action: 'create', email: ANNA });
    expect(await engine.econnect.mails()).to.deep.equal([]);
    expect(await engine.econnect.counts()).to.deep.include({ total: 0 });
  });

  it('goes on with the partnership once a person said that it was sent, and accepted', async () => {
    await open({ ...MANUAL, provenTypes: [] });
    await confirm();
    expect(await reason()).to.equal('CHECK_BY_HAND');
    expect(await engine.tasks()).to.deep.equal([]);
    await tell('accepted');
    expect((await engine.tasks()).map(({ type }) => type)).to.include('partnership');
    expect((await engine.audit()).map(({ action }) => action)).to.include('request.accepted');
  });

  it('declined is final until a person acts', async () => {
    await open({ ...MANUAL, provenTypes: [] });
    await confirm();
    await tell('declined');
    expect(await reason()).to.equal('REQUEST_DECLINED');
    await tell('resend');
    const [task] = await engine.tasks();
    expect(task).to.include({ type: 'authorisation-request', action: 'create' });
  });

  it('goes to whom the records name by the time it is sent', async () => {
    await open({ ...MANUAL, provenTypes: [] });
    await engine.change(client, { email: 'office@bakker.example.nl' });
    await engine.goOn();
    expect((await engine.tasks()).map(({ email }) => email)).to.deep.equal(['office@bakker.example.nl']);
  });

  it('rule 4: is not to be sent any more once its client turns suspect, and asked back where it may have been', async () => {
    await open({ ...MANUAL, provenTypes: [] });
    client = await engine.change(client, { status: 'suspect' });
    await engine.goOn();
    expect(await asked()).to.deep.equal(['remove authorisation-request']);
    expect(await reason()).to.equal('MANUAL_TASK');
    await confirm();
    expect(await asked()).to.deep.equal([]);
    expect(await reason()).to.equal('CLIENT_IS_SUSPECT');
    await engine.change(client, { status: 'client' });
    await engine.goOn();
    expect(await asked()).to.deep.equal(['create authorisation-request']);
  });

  it('is asked back once, also where the portal could show it and does not', async () => {
    await open(MANUAL);
    expect(await asked()).to.deep.equal(['create authorisation-request']);
    await engine.unlink(client);
    await engine.goOn();
    expect(await asked()).to.deep.equal(['remove authorisation-request']);
    await confirm();
    expect(await asked()).to.deep.equal([]);
    expect(await reason()).to.equal('LINK_OFF');
  });

  it('is to be sent after all where its client comes back before anybody has looked', async () => {
    await open({ ...MANUAL, provenTypes: [] });
    await engine.unlink(client);
    await engine.goOn();
    await engine.relink(client);
    await engine.goOn();
    expect(await asked()).to.deep.equal(['create authorisation-request']);
    await confirm();
    expect(await reason()).to.equal('CHECK_BY_HAND');
  });

  it('is seen by itself where the assumed calls are proven', async () => {
    await open(MANUAL);
    const [task] = await engine.tasks();
    expect(task).to.include({ type: 'authorisation-request', action: 'create' });
    expect(await engine.econnect.mails()).to.deep.equal([]);
  });

  it('a refusal that only a mail told can be entered for a request that Koppel sent; an acceptance is seen', async () => {
    await open({ provenTypes: [] });
    let refused: unknown;
    await tell('accepted').catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(UsageError);
    await tell('declined');
    expect(await reason()).to.equal('REQUEST_DECLINED');
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    expect(await reason(), 'a person said so').to.equal('REQUEST_DECLINED');
  });

  it('connections of before keep sending by themselves, and a mode that was chosen stays', async () => {
    await open({ ...MANUAL, provenTypes: [] });
    const mode = async () => {
      await engine.rows(sql.raw(requestMode));
      const [row] = await engine.rows<{ mode: string }>(
        sql`select settings ->> 'authorisationRequests' as mode from connection`,
      );
      return row?.mode;
    };
    expect(await mode()).to.equal('manual');
    await engine.rows(sql`update connection set settings = settings - 'authorisationRequests'`);
    expect(await mode()).to.equal('soap');
  });
});
