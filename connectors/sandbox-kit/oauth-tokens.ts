// Sign-in by client credentials, in the words of OAuth: a bearer token that expires.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { fieldsOf, refuse, type Answer } from './answer.ts';
import type { SandboxPortal, Service } from './portal.ts';

export interface OAuthTokens {
  /** Answers a request for a token; its body is a form. */
  issue(form: unknown): Answer;
  /** When the token of this header was issued, by the clock of the process; null: unknown or expired. */
  issuedAt(authorization: string | undefined): number | null;
  expireAll(): void;
}

interface Known {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  /** How long a token lives. */
  readonly seconds: number;
}

export function createOAuthTokens(known: Known): OAuthTokens {
  const tokens = new Map<string, { readonly issuedAt: number; readonly expiresAt: number }>();
  return {
    issue(form) {
      const problem = problemOf(form, known);
      if (problem !== null) return { status: 400, body: { error: problem } };
      const token = randomUUID();
      tokens.set(token, { issuedAt: performance.now(), expiresAt: Date.now() + known.seconds * 1_000 });
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: known.seconds } };
    },
    issuedAt(authorization) {
      const token = authorization?.startsWith('Bearer ') === true ? authorization.slice(7) : '';
      const { issuedAt, expiresAt } = tokens.get(token) ?? { issuedAt: null, expiresAt: 0 };
      return expiresAt > Date.now() ? issuedAt : null;
    },
    expireAll() {
      tokens.clear();
    },
  };
}

/** A portal of one service, in which every call but the sign-in carries a token. */
export function signedInBy<State extends object>(
  tokens: OAuthTokens,
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
