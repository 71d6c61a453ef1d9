// The authorisation request on the wire: the documented legacy service, and the assumed calls beside it.
import { expect } from 'chai';
import nock from 'nock';
import { econnect } from '../../connectors/econnect/econnect.ts';
import { settingsSchema } from '../../connectors/econnect/settings.ts';
import {
  ANNA,
  API,
  caught,
  CREDENTIALS,
  fault as faultOf,
  known,
  logsIn,
  mayRequest,
  ORIGIN,
  PARTY,
  result,
  signsIn,
  SOAP,
  soap,
  target,
  type,
  UNCODED,
  useWire,
  type Wire,
} from '../support/contract/econnect-nock.ts';
import { openEConnect, RONALD } from '../support/contract/econnect-session.ts';

const request = type('authorisation-request');
const KEYS = '<ConsumerKey>a-key</ConsumerKey><ConsumerSecret>a-secret</ConsumerSecret>';
const shown = (envelope: string) => envelope.replace(/<\/?s:[^>]*>/g, '');
const unproven = { mayCall: (type: string) => type !== 'partnership' };
const sendWith = ({ session }: Wire, email: string) =>
  request.create(session, { ...target(PARTY), attributes: { email, manager: true } });

describe('The authorisation request of eConnect on the wire', () => {
  describe('the SOAP service', () => {
    const wire = useWire(unproven);
    const send = (email = ANNA) => sendWith(wire, email);

    const sentEnvelope = (content: string, token?: string) =>
      `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">${
        token === undefined
          ? ''
          : `<soap:Header><Authentication xmlns="${SOAP}"><SecurityToken>${token}</SecurityToken></Authentication></soap:Header>`
      }<soap:Body>${content}</soap:Body></soap:Envelope>`;

    // psb.econnect.eu/platform/endpoints/v3.1, misc/securityToken: namespace, SOAPAction, header, elements
    it('[doc] is signed in to with keys, asked whether it may, and sends the request, all by the wire of v3.1', async () => {
      const login = logsIn();
      const account = mayRequest();
      const sent = soap(
        'RequestAppIntegration',
        result('RequestAppIntegration', '<IntegrationToken>tok</IntegrationToken>'),
      );
      expect(await send('a&b@bakker.example.nl')).to.deep.equal({
        ...{ status: 'waiting', portalId: 'tok', on: 'client', what: 'REQUEST_NOT_ACCEPTED', slowly: true },
      });
      const xmlns = `xmlns="${SOAP}"`;
      expect(login).to.deep.equal([
        sentEnvelope(
          `<Login ${xmlns}><ConsumerKey>user</ConsumerKey><ConsumerSecret>pass&lt;word&gt;&amp;</ConsumerSecret></Login>`,
        ),
      ]);
      expect(account).to.deep.equal([
        sentEnvelope(`<GetAccountDetails ${xmlns}></GetAccountDetails>`, 'soap-1'),
      ]);
      expect(sent).to.deep.equal([
        sentEnvelope(
          `<RequestAppIntegration ${xmlns}><To><ReferenceId>${PARTY}</ReferenceId>` +
            `<EmailAddress>a&amp;b@bakker.example.nl</EmailAddress></To><PayByRequester>true</PayByRequester></RequestAppIntegration>`,
          'soap-1',
        ),
      ]);
    });

    it('signs in once, and asks once whether it may', async () => {
      logsIn();
      mayRequest();
      for (const token of ['t1', 't2']) {
        soap(
          'RequestAppIntegration',
          result('RequestAppIntegration', `<IntegrationToken>${token}</IntegrationToken>`),
        );
        expect(await send()).to.include({ portalId: token });
      }
    });

    it('stops the connection when the account may not send requests', async () => {
      logsIn();
      mayRequest('false');
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'NOT_ALLOWED_TO_REQUEST' });
    });

    for (const [fault, code] of [
      ['ERRPRO1000002', 'ENVIRONMENT_BLOCKED_UNPAID'],
      ['ERRPRO1000003', 'ENVIRONMENT_BLOCKED_BALANCE'],
      ['ERRPRO1000004', 'ENVIRONMENT_BLOCKED_MISUSE'],
    ] as const) {
      it(`[doc] stops the connection when the environment is blocked, with the reason: ${fault}`, async () => {
        soap('Login', faultOf(fault), 500);
        expect(await caught(() => send())).to.include({ name: 'AccessError', code });
      });
    }

    it('[doc] stops the connection when the keys are unknown', async () => {
      soap('Login', faultOf('ERRIAU6000007'), 500);
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'PORTAL_UNAUTHORIZED' });
    });

    it('stops the connection when the sign-in is refused otherwise', async () => {
      soap('Login', faultOf('ERRIAU4000001'), 500);
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'SIGN_IN_REFUSED' });
    });

    it('sends nothing without keys, and goes on with the rest', async () => {
      const { clientId, clientSecret } = CREDENTIALS;
      wire.session = openEConnect(`${ORIGIN}/psb`, { clientId, clientSecret }, unproven);
      expect(await send()).to.deep.equal({
        ...{ status: 'waiting', on: 'practice', what: 'REQUEST_KEYS_MISSING' },
      });
      const [seen] = await request.observe!(wire.session, [known(PARTY, 'tok')]);
      expect(seen).to.include({ state: 'waiting', what: 'REQUEST_KEYS_MISSING' });
      signsIn();
      wire.portal.get('/psb/api/v1/me').reply(200, {});
      const error = await caught(() => econnect.check!(wire.session));
      expect(error.message).to.match(/consumerKey, consumerSecret and subscriptionKey/);
    });

    it('signs in anew, once, when the session expired', async () => {
      logsIn();
      soap('RequestAppIntegrationCredentials', faultOf('DEFAULT_ERROR_CODE999'), 500);
      logsIn('soap-2');
      const again = soap(
        'RequestAppIntegrationCredentials',
        result('RequestAppIntegrationCredentials', KEYS),
      );
      const [seen] = await request.observe!(wire.session, [known(PARTY, 'tok')]);
      expect(seen?.state).to.equal('present');
      expect(again[0]).to.include('<SecurityToken>soap-2</SecurityToken>');
      expect(again[0]).to.include('<IntegrationToken>tok</IntegrationToken>');
    });

    it('gives up when the new session is refused too', async () => {
      for (const token of ['soap-1', 'soap-2']) {
        logsIn(token);
        soap('GetAccountDetails', faultOf('DEFAULT_ERROR_CODE999'), 500);
      }
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'PORTAL_UNAUTHORIZED' });
    });

    it('refuses the record when the request is refused', async () => {
      logsIn();
      mayRequest();
      soap('RequestAppIntegration', faultOf('ERRAIR4000001'), 500);
      expect(await send()).to.include({ status: 'refused', what: 'REJECTED_BY_PORTAL' });
    });

    for (const [status, answer] of [
      [500, '<html>anna</html>'],
      [500, UNCODED],
      [502, '<html>anna</html>'],
      [200, '<html>anna</html>'],
    ] as const) {
      it(`leaves open whether a request was sent after ${status} with ${shown(answer)}`, async () => {
        logsIn();
        mayRequest();
        soap('RequestAppIntegration', answer, status);
        expect(await caught(() => send())).to.include({ name: 'TransientError', mayHaveLanded: true });
      });

      it(`knows that nothing was sent when signing in brings ${status} with ${shown(answer)}`, async () => {
        soap('Login', answer, status);
        expect(await caught(() => send())).to.include({ name: 'TransientError', mayHaveLanded: false });
      });
    }

    for (const [answer, status, state] of [
      [result('RequestAppIntegrationCredentials', ''), 200, 'waiting'],
      [result('RequestAppIntegrationCredentials', '<ConsumerKey/><ConsumerSecret/>'), 200, 'waiting'],
      [result('RequestAppIntegrationCredentials', '<ConsumerKey>k</ConsumerKey>'), 200, 'waiting'],
      [faultOf('ERRAIR2000002'), 500, 'waiting'],
      [faultOf('ERRAIR4000002'), 500, 'waiting'],
      [result('RequestAppIntegrationCredentials', KEYS), 200, 'present'],
    ] as const) {
      it(`takes a request as ${state}, no answer being documented before keys come: ${shown(answer)}`, async () => {
        logsIn();
        soap('RequestAppIntegrationCredentials', answer, status);
        const [seen] = await request.observe!(wire.session, [known(PARTY, 'tok')]);
        expect(seen?.state).to.equal(state);
        if (seen?.state === 'waiting') expect(seen.what).to.equal('REQUEST_NOT_ACCEPTED');
        // Without a portal id a waiting request would be sent once more.
        expect(seen?.record?.portalId).to.equal('tok');
        expect(JSON.stringify(seen), 'the keys go nowhere').to.not.match(/a-key|a-secret/);
      });
    }

    for (const code of ['ERRCDO4000041', 'ERRIER8000006']) {
      it(`[doc] is our mistake, and nothing was sent: ${code}`, async () => {
        logsIn();
        mayRequest();
        soap('RequestAppIntegration', faultOf(code), 500);
        expect(await caught(() => send())).to.include({
          ...{ name: 'RejectedError', code: 'REQUEST_NOT_UNDERSTOOD' },
        });
      });
    }

    it('[doc] only an internal fault is tried again; a permission that is missing is for a person', async () => {
      logsIn();
      mayRequest();
      soap('RequestAppIntegration', faultOf('ERRAIR8000001'), 500);
      expect(await caught(() => send())).to.include({ name: 'TransientError', mayHaveLanded: true });
      soap('RequestAppIntegration', faultOf('ERRAIR3000001'), 500);
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'PORTAL_FORBIDDEN' });
    });

    it('learns nothing of a request from a fault without a code', async () => {
      logsIn();
      soap('RequestAppIntegrationCredentials', UNCODED, 500);
      const seen = () => request.observe!(wire.session, [known(PARTY, 'tok')]);
      expect(await caught(seen)).to.include({ name: 'TransientError', mayHaveLanded: false });
    });

    it('says who must act where nobody knows the token and no call is proven that could tell', async () => {
      const [seen] = await request.observe!(wire.session, [target(PARTY)]);
      expect(seen).to.deep.include({ state: 'waiting', on: 'practice', what: 'CHECK_BY_HAND' });
      expect(await request.find(wire.session, target(PARTY))).to.deep.equal([]);
    });

    it('is missing for acceptance until the settings name it', async () => {
      wire.session = openEConnect('https://accp-psb.econnect.eu', CREDENTIALS, unproven);
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'SERVICE_ADDRESS_MISSING' });
    });

    it('is asked at the very address of the settings', async () => {
      const settings = settingsSchema.parse({
        authorisationRequests: 'soap',
        ...{ relationshipManagers: [{ email: RONALD }], soapAddress: `${ORIGIN}/v3/service.svc` },
      });
      wire.session = openEConnect('https://psb.econnect.eu', CREDENTIALS, { ...unproven, settings });
      nock(ORIGIN).post('/v3/service.svc?subscriptionKey=sub%2Fkey').reply(500, faultOf('ERRPRO1000002'));
      expect(await caught(() => send())).to.include({ code: 'ENVIRONMENT_BLOCKED_UNPAID' });
    });
  });

  describe('the request where its assumed calls are proven', () => {
    const wire = useWire();
    const send = () => sendWith(wire, ANNA);
    const partners = (rows: readonly object[]) =>
      wire.portal
        .get(`${API}/partners`)
        .query({ domain: 'bakker.example.nl' })
        .reply(200, [...rows]);
    const requests = (rows: readonly object[]) =>
      wire.portal.get(`${API}/requests?reference=${encodeURIComponent(PARTY)}`).reply(200, [...rows]);
    const active = { id: 'p/1', domain: 'Bakker.example.nl', name: 'B', status: 'active' };

    it('is not sent to an organisation that works with the practice already', async () => {
      signsIn();
      partners([active]);
      wire.portal.get(`${API}/partners/p%2F1/organisations`).reply(200, [{ party: PARTY, active: true }]);
      expect(await send()).to.deep.equal({ status: 'done', portalId: `organisation:${PARTY}` });
    });

    for (const [rows, organisations] of [
      [[{ ...active, status: 'ended' }], null],
      [[active], [{ party: PARTY, active: false }]],
    ] as const) {
      it(`is sent otherwise: ${JSON.stringify(organisations)}`, async () => {
        signsIn();
        partners(rows);
        if (organisations !== null)
          wire.portal.get(`${API}/partners/p%2F1/organisations`).reply(200, [...organisations]);
        requests([
          { token: 'old', reference: PARTY, email: ANNA, status: 'declined', sentAt: 'x', answeredAt: 'y' },
        ]);
        logsIn();
        mayRequest();
        soap(
          'RequestAppIntegration',
          result('RequestAppIntegration', '<IntegrationToken>t</IntegrationToken>'),
        );
        expect(await send()).to.include({ status: 'waiting', portalId: 't' });
      });
    }

    it('is not sent a second time where one is open that Koppel does not know', async () => {
      signsIn();
      partners([]);
      requests([
        { token: 't9', reference: PARTY, email: ANNA, status: 'pending', sentAt: 'x', answeredAt: null },
      ]);
      expect(await send()).to.include({ status: 'waiting', portalId: 't9' });
    });

    it('is found by the number where its token is not known', async () => {
      signsIn();
      requests([
        { token: 't2', reference: PARTY, email: ANNA, status: 'pending', sentAt: 'x', answeredAt: null },
        { token: 't1', reference: PARTY, email: ANNA, status: 'declined', sentAt: 'x', answeredAt: 'y' },
      ]);
      const [seen] = await request.observe!(wire.session, [target(PARTY)]);
      expect(seen).to.deep.include({ state: 'waiting', on: 'client', what: 'REQUEST_NOT_ACCEPTED' });
      expect(seen?.record?.portalId).to.equal('t2');
    });

    it('is taken back, and mailed again under a new token', async () => {
      signsIn();
      const row = { token: 't/1', reference: PARTY, email: ANNA, sentAt: 'x', answeredAt: null };
      wire.portal.post(`${API}/requests/t%2F1/withdraw`).twice().reply(204);
      wire.portal.post(`${API}/requests/t%2F1/resend`).reply(200, { token: 't2' });
      const one = known(PARTY, 't/1');
      requests([{ ...row, status: 'pending' }]);
      expect(await request.remove!(wire.session, one), 'without effect').to.deep.equal({ status: 'gone' });
      requests([{ ...row, status: 'withdrawn' }]);
      expect(await request.remove!(wire.session, one)).to.deep.equal({ status: 'done', portalId: 't/1' });
      expect(await request.resend!(wire.session, one)).to.include({ status: 'waiting', portalId: 't2' });
    });

    it('is looked at again when it was answered in the same moment', async () => {
      signsIn();
      const refusal = { code: 'NOT_PENDING', message: 'anna', requestId: 'r' };
      wire.portal.post(`${API}/requests/t/withdraw`).reply(409, refusal);
      wire.portal.post(`${API}/requests/t/resend`).reply(409, refusal);
      expect(await request.remove!(wire.session, known(PARTY, 't'))).to.deep.equal({ status: 'gone' });
      expect(await request.resend!(wire.session, known(PARTY, 't'))).to.deep.equal({ status: 'gone' });
    });
  });
});
