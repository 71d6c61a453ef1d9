// Sign-in of the sandbox: every call opens a new session of 30 minutes. [doc]
import { randomUUID } from 'node:crypto';
import { fieldsOf, ok, type Answer } from '../../sandbox-kit/answer.ts';
import { errorList } from './answer.ts';

/** What the sandbox accepts; everything else is refused with 401. */
export const SANDBOX_CREDENTIALS = { clientId: 'koppel-sandbox', clientSecret: 'sandbox-secret' } as const;

const SESSION_MS = 30 * 60_000;

export interface SandboxTokens {
  signIn(body: unknown): Answer;
  isValid(authorization: string | undefined): boolean;
  expireAll(): void;
}

export function createTokens(): SandboxTokens {
  const expiresAtByToken = new Map<string, number>();
  return {
    signIn(body) {
      const { ClientId, ClientSecret } = fieldsOf(body);
      const isKnown =
        ClientId === SANDBOX_CREDENTIALS.clientId && ClientSecret === SANDBOX_CREDENTIALS.clientSecret;
      if (!isKnown) errorList(401, `Invalid ClientId ${String(ClientId)} or ClientSecret`);
      const token = randomUUID();
      expiresAtByToken.set(token, Date.now() + SESSION_MS);
      return ok({ Token: token });
    },
    isValid(authorization) {
      const token = authorization?.startsWith('Bearer ') === true ? authorization.slice(7) : '';
      return (expiresAtByToken.get(token) ?? 0) > Date.now();
    },
    expireAll: () => expiresAtByToken.clear(),
  };
}
