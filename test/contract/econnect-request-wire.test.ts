// The authorisation request on the wire: the documented legacy service, and the assumed calls beside it.
import { expect } from 'chai';
import nock from 'nock';
import { settingsSchema } from '../../connectors/econnect/settings.ts';
import {
  ANNA,
  API,
  caught,
  CREDENTIALS,
  fault,
  known,
  logsIn,
  mayRequest,
  ORIGIN,
  PARTY,
  result,
  signsIn,
  soap,
  target,
  type,
  UNCODED,
  useWire,
  type Wire,
} from '../support/contract/econnect-nock.ts';
import { openEConnect, RONALD } from '../support/contract/econnect-session.ts';

const request = type('authorisation-request');
const shown = (envelope: string) => envelope.replace(/<\/?s:[^>]*>/g, '');
const unproven = { unprovenTypes: ['partnership'] };
const sendWith = ({ session }: Wire, email: string) =>
  request.create(session, { ...target(PARTY), attributes: { email, manager: true } });

describe('The authorisation request of eConnect on the wire', () => {
  describe('the legacy service', () => {
    const wire = useWire(unproven);
    const send = (email = ANNA) => sendWith(wire, email);

    it('is signed in to with escaped credentials, asked whether it may, and sends the request', async () => {
      const login = logsIn();
      mayRequest();
      const sent = soap(
        'RequestAppIntegration',
        result('RequestAppIntegration', '<IntegrationToken>tok</IntegrationToken>'),
      );
      expect(await send('a&b@bakker.example.nl')).to.deep.equal({
        ...{ status: 'waiting', portalId: 'tok', on: 'client', what: 'REQUEST_NOT_ACCEPTED' },
      });
      const xmlns = 'xmlns="http://www.everbinding.nl/"';
      expect(login).to.deep.equal([
        `<Login ${xmlns}><UserName>user</UserName><Password>pass&lt;word&gt;&amp;</Password></Login>`,
      ]);
      expect(sent).to.deep.equal([
        `<RequestAppIntegration ${xmlns}><SecurityToken>soap-1</SecurityToken><To><ReferenceId>${PARTY}</ReferenceId>` +
          `<EmailAddress>a&amp;b@bakker.example.nl</EmailAddress></To><PayByRequester>true</PayByRequester></RequestAppIntegration>`,
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
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'REQUESTS_NOT_ALLOWED' });
    });

    for (const code of ['ERRPRO1000002', 'ERRPRO1000003', 'ERRPRO1000004']) {
      it(`stops the connection when the environment is blocked: ${code}`, async () => {
        soap('Login', fault(code), 500);
        expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'ENVIRONMENT_BLOCKED' });
      });
    }

    it('stops the connection when the sign-in is refused', async () => {
      soap('Login', fault('ERRPRO1000001'), 500);
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'SIGN_IN_REFUSED' });
    });

    it('signs in anew, once, when the session expired', async () => {
      logsIn();
      soap('RequestAppIntegrationCredentials', fault('DEFAULT_ERROR_CODE999'), 500);
      logsIn('soap-2');
      const again = soap(
        'RequestAppIntegrationCredentials',
        result('RequestAppIntegrationCredentials', '<Status>Accepted</Status><Key>k</Key>'),
      );
      const [seen] = await request.observe!(wire.session, [known(PARTY, 'tok')]);
      expect(seen?.state).to.equal('present');
      expect(again[0]).to.include(
        '<SecurityToken>soap-2</SecurityToken><IntegrationToken>tok</IntegrationToken>',
      );
    });

    it('gives up when the new session is refused too', async () => {
      for (const token of ['soap-1', 'soap-2']) {
        logsIn(token);
        soap('GetAccountDetails', fault('DEFAULT_ERROR_CODE999'), 500);
      }
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'PORTAL_UNAUTHORIZED' });
    });

    it('refuses the record when the request is refused', async () => {
      logsIn();
      mayRequest();
      soap('RequestAppIntegration', fault('ERRPRO2000006'), 500);
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

    for (const [answer, status, state, what] of [
      [fault('ERRPRO2000002'), 500, 'declined', 'REQUEST_DECLINED'],
      [fault('ERRPRO2000003'), 500, 'declined', 'REQUEST_WITHDRAWN'],
      [fault('ERRPRO2000004'), 500, 'waiting', 'REQUEST_NOT_ACCEPTED'],
      [fault('ERRPRO2000001'), 500, 'waiting', 'CHECK_BY_HAND'],
      [result('X', '<Status>Pending</Status>'), 200, 'waiting', 'REQUEST_NOT_ACCEPTED'],
      [result('X', '<Status>Ended</Status>'), 200, 'declined', 'REQUEST_DECLINED'],
      [result('X', '<Status>Accepted</Status>'), 200, 'present', undefined],
      [result('X', '<Key>k</Key>'), 200, 'present', undefined],
    ] as const) {
      it(`takes a request as ${state} ${what ?? ''}: ${shown(answer)}`, async () => {
        logsIn();
        soap('RequestAppIntegrationCredentials', answer, status);
        const [seen] = await request.observe!(wire.session, [known(PARTY, 'tok')]);
        expect(seen?.state).to.equal(state);
        expect(seen !== undefined && 'what' in seen ? seen.what : undefined).to.equal(what);
        // Without a portal id a waiting request would be sent once more.
        expect(seen?.record?.portalId).to.be.a('string');
      });
    }

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

    it('is missing for the real portal until the settings name it', async () => {
      wire.session = openEConnect('https://psb.econnect.eu', CREDENTIALS, unproven);
      expect(await caught(() => send())).to.include({ name: 'AccessError', code: 'SERVICE_ADDRESS_MISSING' });
    });

    it('is asked at the very address of the settings', async () => {
      const settings = settingsSchema.parse({
        authorisationRequests: 'soap',
        ...{ relationshipManagers: [{ email: RONALD }], soapAddress: `${ORIGIN}/v3/service.svc` },
      });
      wire.session = openEConnect('https://psb.econnect.eu', CREDENTIALS, { ...unproven, settings });
      nock(ORIGIN).post('/v3/service.svc').reply(500, fault('ERRPRO1000002'));
      expect(await caught(() => send())).to.include({ code: 'ENVIRONMENT_BLOCKED' });
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
      wire.portal
        .get(`${API}/requests`)
        .query({ reference: PARTY })
        .reply(200, [...rows]);
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
      wire.portal.post(`${API}/requests/t%2F1/withdraw`).reply(204);
      wire.portal.post(`${API}/requests/t%2F1/resend`).reply(200, { token: 't2' });
      const one = known(PARTY, 't/1');
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
