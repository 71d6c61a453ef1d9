// The wire: sends one HTTP request to a portal with axios and hands back status, headers and text, or what kind of
// break came in between. No redirects, no environment proxies, nothing thrown, nothing of an axios error let out: those
// carry the token and the body. What an answer means is decided in `judge-answer.ts`.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { endUnlessConnected } from './connect-in-time.ts';
import type { PortalRequest } from '../../connectors/connector.ts';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { ADDRESS_REFUSED, createAddressGuard, type AddressGuard } from './address-guard.ts';

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, or undefined for none. */
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  /** `Link` of the answer, which may name a next page. */
  readonly link: string | null;
  /** `X-Total-Count`: how many rows the whole list has. */
  readonly totalCount: string | null;
  /** All of them, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** never-connected, refused-address and not-sent: not one byte of the request can have arrived. */
export type WireBreak =
  'not-sent' | 'never-connected' | 'refused-address' | 'broken' | 'timed-out' | 'aborted' | 'too-large';
export type WireResult = WireAnswer | { readonly broke: WireBreak; readonly code: string };

export interface PortalHttp {
  exchange(request: WireRequest): Promise<WireResult>;
  /** Closes idle connections; nothing may be under way. */
  close(): void;
}

const MAX_ANSWER_BYTES = 20 * 1024 * 1024;
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

export interface PortalHttpOptions {
  /** Per portal host. */
  readonly maxSockets?: number;
  /** Default: public addresses only. */
  readonly guard?: AddressGuard;
  /** Apart from how long an answer may take: a machine that is away is not worth waiting for. */
  readonly connectWithinMs?: number;
}

const CONNECT_WITHIN_MS = 5_000;

/** Text of a content type of its own as it is; else JSON. */
export function bodyOf({ body, contentType }: PortalRequest): string | undefined {
  if (body === undefined) return undefined;
  return contentType !== undefined && typeof body === 'string' ? body : JSON.stringify(body);
}

/** One per process: connections are kept alive between requests. */
export function openPortalHttp({
  maxSockets = 100,
  guard = createAddressGuard(),
  connectWithinMs = CONNECT_WITHIN_MS,
}: PortalHttpOptions = {}): PortalHttp {
  const agentOptions = { keepAlive: true, maxSockets, lookup: guard.lookup };
  const httpAgent = endUnlessConnected(new HttpAgent(agentOptions), 'connect', connectWithinMs);
  const httpsAgent = endUnlessConnected(new HttpsAgent(agentOptions), 'secureConnect', connectWithinMs);
  const instance = createInstance(httpAgent, httpsAgent);
  return {
    exchange: (request) =>
      guard.admits(new URL(request.url).hostname)
        ? exchange(instance, request)
        : Promise.resolve({ broke: 'refused-address', code: ADDRESS_REFUSED }),
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function createInstance(httpAgent: HttpAgent, httpsAgent: HttpsAgent): AxiosInstance {
  return axios.create({
    adapter: 'http',
    httpAgent,
    httpsAgent,
    // A redirect could carry the token to another host; it also halves the speed of axios.
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
    responseType: 'text',
    // It is JSON text already; axios would parse it to see that.
    transformRequest: (data: unknown) => data,
    // axios would otherwise parse JSON by itself, and swallow what it cannot parse.
    transformResponse: (data: unknown) => data,
    maxContentLength: MAX_ANSWER_BYTES,
  });
}

async function exchange(instance: AxiosInstance, request: WireRequest): Promise<WireResult> {
  if (request.signal?.aborted === true) return { broke: 'not-sent', code: 'ABORTED' };
  const deadline = startDeadline(request);
  try {
    const response: AxiosResponse<unknown> = await instance.request({
      method: request.method,
      url: request.url,
      headers: { ...request.headers },
      ...(request.body === undefined ? {} : { data: request.body }),
      signal: deadline.signal,
    });
    return toAnswer(response);
  } catch (error) {
    return toBreak(error, deadline.reason());
  } finally {
    deadline.stop();
  }
}

/** axios' own time-out restarts with every byte; this one is for the whole exchange. */
function startDeadline({ timeoutMs, signal }: WireRequest) {
  const controller = new AbortController();
  let reason: 'timed-out' | 'aborted' | null = null;
  const stopWith = (why: 'timed-out' | 'aborted') => {
    reason ??= why;
    controller.abort();
  };
  const onAbort = () => stopWith('aborted');
  const timer = setTimeout(() => stopWith('timed-out'), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    reason: () => reason,
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

function toAnswer(response: AxiosResponse<unknown>): WireAnswer {
  const header = (name: string): string | null => {
    const value: unknown = response.headers[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    status: response.status,
    contentType: header('content-type') ?? '',
    retryAfter: header('retry-after'),
    link: header('link'),
    totalCount: header('x-total-count'),
    headers: textsOf(response.headers),
    text: typeof response.data === 'string' ? response.data : '',
  };
}

function textsOf(headers: AxiosResponse['headers']): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string') texts[name.toLowerCase()] = value;
  return texts;
}

function toBreak(error: unknown, stopped: 'timed-out' | 'aborted' | null): WireResult {
  if (stopped !== null) return { broke: stopped, code: stopped === 'aborted' ? 'ABORTED' : 'TIMEOUT' };
  const code = readText(error, 'code') ?? 'UNKNOWN';
  if (code === ADDRESS_REFUSED) return { broke: 'refused-address', code };
  const systemCall = readText(error, 'syscall') ?? readText(readMember(error, 'cause'), 'syscall');
  if (NEVER_CONNECTED.has(code) || systemCall === 'connect' || systemCall === 'getaddrinfo') {
    return { broke: 'never-connected', code };
  }
  return { broke: code === 'ERR_BAD_RESPONSE' ? 'too-large' : 'broken', code };
}

function readMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function readText(value: unknown, name: string): string | null {
  const member = readMember(value, name);
  return typeof member === 'string' ? member : null;
}
