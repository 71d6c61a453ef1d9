// The SOAP service v3.1: one address. It is as strict as its vendor says: namespace and SOAPAction, the subscription key in
// the address, a length in the header, the token in the header of the envelope. [doc] How it refuses a request without a
// subscription key, or a chunked one, and the codes about requests themselves are assumed.
import type { Call } from '../../sandbox-kit/portal.ts';
import { emailOf, type Answer } from '../../sandbox-kit/answer.ts';
import { keyOf, sendRequest } from './partnerships.ts';
import type { SandboxState } from './sandbox-state.ts';
import { ENVELOPE_NAMESPACE, SOAP_NAMESPACE, soapFault, soapResult } from './soap-answer.ts';
import { isSubscriptionKey, type SandboxTokens } from './tokens.ts';
import { childOf, parseXml, type XmlElement } from './xml.ts';

/** What stands in the envelope; null where it is none, or the body is not in the namespace of the service. */
interface SoapCall {
  readonly name: string;
  readonly element: XmlElement;
  readonly securityToken: string;
}

interface SoapContext {
  readonly state: SandboxState;
  readonly tokens: SandboxTokens;
  readonly visibleAt: number;
}

function readSoap(text: string): SoapCall | null {
  const envelope = parseXml(text);
  if (envelope?.name !== 'Envelope' || envelope.namespace !== ENVELOPE_NAMESPACE) return null;
  const [element] = childOf(envelope, 'Body')?.children ?? [];
  if (element?.namespace !== SOAP_NAMESPACE) return null;
  const authentication = childOf(childOf(envelope, 'Header'), 'Authentication');
  return { name: element.name, element, securityToken: textAt(authentication, 'SecurityToken') };
}

/** How counts and faults name a call, and its fields, for the list of last requests. */
export function nameSoap(text: string): { readonly path: string; readonly body: unknown } {
  const call = readSoap(text);
  return { path: `/soap/${call?.name ?? ''}`, body: call === null ? text : soapFields(call.element) };
}

function soapFields({ children, text }: XmlElement): unknown {
  if (children.length === 0) return text;
  return Object.fromEntries(children.map((child) => [child.name, soapFields(child)]));
}

export function answerSoap(request: Call<SandboxState>, tokens: SandboxTokens): Answer {
  const call = readSoap(request.text);
  const context = { ...request, tokens };
  const refused = refuseWire(request) ?? refuseCall(context, call, request);
  if (refused !== null || call === null) return refused ?? NOT_SUPPORTED;
  return CALLS.get(call.name)?.(context, call.element) ?? NOT_SUPPORTED;
}

const NOT_SUPPORTED = soapFault('ERRCDO4000041', 'The namespace used for the API is not supported.');
const NOT_VALID = soapFault('ERRIER8000006', 'Server returned error. Please check after some time.');

/** Before anything of the envelope is read. */
function refuseWire({ headers, query }: Call<SandboxState>): Answer | null {
  const plain = (status: number, text: string): Answer => ({ status, text, contentType: 'text/plain' });
  if (headers['transfer-encoding'] !== undefined) return plain(411, 'Length Required');
  if (!isSubscriptionKey(query.get('subscriptionKey')))
    return plain(401, 'Access denied: no subscription key');
  const isXml = String(headers['content-type']).startsWith('text/xml');
  return isXml ? null : plain(415, 'Unsupported Media Type');
}

function refuseCall(
  { state, tokens }: SoapContext,
  call: SoapCall | null,
  request: Call<SandboxState>,
): Answer | null {
  if (call === null) return parseXml(request.text) === null ? NOT_VALID : NOT_SUPPORTED;
  const action = String(request.headers['soapaction']).replaceAll('"', '');
  if (action !== `${SOAP_NAMESPACE}${call.name}` || !CALLS.has(call.name)) return NOT_SUPPORTED;
  if (state.blocked !== null) {
    const { code, text } = BLOCKED[state.blocked];
    return soapFault(code, text);
  }
  if (call.name === 'Login' || tokens.isLoggedIn(call.securityToken)) return null;
  return soapFault('DEFAULT_ERROR_CODE999', 'DEFAULT_ERROR_MESSAGE');
}

/** The vendor's own words. [doc] */
const BLOCKED = {
  unpaid: {
    code: 'ERRPRO1000002',
    text: 'De omgeving is momenteel geblokkeerd omdat er openstaande facturen zijn. Betaal deze om de omgeving te deblokkeren.',
  },
  balance: {
    code: 'ERRPRO1000003',
    text: 'De omgeving is momenteel geblokkeerd omdat je saldo negatief is. Waardeer het saldo op om de omgeving te deblokkeren.',
  },
  misuse: {
    code: 'ERRPRO1000004',
    text: 'De omgeving is momenteel geblokkeerd door onjuist gebruikt van onze dienstverlening.',
  },
} as const;

type SoapHandler = (context: SoapContext, element: XmlElement) => Answer;

const CALLS: ReadonlyMap<string, SoapHandler> = new Map<string, SoapHandler>([
  ['Login', login],
  ['GetAccountDetails', accountDetails],
  ['RequestAppIntegration', requestIntegration],
  ['RequestAppIntegrationCredentials', integrationCredentials],
]);

/** Elements of another namespace count as missing: those of the service are qualified. */
function textAt(element: XmlElement | null, name: string): string {
  const child = childOf(element, name);
  return child?.namespace === SOAP_NAMESPACE ? child.text.trim() : '';
}

function login({ tokens }: SoapContext, element: XmlElement): Answer {
  const token = tokens.login(textAt(element, 'ConsumerKey'), textAt(element, 'ConsumerSecret'));
  if (token === null) {
    return soapFault('ERRIAU6000007', 'Invalid consumer key or no such app available in registry');
  }
  return soapResult('Login', { SecurityToken: token });
}

function accountDetails({ state }: SoapContext): Answer {
  return soapResult('GetAccountDetails', {
    Id: 'A000000001',
    Name: 'Kantoor',
    Description: '',
    EmailAddress: 'koppeling@kantoor.example.nl',
    FaxNumber: '',
    PhoneNumber: '',
    Website: '',
    CanSendAppIntegrationRequests: state.canSendAppIntegrationRequests,
  });
}

function requestIntegration({ state, visibleAt }: SoapContext, element: XmlElement): Answer {
  const to = childOf(element, 'To');
  const reference = textAt(to, 'ReferenceId');
  const email = emailOf(textAt(to, 'EmailAddress'));
  if (!state.canSendAppIntegrationRequests) {
    return soapFault('ERRAIR3000001', 'This account may not send integration requests');
  }
  const isWhole = ['true', 'false'].includes(textAt(element, 'PayByRequester'));
  if (!isWhole || !/^(XCNL\d+|[\w-]+(:[\w-]+)+)$/.test(reference) || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    return soapFault('ERRAIR4000001', 'ReferenceId, EmailAddress or PayByRequester is wrong');
  }
  if (state.colleagues.has(email)) return soapFault('ERRAIR2000001', 'The addressee is in this environment');
  const { token } = sendRequest(state, { reference, email, visibleAt });
  return soapResult('RequestAppIntegration', { IntegrationToken: token });
}

/** What is answered before the request was granted is not documented: empty keys, by switch a fault. A refusal looks the same. */
function integrationCredentials({ state }: SoapContext, element: XmlElement): Answer {
  const token = textAt(element, 'IntegrationToken');
  const request = state.requests.find((each) => each.token === token);
  const key = request === undefined ? null : keyOf(request);
  if (key === null && (request === undefined || state.pendingAnswer === 'fault'))
    return soapFault('ERRAIR2000002', 'There are no keys for this token');
  return soapResult('RequestAppIntegrationCredentials', {
    ApplicationName: key === null ? '' : 'Koppel',
    ConsumerKey: key ?? '',
    ConsumerSecret: key === null ? '' : `secret-of-${key}`,
    EmailAddress: key === null ? '' : (request?.email ?? ''),
  });
}
