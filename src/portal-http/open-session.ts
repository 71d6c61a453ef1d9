// A session: how a connector reaches its portal for one connection. Signs in, waits for the budget, sends, refreshes a
// token once, and turns answers into data or errors. Deciding whether anything is tried again is not done here.
import {
  AccessError,
  RateLimitedError,
  RejectedError,
  TransientError,
  UnclearRefusalError,
} from '../errors.ts';
import type {
  PortalConnector,
  PortalRequest,
  PortalResponse,
  ServiceAuthentication,
  Session,
} from '../../connectors/connector.ts';
import { judgeAnswer, judgeBreak } from './judge-answer.ts';
import { bodyOf, openPortalHttp, type PortalHttp, type WireAnswer, type WireResult } from './portal-http.ts';
import { resolveAddress } from './resolve-address.ts';
import { createSessionMemory, type SessionMemory } from './session-memory.ts';
import { type RequestBudget } from './request-budget.ts';
import { cacheByService, createTokenCache, type TokenCache } from './token-cache.ts';
import { readToldRate } from './told-rate.ts';

export interface SessionOptions<S, C> {
  readonly connector: Pick<PortalConnector<S, C>, 'authentication' | 'services' | 'serviceAuthentications'> &
    Partial<Pick<PortalConnector<S, C>, 'limits'>>;
  /** Where the portal of this connection lives, path included. Nothing is ever sent anywhere else. */
  readonly baseUrl: string;
  readonly settings: S;
  /** Whether the calls of a resource type may be made. Left out: all. */
  readonly mayCall?: (type: string) => boolean;
  readonly credentials: C;
  readonly budget: RequestBudget;
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** The cache of this connection: sessions of one connection share it. */
  readonly tokens: TokenCache;
  /** The same of a service that is signed in to apart. Left out: caches of this session. */
  readonly serviceTokens?: (service: string) => TokenCache;
  /** Told after every request, the sign-in included. `status` is null when no answer came. */
  readonly onRequest?: (request: { method: string; status: number | null; ms: number }) => void;
  readonly signal?: AbortSignal;
  /** The process' connections. Without it the session has its own. */
  readonly http?: PortalHttp;
  /** Given when several sessions of a connection shall remember the same things. */
  readonly memory?: SessionMemory;
}

export function openSession<S, C>(options: SessionOptions<S, C>): Session<S> {
  const http = options.http ?? openPortalHttp();
  const memory = options.memory ?? createSessionMemory();
  const serviceTokens = options.serviceTokens ?? cacheByService(createTokenCache);
  const exchange = (request: PortalRequest, headers: Readonly<Record<string, string>>) =>
    exchangeOnce({ ...options, http }, request, headers);
  return {
    settings: options.settings,
    now: options.now,
    remember: (key, read) => memory.remember(key, read, options.now()),
    forget: (key) => memory.forget(key),
    renew: () => options.tokens.clear(),
    mayCall: options.mayCall ?? (() => true),
    send: (request) => sendWithToken({ ...options, serviceTokens }, request, exchange),
  };
}

type Exchange = (
  request: PortalRequest,
  headers: Readonly<Record<string, string>>,
) => Promise<{ answer: WireAnswer; judge: () => PortalResponse }>;

/** With the caches of its services. */
type Opened<S, C> = SessionOptions<S, C> & { readonly serviceTokens: (service: string) => TokenCache };

async function sendWithToken<S, C>(
  options: Opened<S, C>,
  request: PortalRequest,
  exchange: Exchange,
): Promise<PortalResponse> {
  const { connector, tokens, now } = options;
  const service = serviceOf(options, request);
  if (service !== undefined) return sendToService(options, request, { service, exchange });
  const signIn = () => signInOnce(options, connector.authentication, exchange);
  const token = await tokens.token(now(), signIn);
  const first = await exchange(request, connector.authentication.headers(token));
  if (first.answer.status !== 401) return first.judge();

  // The portal may end a session early, so a refused token is replaced once. A second refusal is about the credentials.
  tokens.drop(token);
  const fresh = await tokens.token(now(), signIn);
  const second = await exchange(request, connector.authentication.headers(fresh));
  if (second.answer.status === 401) tokens.drop(fresh);
  return second.judge();
}

function serviceOf<S, C>(
  { connector }: SessionOptions<S, C>,
  { service }: PortalRequest,
): ServiceAuthentication<C> | undefined {
  return service === undefined ? undefined : connector.serviceAuthentications?.[service];
}

/** A token that is refused is replaced once; the second refusal is for the caller to read. */
async function sendToService<S, C>(
  options: Opened<S, C>,
  request: PortalRequest,
  { service, exchange }: { service: ServiceAuthentication<C>; exchange: Exchange },
): Promise<PortalResponse> {
  const tokens = options.serviceTokens(request.service ?? '');
  const send = async (): Promise<{ token: string; response: PortalResponse }> => {
    const token = await tokens.token(options.now(), () => signInOnce(options, service, exchange));
    const body: unknown = isFilledIn(request.body) ? request.body(token) : request.body;
    return { token, response: (await exchange({ ...request, body }, {})).judge() };
  };
  const first = await send();
  if (!service.refusesToken(first.response)) return first.response;
  tokens.drop(first.token);
  const second = await send();
  if (service.refusesToken(second.response)) tokens.drop(second.token);
  return second.response;
}

async function signInOnce<S, C>(
  options: SessionOptions<S, C>,
  { signIn }: Pick<ServiceAuthentication<C>, 'signIn'>,
  exchange: Exchange,
) {
  try {
    return await signIn(options.credentials, async (request) => (await exchange(request, {})).judge());
  } catch (error) {
    throw asSignInFailure(error);
  }
}

/** While signing in the request itself has not left; and data refused there are credentials refused. */
function asSignInFailure(error: unknown): unknown {
  if (error instanceof UnclearRefusalError) {
    const { code, details, text } = error;
    return new TransientError(text, { code, details, mayHaveLanded: false });
  }
  if (error instanceof RejectedError) {
    return new AccessError(
      { en: 'The portal refuses the sign-in.', nl: 'Het portaal weigert de aanmelding.' },
      {
        code: 'SIGN_IN_REFUSED',
        details: error.details,
      },
    );
  }
  if (error instanceof TransientError && error.mayHaveLanded) {
    const { code, details } = error;
    return new TransientError(error.text, { code, details, mayHaveLanded: false });
  }
  return error;
}

async function exchangeOnce<S, C>(
  options: SessionOptions<S, C> & { http: PortalHttp },
  request: PortalRequest,
  headers: Readonly<Record<string, string>>,
): ReturnType<Exchange> {
  const query = { ...request.query, ...serviceOf(options, request)?.query?.(options.credentials) };
  const url = resolveAddress(addressOf(options, request), { ...request, query });
  await options.budget.take();
  const answer = await timed(options, request, {
    method: request.method,
    url,
    headers: wireHeaders(request, headers),
    body: bodyOf(request),
    timeoutMs: options.timeoutMs,
    signal: options.signal,
  }).finally(() => options.budget.giveBack?.());
  return { answer, judge: await judgement(options, request, answer) };
}

function addressOf<S, C>(
  { connector, baseUrl, settings }: SessionOptions<S, C>,
  { service }: PortalRequest,
): string {
  if (service === undefined) return baseUrl;
  const address = connector.services?.(baseUrl, settings)[service];
  if (address === undefined) {
    throw new AccessError(
      {
        en: 'The connection has no address for a service that it needs.',
        nl: 'De verbinding heeft geen adres voor een dienst die zij nodig heeft.',
      },
      {
        code: 'SERVICE_ADDRESS_MISSING',
        details: { service },
      },
    );
  }
  return address;
}

function isFilledIn(body: unknown): body is (token: string) => unknown {
  return typeof body === 'function';
}

/** Blocks the budget before the caller hears of a 429, so that no other request of the connection slips out between. */
async function judgement<S, C>(
  options: SessionOptions<S, C>,
  request: PortalRequest,
  answer: WireAnswer,
): Promise<() => PortalResponse> {
  const names = options.connector.limits?.told;
  const told = readToldRate(answer.headers, names);
  if (told !== null && answer.status !== 429) options.budget.learn?.(told);
  try {
    const response = judgeAnswer(request, answer, options.now());
    return () => response;
  } catch (error) {
    const failure = error instanceof RateLimitedError ? await fallSilent(options, answer, error) : error;
    return () => {
      throw failure;
    };
  }
}

/** A portal that tells the state of its bucket is believed, where it does not say itself how long to wait. */
async function fallSilent<S, C>(
  { connector, budget }: SessionOptions<S, C>,
  { headers, retryAfter }: WireAnswer,
  error: RateLimitedError,
): Promise<RateLimitedError> {
  const names = connector.limits?.told;
  if (names === undefined || budget.backOff === undefined || (retryAfter ?? '').trim() !== '') {
    await budget.blockFor(error.retryAfterMs);
    return error;
  }
  const { text, code, details } = error;
  const retryAfterMs = await budget.backOff(readToldRate(headers, names));
  return new RateLimitedError(text, { code, details, retryAfterMs });
}

async function timed<S, C>(
  options: SessionOptions<S, C> & { http: PortalHttp },
  request: PortalRequest,
  wire: Parameters<PortalHttp['exchange']>[0],
): Promise<WireAnswer> {
  const begun = performance.now();
  const result: WireResult = await options.http.exchange(wire);
  const status = 'broke' in result ? null : result.status;
  options.onRequest?.({ method: request.method, status, ms: performance.now() - begun });
  if ('broke' in result) throw judgeBreak(request, result);
  return result;
}

function wireHeaders(request: PortalRequest, headers: Readonly<Record<string, string>>) {
  return {
    accept: request.contentType ?? 'application/json',
    ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    ...request.headers,
    ...headers,
  };
}
