// Sign-in: tokens that expire, by client credentials or otherwise.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { fieldsOf, ok, refuse, type Answer } from './answer.ts';
import type { SandboxPortal, Service } from './portal.ts';

/** Tokens that expire, as a sandbox hands them out. */
export interface Tokens {
  make(): string;
  /** When it was made, by the clock of the process; null: unknown or expired at that moment. */
  madeAt(token: string, now?: number): number | null;
  expireAll(): void;
}

/** `seconds`: how long one lives. */
export function createTokens(seconds: number): Tokens {
  const known = new Map<string, { readonly madeAt: number; readonly expiresAt: number }>();
  return {
    make() {
      const token = randomUUID();
      known.set(token, { madeAt: performance.now(), expiresAt: Date.now() + seconds * 1_000 });
      return token;
    },
    madeAt(token, now = Date.now()) {
      const { madeAt, expiresAt } = known.get(token) ?? { madeAt: null, expiresAt: 0 };
      return expiresAt > now ? madeAt : null;
    },
    expireAll: () => known.clear(),
  };
}

/** A bearer token for whoever signs in. */
export interface BearerTokens extends Pick<Tokens, 'expireAll'> {
  /** Answers a request for a token by its body. */
  issue(body: unknown): Answer;
  /** When the token of this header was issued, by the clock of the process; null: unknown or expired. */
  issuedAt(authorization: string | undefined): number | null;
}

/** `answer`: how a portal answers who asks for one; it refuses whom it does not know before it makes any. */
export function bearerTokens(
  seconds: number,
  answer: (body: unknown, make: () => string) => Answer,
): BearerTokens {
  const tokens = createTokens(seconds);
  return {
    issue: (body) => answer(body, () => tokens.make()),
    issuedAt: (header) => tokens.madeAt(header?.startsWith('Bearer ') === true ? header.slice(7) : ''),
    expireAll: () => tokens.expireAll(),
  };
}

interface Known {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  /** How long a token lives. */
  readonly seconds: number;
}

/** By client credentials, in the words of OAuth. */
export function createOAuthTokens(known: Known): BearerTokens {
  return bearerTokens(known.seconds, (form, make) => {
    const error = problemOf(form, known);
    if (error !== null) return { status: 400, body: { error } };
    return ok({ access_token: make(), token_type: 'Bearer', expires_in: known.seconds });
  });
}

/** A portal of one service, in which every call but the sign-in carries a token. */
export function signedInBy<State extends object>(
  tokens: BearerTokens,
  { path: tokenPath, at, routes }: Pick<Service<State>, 'at' | 'routes'> & { readonly path: string },
): Pick<SandboxPortal<State>, 'services' | 'signIns' | 'tokens'> {
  const service: Service<State> = {
    at,
    routes: { ...routes, [`POST ${tokenPath}`]: ({ body }) => tokens.issue(body) },
    guard: ({ path, headers }) =>
      path === tokenPath || tokens.issuedAt(headers.authorization) !== null
        ? null
        : refuse(401, 'UNAUTHORIZED', 'The token is unknown or expired'),
  };
  return { services: [service], signIns: { [tokenPath]: 'tokens' }, tokens };
}

function problemOf(form: unknown, { clientId, clientSecret, scope }: Known): string | null {
  const { grant_type, client_id, client_secret, scope: asked } = fieldsOf(form);
  if (grant_type !== 'client_credentials') return 'unsupported_grant_type';
  if (client_id !== clientId || client_secret !== clientSecret) return 'invalid_client';
  return scope === undefined || asked === scope ? null : 'invalid_scope';
}
