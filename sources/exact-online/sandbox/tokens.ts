// Sign-in. A code lives three minutes and works once; an access token lives ten minutes, and the next may be asked for 570
// seconds after the last; a refresh token works once, and ends when it is not used for thirty days. [doc]
import { randomBytes, randomUUID } from 'node:crypto';
import { fieldsOf, ok, textOf, type Answer, type Fields } from './answer.ts';
import { now, type SandboxState } from './sandbox-state.ts';

/** Of the app, with what its deliveries are signed with. */
export const SANDBOX_CREDENTIALS = {
  clientId: 'c0000000-0000-4000-8000-000000000001',
  clientSecret: 'sandbox-secret',
  webhookSecret: 'sandbox-webhook-secret',
} as const;

const CODE_MS = 3 * 60_000;
const ACCESS_SECONDS = 600;
const PAUSE_MS = 570_000;
const IDLE_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;
/** Token calls of a key and user in a day. [doc announcement] */
const CALLS_A_DAY = 200;

/** What one sign-in of a person led to. */
interface SignIn {
  refreshToken: string;
  issuedAt: number;
}

export interface SandboxTokens {
  /** The page where the person says yes: sends them back with a code. */
  authorise(state: SandboxState, query: URLSearchParams): Answer;
  issue(state: SandboxState, form: unknown): Answer;
  /** Whether the header has a token that was ever issued. */
  isKnown(authorization: string | undefined): boolean;
  isValid(state: SandboxState, authorization: string | undefined): boolean;
  /** Access tokens end, and the next may be asked for. */
  expireAll(): void;
  /** Refresh tokens end, too: the person has another password. */
  revokeAll(): void;
  reset(): void;
}

interface Held {
  /** When each ends that was not used. */
  readonly codes: Map<string, number>;
  readonly expiryByToken: Map<string, number>;
  readonly usedTokens: Set<string>;
  readonly calls: { day: number; count: number };
  signIns: SignIn[];
}

export function createTokens(): SandboxTokens {
  const held: Held = {
    ...{ codes: new Map(), expiryByToken: new Map(), usedTokens: new Set(), signIns: [] },
    calls: { day: 0, count: 0 },
  };
  const { codes, expiryByToken, usedTokens, calls } = held;
  return {
    authorise: (state, query) => authorise(held, state, query),
    issue: (state, form) => issue(held, state, fieldsOf(form)),
    isKnown: (authorization) => expiryByToken.has(bearerOf(authorization)),
    isValid: (state, authorization) => (expiryByToken.get(bearerOf(authorization)) ?? 0) > now(state),
    expireAll() {
      for (const token of expiryByToken.keys()) expiryByToken.set(token, 0);
      for (const each of held.signIns) each.issuedAt -= PAUSE_MS;
    },
    revokeAll() {
      for (const token of expiryByToken.keys()) expiryByToken.set(token, 0);
      held.signIns = [];
    },
    reset() {
      for (const each of [codes, expiryByToken, usedTokens]) each.clear();
      held.signIns = [];
      calls.count = 0;
    },
  };
}

function authorise({ codes }: Held, state: SandboxState, query: URLSearchParams): Answer {
  const { redirectUri } = state.switches;
  const problem = problemOfPage(query, redirectUri);
  if (problem !== null) return { status: 400, text: problem };
  if (!state.user.consents) return sendBack(redirectUri, query, { error: 'access_denied' });
  const code = `${randomBytes(24).toString('base64url')}!`;
  codes.set(code, now(state) + CODE_MS);
  return sendBack(redirectUri, query, { code });
}

function issue(held: Held, state: SandboxState, form: Fields): Answer {
  const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
  if (form.client_id !== clientId || form.client_secret !== clientSecret)
    return refused('invalid_client', 'The client is unknown');
  const day = Math.floor(now(state) / DAY_MS);
  Object.assign(held.calls, { day, count: (held.calls.day === day ? held.calls.count : 0) + 1 });
  if (held.calls.count > CALLS_A_DAY) return refused('access_denied', 'Te veel aanvragen vandaag');
  if (form.grant_type === 'authorization_code') return signIn(held, state, form);
  if (form.grant_type === 'refresh_token') return refresh(held, state, textOf(form.refresh_token));
  return refused('unsupported_grant_type', 'The grant_type is unknown');
}

function signIn(held: Held, state: SandboxState, { code, redirect_uri }: Fields): Answer {
  const at = now(state);
  const expiry = held.codes.get(textOf(code)) ?? 0;
  held.codes.delete(textOf(code));
  if (expiry <= at) return refused('invalid_grant', 'The code is unknown, was used, or has expired');
  if (redirect_uri !== state.switches.redirectUri)
    return refused('invalid_grant', 'The redirect_uri is not that of the code');
  const made = { refreshToken: makeToken(), issuedAt: at };
  held.signIns.push(made);
  return grant(held, made);
}

function refresh(held: Held, state: SandboxState, token: string): Answer {
  const at = now(state);
  // [code: picqer#644; expired: laravel-exact-online#23]
  if (held.usedTokens.has(token)) return refused('unauthorized_client', 'Old refresh token used.', 401);
  const found = held.signIns.find((each) => each.refreshToken === token);
  if (found === undefined) return refused('invalid_grant', 'Token is not allowed');
  if (at - found.issuedAt > IDLE_MS) return refused('invalid_request', 'The refresh token expired.');
  if (at - found.issuedAt < PAUSE_MS) {
    const text = 'Rate limit exceeded: access_token not expired';
    const early = refused('access_denied', text, state.switches.tooEarlyStatus);
    return { ...early, headers: { reason: 'TooEarlyToRefreshTokens' } };
  }
  held.usedTokens.add(token);
  Object.assign(found, { refreshToken: makeToken(), issuedAt: at });
  return grant(held, found);
}

/** The access token of before lives on until it ends. [assumed] */
function grant({ expiryByToken }: Held, { refreshToken, issuedAt }: SignIn): Answer {
  const access = makeToken();
  expiryByToken.set(access, issuedAt + ACCESS_SECONDS * 1_000);
  return ok({
    access_token: access,
    token_type: 'bearer',
    // A text. [doc]
    expires_in: String(ACCESS_SECONDS),
    refresh_token: refreshToken,
  });
}

function makeToken(): string {
  return `${randomUUID()}.${randomBytes(48).toString('base64url')}`;
}

function bearerOf(authorization: string | undefined): string {
  return authorization?.startsWith('Bearer ') === true ? authorization.slice(7) : '';
}

/** Which code and which status is assumed, but for refresh tokens. */
function refused(error: string, description: string, status = 400): Answer {
  return { status, body: { error, error_description: description } };
}

function problemOfPage(query: URLSearchParams, redirectUri: string): string | null {
  if (query.get('client_id') !== SANDBOX_CREDENTIALS.clientId) return 'The client_id is unknown.';
  // Exactly as it is registered. [doc]
  if (query.get('redirect_uri') !== redirectUri) return 'The redirect_uri is not the one that is registered.';
  return query.get('response_type') === 'code' ? null : 'The response_type is not code.';
}

/** A code stands in the address as it has to be decoded: `!` as `%21`. [doc] */
function sendBack(redirectUri: string, query: URLSearchParams, said: Record<string, string>): Answer {
  const location = new URL(redirectUri);
  const state = query.get('state');
  location.search = new URLSearchParams({ ...said, ...(state !== null && { state }) }).toString();
  return { status: 302, headers: { location: location.href } };
}
