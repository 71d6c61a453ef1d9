// What goes over the wire to the Panda portal, and what its answers mean. No public API exists: this pins down what is
// assumed (connectors/wolters-kluwer/assumed.ts), so that a change of it is seen.
import { expect } from 'chai';
import nock from 'nock';
import type { ResourceType, Session } from '../../connectors/connector.ts';
import type { ClientCredentials } from '../../connectors/kit/client-credentials.ts';
import { settingsSchema, type PandaSettings } from '../../connectors/wolters-kluwer/settings.ts';
import { woltersKluwer } from '../../connectors/wolters-kluwer/wolters-kluwer.ts';
import { openSession } from '../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../src/portal-http/token-cache.ts';
import { catchError } from '../support/contract/catch-error.ts';
import { useNock } from '../support/contract/use-nock.ts';

const ORIGIN = 'https://panda.example.nl';
const API = '/api/assumed/v1';
const CREDENTIALS = { clientId: 'kantoor', clientSecret: 'a client secret & more' };
const ANNABEL = 'annabel@kantoor.example.nl';
const PIET = "piet.o'neil@devries.example.nl";
const OF_ANNABEL = `${API}/accounts/${encodeURIComponent(ANNABEL)}`;
const OF_PIET = `${API}/accounts/${encodeURIComponent(PIET)}`;
const INSIDE = `${OF_ANNABEL}/organisations/o%2F1`;
const ORGANISATION = {
  id: 'o/1',
  customerNumber: '1004711',
  enterpriseNumber: '0123456749',
  name: 'De Vries',
};
const MEMBERSHIP = { ...ORGANISATION, role: 'administrator', since: '2026-11-01T08:00:00Z', unknownField: 1 };

const contact = { key: PIET, portalId: PIET, parents: { organisation: 'o/1', account: PIET } };
const type = (name: string): ResourceType<PandaSettings> => woltersKluwer.resources[name]!;
const caught = (run: () => Promise<unknown>) =>
  catchError(run, [CREDENTIALS.clientSecret, 'a-token', 'piet', 'devries', 'secret of']);

describe('Wolters Kluwer on the wire', () => {
  useNock();
  afterEach(() => expect(nock.pendingMocks()).to.deep.equal([]));

  const portal = () => nock(ORIGIN, { reqheaders: { authorization: 'Bearer a-token' } });
  const session = (): Session<PandaSettings> => {
    nock(ORIGIN).post('/connect/token').reply(200, { access_token: 'a-token', expires_in: 3600 });
    return openSession<PandaSettings, ClientCredentials>({
      connector: woltersKluwer,
      baseUrl: ORIGIN,
      settings: settingsSchema.parse({
        employees: [{ email: ANNABEL, firstName: 'Annabel', lastName: 'Smit' }],
      }),
      credentials: CREDENTIALS,
      budget: unlimitedBudget,
      timeoutMs: 2_000,
      now: () => new Date('2026-11-22T10:00:00Z'),
      tokens: createTokenCache(),
    });
  };
  /** What Annabel is in the organisation of the client. */
  const annabelIs = (...rows: readonly object[]) =>
    portal().get(`${OF_ANNABEL}/organisations`).reply(200, rows);
  const pietHasNothing = () => {
    portal().get(`${OF_PIET}/organisations`).reply(404, { code: 'NOT_FOUND' });
    portal().get(`${OF_PIET}/join-requests`).reply(404, { code: 'NOT_FOUND' });
  };
  const refusal = (code: string) => ({ code, message: `secret of ${PIET}` });

  const register = () =>
    type('account').create(session(), {
      ...{ key: PIET, portalId: null, parents: {} },
      attributes: { firstName: 'Piet', lastName: 'de Vries', employee: false },
    });
  const changeRole = () =>
    type('membership').update!(session(), {
      ...{ ...contact, before: { role: 'member' }, changes: { role: 'administrator' } },
    });

  it('signs in with a form, and sends the token from then on', async () => {
    const open = session();
    nock.cleanAll();
    nock(ORIGIN, { reqheaders: { 'content-type': 'application/x-www-form-urlencoded' } })
      .post('/connect/token', {
        grant_type: 'client_credentials',
        client_id: CREDENTIALS.clientId,
        client_secret: CREDENTIALS.clientSecret,
      })
      .reply(200, { access_token: 'a-token', expires_in: 3600 });
    portal().get(OF_ANNABEL).reply(404);
    await woltersKluwer.check!(open);
  });

  it('registers an account by its address, and waits for its owner', async () => {
    portal()
      .post(`${API}/accounts`, { email: PIET, firstName: 'Piet', lastName: 'de Vries', employee: false })
      .reply(201, {});
    expect(await register()).to.deep.include({ status: 'waiting', on: 'contact', portalId: PIET });
  });

  it('takes an address that has an account for taken', async () => {
    portal().post(`${API}/accounts`).reply(409, refusal('EXISTS'));
    expect(await register()).to.deep.equal({ status: 'taken' });
  });

  it('finds an organisation by both its numbers', async () => {
    portal()
      .get(`${API}/organisations`)
      .query({ customerNumber: '1004711', enterpriseNumber: '0123456749' })
      .reply(200, [{ ...ORGANISATION, unknownField: 1 }]);
    const key = '1004711+0123456749';
    const found = await type('organisation').find(session(), { key, portalId: null, parents: {} });
    expect(found).to.deep.equal([{ portalId: 'o/1', key, attributes: { name: 'De Vries' } }]);
  });

  it('invites a contact in the name of a colleague who administers the organisation, having looked first', async () => {
    pietHasNothing();
    annabelIs(MEMBERSHIP);
    portal().get(`${INSIDE}/invitations`).reply(200, []);
    annabelIs(MEMBERSHIP);
    portal().post(`${INSIDE}/invitations`, { email: PIET, role: 'member' }).reply(201, {});
    expect(
      await type('membership').create(session(), { ...contact, attributes: { role: 'member' } }),
    ).to.deep.equal({
      status: 'waiting',
      on: 'contact',
      what: 'INVITATION_OPEN',
      portalId: `invited:${PIET}`,
    });
  });

  it('invites nobody where the practice is in no organisation', async () => {
    pietHasNothing();
    annabelIs();
    annabelIs();
    expect(
      await type('membership').create(session(), { ...contact, attributes: { role: 'member' } }),
    ).to.deep.equal({ status: 'waiting', on: 'client', what: 'CONTACT_NOT_INVITED' });
  });

  it('changes the role of a contact', async () => {
    annabelIs(MEMBERSHIP);
    portal()
      .put(`${INSIDE}/members/${encodeURIComponent(PIET)}`, { role: 'administrator' })
      .reply(200, {});
    expect(await changeRole()).to.deep.equal({ status: 'done', portalId: PIET });
  });

  it('leaves to the client a role that nobody of the practice may change, and sends nothing for it', async () => {
    annabelIs({ ...MEMBERSHIP, role: 'member' });
    expect(await changeRole()).to.deep.equal({ status: 'refused', what: 'ROLE_DIFFERS', field: 'role' });
  });

  for (const [code, outcome] of [
    ['NOT_ADMINISTRATOR', { status: 'refused', what: 'ROLE_DIFFERS', field: 'role' }],
    ['LAST_ADMINISTRATOR', { status: 'refused', what: 'LAST_ADMINISTRATOR', field: 'role' }],
    ['NOT_FOUND', { status: 'gone' }],
    ['NOT_YOURS', { status: 'waiting', on: 'practice', what: 'ACCOUNT_NOT_OF_PRACTICE' }],
    ['SOMETHING_NEW', { status: 'refused', what: 'REJECTED_BY_PORTAL' }],
  ] as const) {
    it(`knows what ${code} says about a change of role`, async () => {
      annabelIs(MEMBERSHIP);
      portal()
        .put(`${INSIDE}/members/${encodeURIComponent(PIET)}`)
        .reply(409, refusal(code));
      expect(await changeRole()).to.deep.equal(outcome);
    });
  }

  it('unticks what would keep a membership before it ends it', async () => {
    portal()
      .get(`${OF_PIET}/organisations`)
      .reply(200, [{ ...MEMBERSHIP, role: 'member' }]);
    annabelIs(MEMBERSHIP);
    portal().get(`${OF_PIET}/support-community`).reply(200, [ORGANISATION]);
    const member = `${INSIDE}/members/${encodeURIComponent(PIET)}`;
    const order: string[] = [];
    portal()
      .delete(`${member}/applications/support-community`)
      .reply(204, () => void order.push('tick'));
    portal()
      .delete(member)
      .reply(204, () => void order.push('membership'));
    expect(await type('membership').remove!(session(), contact)).to.deep.equal({
      status: 'done',
      portalId: PIET,
    });
    expect(order).to.deep.equal(['tick', 'membership']);
  });

  it('stops at a refusal without a code that it knows, and repeats nothing of it', async () => {
    portal().post(`${API}/accounts`).reply(403, refusal('SOMETHING_NEW'));
    expect(await caught(register)).to.include({ name: 'AccessError', code: 'PORTAL_FORBIDDEN' });
  });

  it('cannot tell whether a write took effect that failed inside', async () => {
    portal().post(`${API}/accounts`).reply(500, refusal('INTERNAL'));
    expect(await caught(register)).to.include({ name: 'TransientError', mayHaveLanded: true });
  });

  it('takes neither a page of HTML nor another shape for an empty list', async () => {
    const find = () =>
      type('organisation').find(session(), { key: '1004711+0123456749', portalId: null, parents: {} });
    portal()
      .get(`${API}/organisations`)
      .query(true)
      .reply(200, '<!doctype html>', { 'content-type': 'text/html' });
    expect(await caught(find)).to.include({ name: 'TransientError', mayHaveLanded: false });
    portal().get(`${API}/organisations`).query(true).reply(200, { items: [] });
    expect(await caught(find)).to.include({ name: 'TransientError', code: 'PORTAL_ANSWER_UNEXPECTED' });
  });
});
