// The SOAP service v3.1, which sends authorisation requests: its calls, and what their answers say. [doc
// psb.econnect.eu/platform/endpoints/v3.1, accp.econnect.eu/en/docs/build/legacy/soap] It takes no new connections.
import { z, type ZodType } from 'zod';
import { AccessError } from '../../src/errors.ts';
import { parseAnswer, statusError } from '../../src/portal-http/parse-answer.ts';
import type { PortalRequest, PortalResponse, ServiceAuthentication } from '../connector.ts';
import { onlyReading } from '../kit/write.ts';
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
    const response = await post({ ...requestOf(call), body: writeEnvelope('Login', content) });
    const { fault, fields } = readAnswer(response, call);
    if (fault !== null) {
      throw new AccessError(
        { en: 'The portal refuses the sign-in.', nl: 'Het portaal weigert de aanmelding.' },
        { code: 'SIGN_IN_REFUSED', details: { fault } },
      );
    }
    const { SecurityToken: token } = await onlyReading(() =>
      Promise.resolve(readFields(tokenSchema, fields)),
    );
    return { token, expiresInMs: TOKEN_MS };
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

const requestedSchema = z.object({ IntegrationToken: z.string().min(1) });

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
  const { fault, fields } = await send(session, call);
  return fault === null ? readFields(requestedSchema, fields).IntegrationToken : null;
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
  return onlyReading(async () => {
    const { fault, fields } = await send(session, call);
    if (fault !== null && !isAboutRequest(fault))
      throw statusError(500, { method: 'POST', call: call.name, fault }, { mayHaveLanded: false });
    if (fault !== null || fields === '') return false;
    const { ConsumerKey, ConsumerSecret } = readFields(keysSchema, fields);
    return ConsumerKey !== '' && ConsumerSecret !== '';
  });
}

const accountSchema = z.object({ CanSendAppIntegrationRequests: z.string() });

/** GetAccountDetails, once per session: throws where the account may not send requests. */
export async function assertMayRequest(session: EConnectSession): Promise<void> {
  await session.remember(ACCOUNT_KEY, async () => {
    const call: SoapCall = { name: 'GetAccountDetails', content: {}, writes: false };
    const may = await onlyReading(async () => {
      const { fault, fields } = await send(session, call);
      return fault === null ? readFields(accountSchema, fields).CanSendAppIntegrationRequests : '';
    });
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
  const body = (token: string): string => writeEnvelope(call.name, call.content, token);
  return readAnswer(await session.send({ ...requestOf(call), body }), call);
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

function readFields<Schema extends ZodType>(schema: Schema, fields: unknown): z.output<Schema> {
  return parseAnswer(schema, { status: 200, body: fields }, 'POST');
}
