// The legacy SOAP service v3.1, which sends authorisation requests: its four calls, what their answers mean, and who must
// act when one is refused. Nothing of a fault's words gets out: they may hold personal data. Its code does.
import { AccessError, TransientError, UnclearRefusalError } from '../../src/errors.ts';
import type { PortalResponse } from '../connector.ts';
import { soapPath } from './addresses.ts';
import type { EConnectCredentials, EConnectSession } from './settings.ts';
import { element, readElement } from './xml.ts';

const NAMESPACE = 'http://www.everbinding.nl/';
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';

/** The environment is blocked: no time makes it good, a person does. [doc] */
const BLOCKED = new Set(['ERRPRO1000002', 'ERRPRO1000003', 'ERRPRO1000004']);
const TOKEN_EXPIRED = 'DEFAULT_ERROR_CODE999';

const TOKEN_KEY = 'soap-token';
const ACCOUNT_KEY = 'soap-account';

/** An answer: the text of the envelope, or the code of a fault. */
type SoapAnswer = { readonly xml: string } | { readonly fault: string };

interface SoapCall {
  readonly name: string;
  /** Elements in the order in which the service takes them; a function where they are made of the credentials. */
  readonly content: readonly string[] | ((credentials: EConnectCredentials) => readonly string[]);
  /** Something came about if it arrived: an answer that was lost then leaves that open. */
  readonly writes: boolean;
}

export interface IntegrationRequest {
  readonly reference: string;
  readonly email: string;
  readonly payByRequester: boolean;
}

/** RequestAppIntegration [doc]: mails the addressee. The token; null when the service refuses the data. */
export async function requestIntegration(
  session: EConnectSession,
  { reference, email, payByRequester }: IntegrationRequest,
): Promise<string | null> {
  const name = 'RequestAppIntegration';
  const answer = await callWithToken(session, (token) => ({
    name,
    content: [
      element('SecurityToken', token),
      element('To', [element('ReferenceId', reference), element('EmailAddress', email)]),
      element('PayByRequester', payByRequester),
    ],
    writes: true,
  }));
  return 'fault' in answer ? null : demand(answer.xml, { name: 'IntegrationToken', of: name, writes: true });
}

/** unknown: the service does not know the token. Ended: the other side took it back after it was accepted. */
export type Integration = 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'ended' | 'unknown';

/** [assumed] codes of refusals. */
const STATE_BY_FAULT: Readonly<Record<string, Integration>> = {
  ERRPRO2000001: 'unknown',
  ERRPRO2000002: 'declined',
  ERRPRO2000003: 'withdrawn',
  ERRPRO2000004: 'pending',
};
/** [assumed] words of the status. */
const STATE_BY_WORD: Readonly<Record<string, Integration>> = {
  accepted: 'accepted',
  declined: 'declined',
  withdrawn: 'withdrawn',
  ended: 'ended',
};

/** RequestAppIntegrationCredentials [doc]: keys come once the request was accepted. The keys are not read. */
export async function readIntegration(session: EConnectSession, token: string): Promise<Integration> {
  const answer = await callWithToken(session, (securityToken) => ({
    name: 'RequestAppIntegrationCredentials',
    content: [element('SecurityToken', securityToken), element('IntegrationToken', token)],
    writes: false,
  }));
  // A fault that Koppel does not know says at least that it was not accepted.
  if ('fault' in answer) return STATE_BY_FAULT[answer.fault] ?? 'pending';
  const word = readElement(answer.xml, 'Status')?.trim().toLowerCase() ?? '';
  const hasKey = (readElement(answer.xml, 'Key') ?? '') !== '';
  return STATE_BY_WORD[word] ?? (hasKey ? 'accepted' : 'pending');
}

/** GetAccountDetails [doc], once per session: throws where the account may not send requests. */
export async function assertMayRequest(session: EConnectSession): Promise<void> {
  await session.remember(ACCOUNT_KEY, async () => {
    const name = 'GetAccountDetails';
    const answer = await callWithToken(session, (token) => ({
      name,
      content: [element('SecurityToken', token)],
      writes: false,
    }));
    const asked = { name: 'CanSendAppIntegrationRequests', of: name, writes: false };
    const may = 'xml' in answer ? demand(answer.xml, asked).toLowerCase() : '';
    if (may === 'true' || may === '1') return true;
    throw new AccessError('This account may not send authorisation requests.', {
      code: 'REQUESTS_NOT_ALLOWED',
    });
  });
}

/** A security token lives four hours [doc]; one that expired on its way is replaced once. */
async function callWithToken(
  session: EConnectSession,
  toCall: (token: string) => SoapCall,
): Promise<SoapAnswer> {
  const token = () => session.remember(TOKEN_KEY, () => login(session));
  const first = await send(session, toCall(await token()));
  if (!isExpired(first)) return first;
  session.forget(TOKEN_KEY);
  const second = await send(session, toCall(await token()));
  if (!isExpired(second)) return second;
  session.forget(TOKEN_KEY);
  throw new AccessError('The portal refuses the session that it has just opened.', {
    code: 'PORTAL_UNAUTHORIZED',
  });
}

function isExpired(answer: SoapAnswer): boolean {
  return 'fault' in answer && answer.fault === TOKEN_EXPIRED;
}

/** Login [doc] */
async function login(session: EConnectSession): Promise<string> {
  const answer = await send(session, {
    name: 'Login',
    content: ({ userName, password }) => [element('UserName', userName), element('Password', password)],
    writes: false,
  });
  if ('xml' in answer) return demand(answer.xml, { name: 'SecurityToken', of: 'Login', writes: false });
  throw new AccessError('The portal refuses the sign-in.', {
    code: 'SIGN_IN_REFUSED',
    details: { fault: answer.fault },
  });
}

async function send(session: EConnectSession, call: SoapCall): Promise<SoapAnswer> {
  const { name, content } = call;
  try {
    const response = await session.send({
      method: 'POST',
      path: soapPath(session.settings),
      service: 'soap',
      anonymous: true,
      contentType: 'text/xml; charset=utf-8',
      headers: { SOAPAction: `"${NAMESPACE}${name}"` },
      // Whoever sends it fills in the credentials: they are known there only.
      body:
        typeof content === 'function'
          ? (credentials: EConnectCredentials) => envelope(name, content(credentials))
          : envelope(name, content),
      accept: [500],
    });
    return readAnswer(response, call);
  } catch (error) {
    throw call.writes ? error : asNotLanded(error);
  }
}

function envelope(name: string, content: readonly string[]): string {
  const call = `<${name} xmlns="${NAMESPACE}">${content.join('')}</${name}>`;
  return (
    `<?xml version="1.0" encoding="utf-8"?>` +
    `<soap:Envelope xmlns:soap="${ENVELOPE}"><soap:Body>${call}</soap:Body></soap:Envelope>`
  );
}

function readAnswer({ status, body }: PortalResponse, call: SoapCall): SoapAnswer {
  const xml = typeof body === 'string' ? body : '';
  if (status !== 500) return { xml };
  const words = readElement(xml, 'faultstring') ?? readElement(xml, 'Text') ?? '';
  const fault = /\[([A-Z0-9_]{1,40})\]\s*$/.exec(words)?.[1];
  // Something in front of the service answered, or the framework below it: neither says what became of the call.
  if (fault === undefined) throw unreadable(call, 'PORTAL_UNAVAILABLE', status);
  if (!BLOCKED.has(fault)) return { fault };
  throw new AccessError('The environment of the practice in this portal is blocked.', {
    code: 'ENVIRONMENT_BLOCKED',
    details: { fault },
  });
}

function demand(xml: string, asked: { name: string; of: string; writes: boolean }): string {
  const text = readElement(xml, asked.name)?.trim() ?? '';
  if (text !== '') return text;
  throw unreadable({ name: asked.of, writes: asked.writes }, 'PORTAL_ANSWER_UNEXPECTED', 200);
}

function unreadable(call: Pick<SoapCall, 'name' | 'writes'>, code: string, status: number): TransientError {
  return new TransientError('The portal answered with something other than what was asked for.', {
    code,
    details: { method: 'POST', call: call.name, status },
    mayHaveLanded: call.writes,
  });
}

/** Every call of this service is a POST; those that only read leave nothing open. */
function asNotLanded(error: unknown): unknown {
  const isOpen = error instanceof TransientError && error.mayHaveLanded;
  if (!isOpen && !(error instanceof UnclearRefusalError)) return error;
  const { code, details, message } = error;
  return new TransientError(message, { code, details, mayHaveLanded: false });
}
