// An eConnect of expectations for the wire tests: a request that is not expected fails, and so does one that is expected
// and never sent.
import { expect } from 'chai';
import nock from 'nock';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import type { EConnectSession, EConnectSettings } from '../../../connectors/econnect/settings.ts';
import type { ResourceType } from '../../../connectors/connector.ts';
import { catchError } from './catch-error.ts';
import { openEConnect } from './econnect-session.ts';
import { useNock } from './use-nock.ts';

export const ORIGIN = 'https://portal.example.nl';
export const BASE = '/psb';
export const API = `${BASE}/api/assumed/v1`;
export const PARTY = 'NL:KVK:12345678';
export const OWN = 'NL:KVK:87654321';
export const ANNA = "anna.o'neil@bakker.example.nl";
export const CREDENTIALS = {
  ...{ clientId: 'id', clientSecret: 's&cret=', consumerKey: 'user', consumerSecret: 'pass<word>&' },
  subscriptionKey: 'sub/key',
};
const FORM = 'grant_type=client_credentials&client_id=id&client_secret=s%26cret%3D&scope=ap';
const SECRETS = [...Object.values(CREDENTIALS).slice(1), 'pass&lt;word', 'anna', 'bakker', 'a-token'];

export const type = (name: string): ResourceType<EConnectSettings> => econnect.resources[name]!;
export const target = (key: string, parents: Record<string, string> = {}) => ({
  ...{ key, portalId: null, parents },
});
export const known = (key: string, portalId: string, parents: Record<string, string> = {}) => ({
  ...{ key, portalId, parents },
});

export const SOAP = 'http://api.everbinding.nl/v3_1/';
const envelope = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
export const fault = (code: string) =>
  envelope(`<s:Fault><faultstring>Iets met anna [${code}]</faultstring></s:Fault>`);
/** Of the framework of the service, not of the service. */
export const UNCODED = envelope('<s:Fault><faultstring>Iets met anna</faultstring></s:Fault>');
export const result = (call: string, fields: string) =>
  envelope(`<${call}Response xmlns="${SOAP}">${fields}</${call}Response>`);

/** Fails on errors that tell a secret or a name. */
export const caught = (run: () => Promise<unknown>) => catchError(run, SECRETS);

export interface Wire {
  session: EConnectSession;
  /** Expects requests that carry the bearer token. */
  portal: nock.Scope;
}

export function useWire(options: Parameters<typeof openEConnect>[2] = {}): Wire {
  const wire: Partial<Wire> = {};
  beforeEach(() => {
    wire.portal = nock(ORIGIN, { reqheaders: { authorization: 'Bearer a-token' } });
    wire.session = openEConnect(`${ORIGIN}${BASE}`, CREDENTIALS, options);
  });
  // Before those of nock, which forget what was expected.
  afterEach(() => expect(nock.pendingMocks()).to.deep.equal([]));
  useNock();
  return wire as Wire;
}

export const signsIn = (times = 1) =>
  nock(ORIGIN, {
    reqheaders: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  })
    .post('/identity/connect/token', FORM)
    .times(times)
    .reply(200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 });

/** One call of the SOAP service, which carries no bearer token and says its length; the text that was sent. */
export function soap(call: string, answer: string, status = 200): string[] {
  const sent: string[] = [];
  const reqheaders = {
    ...{ 'content-type': 'text/xml; charset=utf-8', soapaction: `${SOAP}${call}`, 'content-length': /^\d+$/ },
  };
  nock(ORIGIN, { reqheaders, badheaders: ['authorization', 'transfer-encoding'] })
    .post('/soap/v3.1?subscriptionKey=sub%2Fkey', (body: unknown) => {
      sent.push(String(body));
      return true;
    })
    .reply(status, answer, { 'content-type': 'text/xml' });
  return sent;
}

export const logsIn = (token = 'soap-1') =>
  soap('Login', result('Login', `<SecurityToken>${token}</SecurityToken>`));
export const mayRequest = (may = 'true') =>
  soap(
    'GetAccountDetails',
    result('GetAccountDetails', `<CanSendAppIntegrationRequests>${may}</CanSendAppIntegrationRequests>`),
  );
