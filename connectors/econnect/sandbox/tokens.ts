// Sign-in of the sandbox: bearer tokens of an hour from the identity service, security tokens of four hours from the SOAP
// service. [doc] A bearer token knows when it was issued: what arose later is not in its session. [seed]
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { fieldsOf, type Answer } from './answer.ts';

/** What the sandbox accepts, and the secret that it signs hook deliveries with. */
export const SANDBOX_CREDENTIALS = {
  clientId: 'koppel-sandbox',
  clientSecret: 'sandbox-secret',
  consumerKey: 'sandbox-consumer-key',
  consumerSecret: 'sandbox-consumer-secret',
  subscriptionKey: 'sandbox-subscription-key',
  hookSecret: 'sandbox-hook-secret',
} as const;

/** The colleague in whose name Koppel signs in. */
export const SANDBOX_USER = 'koppeling@kantoor.example.nl';

export function isSubscriptionKey(key: string | null): boolean {
  return key === SANDBOX_CREDENTIALS.subscriptionKey;
}

const BEARER_SECONDS = 3_600;
const LOGIN_MS = 4 * 3_600_000;

export interface SandboxTokens {
  issueBearer(form: unknown): Answer;
  /** When the bearer token was issued, by the clock of the process; null for one that is unknown or expired. */
  bearerIssuedAt(authorization: string | undefined): number | null;
  /** null: no such keys. */
  login(consumerKey: string, consumerSecret: string): string | null;
  isLoggedIn(securityToken: string, now?: number): boolean;
  expireAll(): void;
}

export function createTokens(): SandboxTokens {
  const bearers = new Map<string, { issuedAt: number; expiresAt: number }>();
  const logins = new Map<string, number>();
  return {
    issueBearer(form) {
      const problem = problemOf(form);
      if (problem !== null) return { status: 400, body: { error: problem } };
      const token = randomUUID();
      bearers.set(token, { issuedAt: performance.now(), expiresAt: Date.now() + BEARER_SECONDS * 1_000 });
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: BEARER_SECONDS } };
    },
    bearerIssuedAt(authorization) {
      const bearer =
        authorization?.startsWith('Bearer ') === true ? bearers.get(authorization.slice(7)) : undefined;
      return bearer !== undefined && bearer.expiresAt > Date.now() ? bearer.issuedAt : null;
    },
    login(consumerKey, consumerSecret) {
      const { consumerKey: known, consumerSecret: secret } = SANDBOX_CREDENTIALS;
      if (consumerKey !== known || consumerSecret !== secret) return null;
      const token = randomUUID();
      logins.set(token, Date.now() + LOGIN_MS);
      return token;
    },
    isLoggedIn: (securityToken, now = Date.now()) => (logins.get(securityToken) ?? 0) > now,
    expireAll() {
      bearers.clear();
      logins.clear();
    },
  };
}

/** In the words of OAuth. */
function problemOf(form: unknown): string | null {
  const { grant_type, client_id, client_secret, scope } = fieldsOf(form);
  const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
  if (grant_type !== 'client_credentials') return 'unsupported_grant_type';
  if (client_id !== clientId || client_secret !== clientSecret) return 'invalid_client';
  return scope === 'ap' ? null : 'invalid_scope';
}
