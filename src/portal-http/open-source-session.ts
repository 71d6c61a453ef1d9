// How a source reaches its software for one practice: signs in, waits for the budget, sends, and turns answers into data or
// errors. A read that the road lost is sent again; a refusal never is, and is counted.
import { setTimeout as delay } from 'node:timers/promises';
import type { PortalRequest, PortalResponse } from '../../connectors/connector.ts';
import type { Source, SourceSession, ToldLimits } from '../../sources/source.ts';
import { TransientError } from '../errors.ts';
import { judgeAnswer, judgeBreak } from './judge-answer.ts';
import { bodyOf, type PortalHttp, type WireAnswer } from './portal-http.ts';
import { resolveAddress } from './resolve-address.ts';
import { createSessionMemory } from './session-memory.ts';

/** What the session needs of the limits that all processes share. */
interface Budget {
  take(place: string, signal?: AbortSignal): Promise<void>;
  learn(told: ToldLimits): Promise<void>;
  silence(told: ToldLimits): Promise<void>;
  refused(place: string): Promise<void>;
}

interface Tokens {
  token(): Promise<string>;
  refuse(token: string): void;
}

export interface SourceSessionOptions<S, C> {
  readonly source: Pick<Source<S, C>, 'authentication' | 'limits'>;
  readonly baseUrl: string;
  readonly settings: S;
  readonly credentials: C;
  readonly http: PortalHttp;
  readonly budget: Budget;
  /** Null: the source signs in with its credentials alone. */
  readonly tokens: Tokens | null;
  /** By the clock of the database. */
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  /** For one request and its answer. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const TRIES = 3;
const AGAIN_MS = 1_000;

export function openSourceSession<S, C>(options: SourceSessionOptions<S, C>): SourceSession<S> {
  const { settings, now } = options;
  const memory = createSessionMemory();
  return {
    settings,
    now,
    send: (request) => sendPatiently(options, request),
    remember: (key, read) => memory.remember(key, read, now()),
  };
}

/** Also of a request that signs in: it carries no token, and is sent once. */
export async function sendAnonymously<S, C>(
  options: SourceSessionOptions<S, C>,
  request: PortalRequest,
): Promise<PortalResponse> {
  return (await sendOnce(options, request, {})).judge();
}

async function sendPatiently<S, C>(
  options: SourceSessionOptions<S, C>,
  request: PortalRequest,
): Promise<PortalResponse> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { headers, token } = await signIn(options);
      const { status, judge } = await sendOnce(options, request, headers);
      if (status === 429 && mayTryAgain(request, attempt)) continue;
      if (status === 401) options.tokens?.refuse(token);
      return judge();
    } catch (error) {
      if (!isOfTheRoad(error) || !mayTryAgain(request, attempt)) throw error;
      await delay(
        AGAIN_MS * attempt,
        undefined,
        options.signal === undefined ? {} : { signal: options.signal },
      );
    }
  }
}

/** A write may have landed. */
function mayTryAgain({ method }: PortalRequest, attempt: number): boolean {
  return method === 'GET' && attempt < TRIES;
}

function isOfTheRoad(error: unknown): boolean {
  return error instanceof TransientError && error.code !== 'SOURCE_LEFT_ALONE';
}

async function signIn<S, C>({
  source,
  tokens,
  credentials,
}: SourceSessionOptions<S, C>): Promise<{ headers: Readonly<Record<string, string>>; token: string }> {
  const { authentication } = source;
  if (authentication.kind === 'headers') return { headers: authentication.headers(credentials), token: '' };
  const token = (await tokens?.token()) ?? '';
  return { headers: authentication.headers(token), token };
}

async function sendOnce<S, C>(
  options: SourceSessionOptions<S, C>,
  request: PortalRequest,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; judge: () => PortalResponse }> {
  const { budget, baseUrl, source, signal, http } = options;
  const place = placeOf(request);
  const url = resolveAddress(baseUrl, request);
  await budget.take(place, signal);
  const answer = await http.exchange({
    ...{
      method: request.method,
      url,
      body: bodyOf(request),
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      signal,
    },
    headers: { accept: 'application/json', ...typeOf(request), ...request.headers, ...headers },
  });
  if ('broke' in answer) throw judgeBreak(request, answer);
  await hear(options, { answer, place, told: source.limits.told?.(answer.headers) ?? {} });
  return { status: answer.status, judge: () => judgeAnswer(request, answer, options.now()) };
}

async function hear<S, C>(
  { budget }: SourceSessionOptions<S, C>,
  { answer, place, told }: { answer: WireAnswer; place: string; told: ToldLimits },
): Promise<void> {
  if (answer.status === 429) return budget.silence(told);
  await budget.learn(told);
  if (answer.status >= 400 && answer.status < 500) await budget.refused(place);
}

/** The path without what varies: numbers and GUIDs. */
function placeOf({ method, path }: PortalRequest): string {
  const plain = (path.split('?')[0] ?? '').replaceAll(/\/\d+(?=\/|$)/g, '/n').replaceAll(/\([^)]*\)/g, '()');
  return `${method} ${plain}`;
}

function typeOf({ body, contentType }: PortalRequest): Record<string, string> {
  return body === undefined ? {} : { 'content-type': contentType ?? 'application/json' };
}
