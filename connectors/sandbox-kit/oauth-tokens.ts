// Sign-in by client credentials, in the words of OAuth: a bearer token that expires.
import { randomUUID } from 'node:crypto';
import { fieldsOf, type Answer } from './answer.ts';

export interface OAuthTokens {
  /** Answers a request for a token; its body is a form. */
  issue(form: unknown): Answer;
  /** When the token of this header was issued, in milliseconds since the epoch; null: unknown or expired. */
  issuedAt(authorization: string | undefined): number | null;
  expireAll(): void;
}

export function createOAuthTokens(known: {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly seconds: number;
}): OAuthTokens {
  const issuedByToken = new Map<string, number>();
  const problemOf = (form: unknown): string | null => {
    const { grant_type, client_id, client_secret } = fieldsOf(form);
    if (grant_type !== 'client_credentials') return 'unsupported_grant_type';
    return client_id === known.clientId && client_secret === known.clientSecret ? null : 'invalid_client';
  };
  return {
    issue(form) {
      const problem = problemOf(form);
      if (problem !== null) return { status: 400, body: { error: problem } };
      const token = randomUUID();
      issuedByToken.set(token, Date.now());
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: known.seconds } };
    },
    issuedAt(authorization) {
      const token = authorization?.startsWith('Bearer ') === true ? authorization.slice(7) : '';
      const issuedAt = issuedByToken.get(token) ?? null;
      return issuedAt !== null && issuedAt + known.seconds * 1_000 > Date.now() ? issuedAt : null;
    },
    expireAll() {
      issuedByToken.clear();
    },
  };
}
