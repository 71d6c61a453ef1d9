// Sign-in of the sandbox: a bearer token of an hour for the integration of one practice. [assumed]
import { randomUUID } from 'node:crypto';
import { fieldsOf, type Answer } from '../../sandbox-kit/answer.ts';

/** What the sandbox accepts. */
export const SANDBOX_CREDENTIALS = { clientId: 'koppel-sandbox', clientSecret: 'sandbox-secret' } as const;

const TOKEN_SECONDS = 3_600;

export interface SandboxTokens {
  issue(form: unknown): Answer;
  isValid(authorization: string | undefined): boolean;
  expireAll(): void;
}

export function createTokens(): SandboxTokens {
  const expiryByToken = new Map<string, number>();
  return {
    issue(form) {
      const problem = problemOf(form);
      if (problem !== null) return { status: 400, body: { error: problem } };
      const token = randomUUID();
      expiryByToken.set(token, Date.now() + TOKEN_SECONDS * 1_000);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS } };
    },
    isValid: (authorization) =>
      authorization?.startsWith('Bearer ') === true &&
      (expiryByToken.get(authorization.slice(7)) ?? 0) > Date.now(),
    expireAll() {
      expiryByToken.clear();
    },
  };
}

/** In the words of OAuth. */
function problemOf(form: unknown): string | null {
  const { grant_type, client_id, client_secret } = fieldsOf(form);
  const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
  if (grant_type !== 'client_credentials') return 'unsupported_grant_type';
  return client_id === clientId && client_secret === clientSecret ? null : 'invalid_client';
}
