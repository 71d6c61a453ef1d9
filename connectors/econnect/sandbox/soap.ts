// The legacy SOAP service: one address, four calls. [doc] The codes of refusals other than those of a blocked environment
// and an expired token are assumed.
import { emailOf, type Answer } from './answer.ts';
import { keyOf, sendRequest } from './request-life.ts';
import type { SandboxState } from './sandbox-state.ts';
import { SOAP_NAMESPACE, soapFault, soapMisunderstood, soapResult } from './soap-answer.ts';
import type { SandboxTokens } from './tokens.ts';
import { childOf, parseXml, type XmlElement } from './xml.ts';

/** What stands in the body of the envelope. */
export interface SoapCall {
  readonly name: string;
  readonly element: XmlElement;
}

export interface SoapContext {
  readonly state: SandboxState;
  readonly tokens: SandboxTokens;
  readonly visibleAt: number;
}

export function readSoap(text: string): SoapCall | null {
  const envelope = parseXml(text);
  const [element] = childOf(envelope, 'Body')?.children ?? [];
  const isCall = envelope?.name === 'Envelope' && element?.namespace === SOAP_NAMESPACE;
  return isCall ? { name: element.name, element } : null;
}

/** The call as plain fields, for the list of last requests. */
export function soapFields({ children, text }: XmlElement): unknown {
  if (children.length === 0) return text;
  return Object.fromEntries(children.map((child) => [child.name, soapFields(child)]));
}

export function answerSoap(
  context: SoapContext,
  call: SoapCall | null,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Answer {
  if (!String(headers['content-type']).startsWith('text/xml')) {
    return { status: 415, text: 'Unsupported Media Type', contentType: 'text/plain' };
  }
  const handler = call === null ? undefined : CALLS.get(call.name);
  if (call === null || handler === undefined) return soapMisunderstood('Unable to handle request.');
  const action = String(headers.soapaction).replaceAll('"', '');
  if (action !== `${SOAP_NAMESPACE}${call.name}`) {
    return soapMisunderstood(`Server did not recognize the value of HTTP Header SOAPAction: ${action}.`);
  }
  if (context.state.blocked) return soapFault('ERRPRO1000002', 'The environment is blocked');
  if (call.name !== 'Login' && !context.tokens.isLoggedIn(textAt(call.element, 'SecurityToken'))) {
    return soapFault('DEFAULT_ERROR_CODE999', 'The security token is unknown or expired');
  }
  return handler(context, call.element);
}

type SoapHandler = (context: SoapContext, element: XmlElement) => Answer;

const CALLS: ReadonlyMap<string, SoapHandler> = new Map<string, SoapHandler>([
  ['Login', login],
  ['GetAccountDetails', accountDetails],
  ['RequestAppIntegration', requestIntegration],
  ['RequestAppIntegrationCredentials', integrationCredentials],
]);

function textAt(element: XmlElement | null, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

function login({ tokens }: SoapContext, element: XmlElement): Answer {
  const token = tokens.login(textAt(element, 'UserName'), textAt(element, 'Password'));
  if (token === null) return soapFault('ERRPRO1000001', 'The user name or the password is wrong');
  return soapResult('Login', { SecurityToken: token });
}

function accountDetails({ state }: SoapContext): Answer {
  return soapResult('GetAccountDetails', {
    CanSendAppIntegrationRequests: state.canSendAppIntegrationRequests,
  });
}

function requestIntegration({ state, visibleAt }: SoapContext, element: XmlElement): Answer {
  const to = childOf(element, 'To');
  const reference = textAt(to, 'ReferenceId');
  const email = emailOf(textAt(to, 'EmailAddress'));
  if (!state.canSendAppIntegrationRequests) {
    return soapFault('ERRPRO2000007', 'This account may not send integration requests');
  }
  if (!/^[\w-]+(:[\w-]+)+$/.test(reference) || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    return soapFault('ERRPRO2000006', 'ReferenceId or EmailAddress is wrong');
  }
  if (state.colleagues.has(email)) return soapFault('ERRPRO2000005', 'The addressee is in this environment');
  const { token } = sendRequest(state, { reference, email, visibleAt });
  return soapResult('RequestAppIntegration', { IntegrationToken: token });
}

const REFUSALS = {
  declined: ['ERRPRO2000002', 'The request was declined'],
  withdrawn: ['ERRPRO2000003', 'The request was withdrawn'],
  pending: ['ERRPRO2000004', 'The request was not accepted yet'],
} as const;

function integrationCredentials({ state }: SoapContext, element: XmlElement): Answer {
  const token = textAt(element, 'IntegrationToken');
  const request = state.requests.find((each) => each.token === token);
  if (request === undefined) return soapFault('ERRPRO2000001', 'The integration token is unknown');
  const { status } = request;
  if (status === 'accepted' || status === 'ended') {
    const shown = status === 'accepted' ? 'Accepted' : 'Ended';
    return soapResult('RequestAppIntegrationCredentials', { Status: shown, Key: keyOf(state, request) });
  }
  const [code, message] = REFUSALS[status];
  return soapFault(code, message);
}
