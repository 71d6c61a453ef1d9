// Sign-in of the sandbox: bearer tokens of an hour from the identity service, security tokens of four hours from the SOAP
// service. [doc] A bearer token knows when it was issued: what arose later is not in its session. [seed]
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { fieldsOf, type Answer } from './answer.ts';

/** What the sandbox accepts, and the secret that it signs hook deliveries with. */
export const SANDBOX_CREDENTIALS = {
  clientId: 'koppel-sandbox',
  clientSecret: 'sandbox-secret',
  userName: 'koppeling@kantoor.example.nl',
  password: 'sandbox-password',
  hookSecret: 'sandbox-hook-secret',
} as const;

const BEARER_SECONDS = 3_600;
const LOGIN_MS = 4 * 3_600_000;

export interface SandboxTokens {
  issueBearer(form: unknown): Answer;
  /** When the bearer token was issued, by the clock of the process; null for one that is unknown or expired. */
  bearerIssuedAt(authorization: string | undefined): number | null;
  /** null: wrong user name or password. */
  login(userName: string, password: string): string | null;
  isLoggedIn(securityToken: string): boolean;
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
    login(userName, password) {
      const { userName: known, password: secret } = SANDBOX_CREDENTIALS;
      if (userName !== known || password !== secret) return null;
      const token = randomUUID();
      logins.set(token, Date.now() + LOGIN_MS);
      return token;
    },
    isLoggedIn: (securityToken) => (logins.get(securityToken) ?? 0) > Date.now(),
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
