// Sign-in of the sandbox: bearer tokens of an hour from the identity service, security tokens of four hours from the SOAP
// service. [doc] A bearer token knows when it was issued: what arose later is not in its session. [seed]
import { createOAuthTokens, createTokens, type BearerTokens } from '../../sandbox-kit/tokens.ts';

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
const LOGIN_SECONDS = 4 * 3_600;

export interface SandboxTokens {
  readonly bearers: BearerTokens;
  /** null: no such keys. */
  login(consumerKey: string, consumerSecret: string): string | null;
  isLoggedIn(securityToken: string, now?: number): boolean;
  expireAll(): void;
}

export function createSandboxTokens(): SandboxTokens {
  const bearers = createOAuthTokens({ ...SANDBOX_CREDENTIALS, scope: 'ap', seconds: BEARER_SECONDS });
  const logins = createTokens(LOGIN_SECONDS);
  return {
    bearers,
    login(consumerKey, consumerSecret) {
      const { consumerKey: known, consumerSecret: secret } = SANDBOX_CREDENTIALS;
      return consumerKey === known && consumerSecret === secret ? logins.make() : null;
    },
    isLoggedIn: (securityToken, now) => logins.madeAt(securityToken, now) !== null,
    expireAll() {
      bearers.expireAll();
      logins.expireAll();
    },
  };
}
