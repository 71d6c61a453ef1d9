// The SOAP service v3.1, which sends authorisation requests: its calls, and what their answers say. [doc
// psb.econnect.eu/platform/endpoints/v3.1, accp.econnect.eu/en/docs/build/legacy/soap] It takes no new connections.
import { z, type ZodType } from 'zod';
import { AccessError, TransientError, UnclearRefusalError } from '../../src/errors.ts';
import type { PortalRequest, PortalResponse, ServiceAuthentication } from '../connector.ts';
import type { EConnectCredentials, EConnectSession } from './settings.ts';
import { readEnvelope, SOAP_NAMESPACE, writeEnvelope, type Elements } from './soap-envelope.ts';
import { errorOf, faultCode, isAboutRequest, TOKEN_EXPIRED } from './soap-faults.ts';

export const KEYS_MISSING = 'REQUEST_KEYS_MISSING';
const ACCOUNT_KEY = 'soap-account';
/** A security token lives four hours [doc]; taken off, so that none expires on its way. */
const TOKEN_MS = 4 * 3_600_000 - 5 * 60_000;

const tokenSchema = z.object({ SecurityToken: z.string().min(1) });

export const soapAuthentication: ServiceAuthentication<EConnectCredentials> = {
  async signIn({ consumerKey, consumerSecret, subscriptionKey }, post) {
    if (consumerKey === undefined || consumerSecret === undefined || subscriptionKey === undefined) {
      throw new AccessError(
        {
          en: 'Sending requests needs consumerKey, consumerSecret and subscriptionKey in the credentials; without them set authorisationRequests to manual.',
          nl: 'Verzoeken sturen vraagt consumerKey, consumerSecret en subscriptionKey in de toegangsgegevens; zet zonder deze authorisationRequests op manual.',
        },
        { code: KEYS_MISSING },
      );
    }
    const content = { ConsumerKey: consumerKey, ConsumerSecret: consumerSecret };
    const call = { name: 'Login', content, writes: false };
    const answer = readAnswer(
      await post({ ...requestOf(call), body: writeEnvelope('Login', content) }),
      call,
    );
    if (answer.fault !== null) throw refusedSignIn(answer.fault);
    return { token: readFields(tokenSchema, answer, call).SecurityToken, expiresInMs: TOKEN_MS };
  },
  query: ({ subscriptionKey }) => (subscriptionKey === undefined ? {} : { subscriptionKey }),
  refusesToken: ({ status, body }) => status === 500 && faultCode(envelopeOf(body)) === TOKEN_EXPIRED,
};

interface SoapCall {
  readonly name: string;
  readonly content: Elements;
  /** Something came about if it arrived: an answer that was lost then leaves that open. */
  readonly writes: boolean;
}

/** `fault`: what the service does not like about the request itself; anything else it does not like was thrown. */
interface SoapAnswer {
  readonly fault: string | null;
  /** What stands in the response element. */
  readonly fields: unknown;
}

export interface IntegrationRequest {
  readonly reference: string;
  readonly email: string;
  readonly payByRequester: boolean;
}

/** RequestAppIntegration: mails the addressee. The token; null when the service refuses the data. */
export async function requestIntegration(
  session: EConnectSession,
  { reference, email, payByRequester }: IntegrationRequest,
): Promise<string | null> {
  const call: SoapCall = {
    name: 'RequestAppIntegration',
    content: { To: { ReferenceId: reference, EmailAddress: email }, PayByRequester: payByRequester },
    writes: true,
  };
  const answer = await send(session, call);
  if (answer.fault !== null) return null;
  return readFields(z.object({ IntegrationToken: z.string().min(1) }), answer, call).IntegrationToken;
}

const keysSchema = z.object({ ConsumerKey: z.string().default(''), ConsumerSecret: z.string().default('') });

/**
 * RequestAppIntegrationCredentials: whether the request was granted, which the keys say that come then. They are the client's
 * secret, and go no further than this. What is answered before is not documented: keys that are empty or missing, and a fault
 * about the request, count as no answer yet. [assumed] So a refusal never shows here.
 */
export async function isGranted(session: EConnectSession, token: string): Promise<boolean> {
  const call: SoapCall = {
    name: 'RequestAppIntegrationCredentials',
    content: { IntegrationToken: token },
    writes: false,
  };
  const answer = await send(session, call);
  if (answer.fault !== null && !isAboutRequest(answer.fault))
    throw unreadable(call, 'PORTAL_ANSWER_UNEXPECTED', 500);
  if (answer.fault !== null || answer.fields === '') return false;
  const { ConsumerKey, ConsumerSecret } = readFields(keysSchema, answer, call);
  return ConsumerKey !== '' && ConsumerSecret !== '';
}

const accountSchema = z.object({ CanSendAppIntegrationRequests: z.string() });

/** GetAccountDetails, once per session: throws where the account may not send requests. */
export async function assertMayRequest(session: EConnectSession): Promise<void> {
  await session.remember(ACCOUNT_KEY, async () => {
    const call: SoapCall = { name: 'GetAccountDetails', content: {}, writes: false };
    const answer = await send(session, call);
    const may =
      answer.fault === null && readFields(accountSchema, answer, call).CanSendAppIntegrationRequests;
    if (may === 'true' || may === '1') return true;
    throw new AccessError(
      {
        en: 'This account may not send authorisation requests.',
        nl: 'Dit account mag geen machtigingsverzoeken sturen.',
      },
      {
        code: 'NOT_ALLOWED_TO_REQUEST',
      },
    );
  });
}

async function send(session: EConnectSession, call: SoapCall): Promise<SoapAnswer> {
  try {
    const { name, content } = call;
    const body = (token: string): string => writeEnvelope(name, content, token);
    return readAnswer(await session.send({ ...requestOf(call), body }), call);
  } catch (error) {
    throw call.writes ? error : asNotLanded(error);
  }
}

/** Every call is a POST to the one address of the service. */
function requestOf({ name }: SoapCall): PortalRequest {
  return {
    method: 'POST',
    path: '',
    service: 'soap',
    contentType: 'text/xml; charset=utf-8',
    headers: { SOAPAction: `${SOAP_NAMESPACE}${name}` },
    accept: [500],
  };
}

function envelopeOf(body: unknown): Readonly<Record<string, unknown>> | null {
  return typeof body === 'string' ? readEnvelope(body) : null;
}

function readAnswer({ status, body }: PortalResponse, call: SoapCall): SoapAnswer {
  const envelope = envelopeOf(body);
  if (status !== 500) return { fault: null, fields: envelope?.[`${call.name}Response`] };
  const fault = faultCode(envelope) ?? '';
  const error = errorOf(fault, call);
  if (error !== null) throw error;
  return { fault, fields: null };
}

function readFields<Schema extends ZodType>(
  schema: Schema,
  answer: SoapAnswer,
  call: SoapCall,
): z.output<Schema> {
  const read = schema.safeParse(answer.fields);
  if (read.success) return read.data;
  throw unreadable(call, 'PORTAL_ANSWER_UNEXPECTED', 200);
}

function refusedSignIn(fault: string): AccessError {
  return new AccessError(
    { en: 'The portal refuses the sign-in.', nl: 'Het portaal weigert de aanmelding.' },
    { code: 'SIGN_IN_REFUSED', details: { fault } },
  );
}

function unreadable(call: Pick<SoapCall, 'name' | 'writes'>, code: string, status: number): TransientError {
  return new TransientError(
    {
      en: 'The portal answered with something other than what was asked for.',
      nl: 'Het portaal antwoordde met iets anders dan wat was gevraagd.',
    },
    {
      code,
      details: { method: 'POST', call: call.name, status },
      mayHaveLanded: call.writes,
    },
  );
}

/** Those that only read leave nothing open. */
function asNotLanded(error: unknown): unknown {
  const isOpen = error instanceof TransientError && error.mayHaveLanded;
  if (!isOpen && !(error instanceof UnclearRefusalError)) return error;
  const { code, details, text } = error;
  return new TransientError(text, { code, details, mayHaveLanded: false });
}
