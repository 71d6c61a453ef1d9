import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { sql } from 'kysely';
import { connectorOf } from '../../../src/app/portals.ts';
import { findRecords } from '../../../src/database/people/explain.ts';
import { listRequests } from '../../../src/database/people/requests.ts';
import { UsageError } from '../../../src/errors.ts';
import { askAboutRequest } from '../../../src/actions/ask-request.ts';
import { explainRecord } from '../../../src/answers/explain-record.ts';
import {
  openEConnectEngine,
  type EConnectEngine,
  type EConnectOptions,
} from '../../support/econnect-engine.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';

const ANNA = 'anna@bakker.example.nl';

describe('a request that reaches a person', () => {
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
  }
  const requestOf = async () =>
    (await engine.store.inPractice(engine.practiceId, (tx) => listRequests(tx)))[0]!;
  const ask = async (what: 'resend' | 'withdraw') =>
    askAboutRequest(
      { store: engine.store, connectorOf },
      { practiceId: engine.practiceId, requestId: (await requestOf()).id, ask: what, by: 'user:rianne' },
    );
  const claimsOf = async ({ id }: ClientHandle) =>
    (await engine.rows(sql`select from claim where client_id = ${id}`)).length;
  const statuses = async () => (await engine.econnect.state()).requests.map(({ status }) => status);

  afterEach(() => engine.close());

  it('rule 26: says who must act, about what, since when, and when Koppel looks again', async () => {
    await open();
    await engine.settle();
    const request = await requestOf();
    expect(request).to.include({ waitingOn: 'client', waitingFor: 'REQUEST_NOT_ACCEPTED', email: ANNA });
    expect(request.since).to.be.instanceOf(Date);
    expect(request.lookAgainAt!.getTime() - Date.now()).to.be.within(200_000, 300_000);
    const explain = async (text: string) => {
      const connection = await engine.connection();
      return engine.store.inPractice(engine.practiceId, async (tx) => {
        const [record] = await findRecords(tx, text);
        return explainRecord(tx, record!, {
          connection,
          connectorOf,
          now: () => new Date(),
          newId: randomUUID,
        });
      });
    };
    expect((await explain(client.key)).firstNo?.value).to.match(
      /authorisation request NL:KVK:12345678 waits for client since \d{1,2} \w{3} 20/,
    );
    expect((await explain(anna.key)).firstNo?.value).to.match(
      /authorisation request waits for client since \d{1,2} \w{3} 20/,
    );
  });

  it('an address that changes while it is open leaves the partnership where the client was asked', async () => {
    await open();
    await engine.settle();
    await engine.change(anna, { linkSettings: {} });
    await engine.change(client, { email: 'office@holding.example.nl' });
    await engine.goOn();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    expect((await engine.resources('partnership')).map(({ key, state }) => `${key} ${state}`)).to.deep.equal([
      'bakker.example.nl present',
    ]);
    expect(await statuses()).to.deep.equal(['accepted']);
    expect(await engine.reasonOf(client)).to.not.equal('PARTNERSHIP_NOT_VISIBLE');
  });

  for (const [since, next] of [
    ['1 minute', 5 * 60_000],
    ['6 minutes', 3_600_000],
    ['6 days', 3_600_000],
    ['8 days', 24 * 3_600_000],
  ] as const) {
    it(`rule 26: Koppel polls a request slowly by itself: after ${since}, again in ${next / 60_000} minutes`, async () => {
      await open();
      await engine.settle();
      await engine.rows(age(since));
      await engine.econnect.resetCounts();
      await engine.rows(sql`update portal_resource set look_again_at = now() where state = 'waiting'`);
      await engine.run(client);
      expect((await engine.econnect.counts()).total, 'one look').to.be.within(1, 2);
      const wait = (await requestOf()).lookAgainAt!.getTime() - Date.now();
      expect(wait).to.be.within(next - 60_000, next);
    });
  }

  it('[doc] the token of the SOAP service is shared by the processes: one signs in, and once more when it expired', async () => {
    await open();
    await engine.settle();
    const { logins } = await engine.econnect.counts();
    expect(logins).to.equal(1);
    const [worker, another] = [engine.openWorker(), engine.openWorker()];
    await engine.rows(sql`update portal_resource set look_again_at = now() where state = 'waiting'`);
    await engine.run(client, worker);
    await engine.rows(sql`update portal_resource set look_again_at = now() where state = 'waiting'`);
    await engine.run(client, another);
    expect((await engine.econnect.counts()).logins).to.equal(1);
    await engine.econnect.expireTokens();
    await engine.rows(sql`update portal_resource set look_again_at = now() where state = 'waiting'`);
    await engine.run(client, another);
    expect((await engine.econnect.counts()).logins).to.equal(2);
    const [kept] = await engine.rows(
      sql<{
        text: string;
      }>`select string_agg(sealed, ' ') as text from connection_token where service = 'soap'`,
    );
    expect(kept?.text).to.match(/^v1\./);
  });

  it('rule 24: waiting does not count against the window; what follows once somebody acted does', async () => {
    await open();
    await engine.settle();
    const due = () =>
      engine.rows(sql<{ pending: boolean; changedAt: Date }>`
      select pending, changed_at as "changedAt" from due_pair`);
    expect((await due())[0]).to.include({ pending: false });
    await engine.rows(sql`update due_pair set changed_at = now() - interval '3 days'`);
    const begun = Date.now();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    expect((await due())[0]!.changedAt.getTime()).to.be.at.least(begun - 1_000);
  });

  it('declined is final until a person acts', async () => {
    await open();
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'decline', email: ANNA });
    await engine.goOn();
    await engine.change(client, { phone: '030 9999999' });
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('REQUEST_DECLINED');
    expect(await engine.econnect.mails()).to.have.length(1);
    await ask('resend');
    await engine.settle();
    expect(await engine.econnect.mails()).to.deep.equal([`request ${ANNA}`, `request ${ANNA}`]);
    expect(await engine.reasonOf(client)).to.equal('REQUEST_NOT_ACCEPTED');
    expect((await engine.audit()).map(({ action }) => action)).to.include('request.resend');
    let twice: unknown;
    await ask('resend').catch((error: unknown) => (twice = error));
    expect(twice, 'given twice by mistake').to.be.instanceOf(UsageError);
  });

  it('a resend mails once more, because a person asked, and the old link is dead', async () => {
    await open();
    await engine.settle();
    await ask('resend');
    await engine.settle();
    let twice: unknown;
    await ask('resend').catch((error: unknown) => (twice = error));
    expect(twice, 'given twice by mistake').to.be.instanceOf(UsageError);
    await engine.goOn();
    expect(await engine.econnect.mails()).to.deep.equal([`request ${ANNA}`, `request-resent ${ANNA}`]);
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
  });

  it('withdrawn by a person it is not sent again, although the link stays on', async () => {
    await open();
    await engine.settle();
    await ask('withdraw');
    await engine.goOn();
    expect(await statuses()).to.deep.equal(['withdrawn']);
    expect(await engine.reasonOf(client)).to.equal('REQUEST_WITHDRAWN');
    let refused: unknown;
    await ask('withdraw').catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(UsageError);
  });

  it('rule 15: an unlink withdraws what is still pending, or a former client could accept it later', async () => {
    await open();
    await engine.settle();
    client = await engine.unlink(client);
    await engine.goOn();
    expect(await statuses()).to.deep.equal(['withdrawn']);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
    expect(await engine.econnect.act({ human: 'client', does: 'accept', email: ANNA })).to.include({
      status: 409,
    });
  });

  it('rule 15: a withdrawal that fails is tried until the portal takes it', async () => {
    await open();
    await engine.settle();
    await engine.econnect.arm({ match: { path: 'withdraw$' }, fault: '503' });
    client = await engine.unlink(client);
    await engine.settle(1);
    expect(await statuses()).to.deep.equal(['pending']);
    expect(await engine.standing(client)).to.deep.include({
      reason: 'REVOKE_PENDING',
      detail: { because: 'LINK_OFF' },
    });
    await engine.goOn();
    expect(await statuses()).to.deep.equal(['withdrawn']);
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
    expect(await claimsOf(client), 'forgotten once nobody can accept it').to.equal(0);
  });

  it('rule 15: an unlink of a client that accepted in the same moment leaves the partnership alone', async () => {
    await open();
    await engine.settle();
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    client = await engine.unlink(client);
    await engine.goOn();
    expect((await engine.econnect.state()).partners[0]).to.include({ status: 'active' });
    expect(await engine.reasonOf(client)).to.equal('LINK_OFF');
  });

  it('an answer that was lost is a task for a person, and never sent again', async () => {
    await open();
    await engine.econnect.arm({
      match: { path: '/soap/RequestAppIntegration$' },
      fault: 'timeout-after-commit',
    });
    await engine.setPolicy({ requestTimeoutMs: 300 });
    await engine.settle();
    await engine.goOn();
    expect(await engine.econnect.mails()).to.deep.equal([`request ${ANNA}`]);
    expect(await engine.reasonOf(client)).to.equal('UNCERTAIN');
    const [task] = await engine.tasks();
    expect(task).to.include({ action: 'find-out', type: 'authorisation-request' });
    let refused: unknown;
    await ask('resend').catch((error: unknown) => (refused = error));
    expect(refused).to.be.instanceOf(UsageError);
    await engine.confirm(task);
    await engine.goOn();
    expect(await engine.reasonOf(client), 'found again in the portal').to.equal('REQUEST_NOT_ACCEPTED');
    await engine.econnect.does({ human: 'client', does: 'accept', email: ANNA });
    await engine.goOn();
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
    expect(await engine.econnect.mails()).to.have.length(1);
  });

  it('an answer that was lost is no question any more once the portal shows what came of it', async () => {
    await open({ policy: { requestTimeoutMs: 300 } });
    const match = { path: '/soap/RequestAppIntegration$' };
    await engine.econnect.arm({ match, fault: 'timeout-after-commit' });
    await engine.settle();
    await engine.goOn();
    expect(await engine.reasonOf(client)).to.equal('UNCERTAIN');
    await engine.rows(sql`update portal_resource set doubtful = true where state = 'uncertain'`);
    await engine.run(client);
    expect(await engine.reasonOf(client)).to.equal('REQUEST_NOT_ACCEPTED');
    expect(await engine.tasks()).to.deep.equal([]);
  });

  it('a resend that was never answered is uncertain, and not sent a third time', async () => {
    await open({ policy: { requestTimeoutMs: 300 } });
    await engine.settle();
    await engine.econnect.arm({ match: { method: 'POST', path: 'resend' }, fault: 'timeout-after-commit' });
    await ask('resend');
    await engine.settle();
    await engine.goOn();
    expect(await engine.econnect.mails()).to.have.length(2);
    expect(await engine.reasonOf(client)).to.equal('UNCERTAIN');
  });
});

function age(interval: string) {
  return sql`update portal_resource set waiting_since = now() - ${interval}::interval where state = 'waiting'`;
}
