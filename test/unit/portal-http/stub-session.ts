// A session against an address that nock answers for.
import { openSession, type SessionOptions } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import type { Authentication, Session } from '../../../connectors/connector.ts';

export const ORIGIN = 'https://portal.example.nl';
export const NOW = new Date('2026-11-22T10:00:00Z');
export const SECRET = 'do-not-tell-anyone';

const authentication: Authentication<string> = {
  async signIn(secret, post) {
    const { body } = await post({ method: 'POST', path: '/token', body: { secret } });
    const token: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'token') : null;
    return { token: String(token), expiresInMs: 60_000 };
  },
  headers: (token) => ({ authorization: `Bearer ${token}` }),
};

export function stubSession(overrides: Partial<SessionOptions<null, string>> = {}): Session<null> {
  return openSession<null, string>({
    connector: { authentication },
    baseUrl: `${ORIGIN}/api/v2`,
    settings: null,
    credentials: SECRET,
    budget: unlimitedBudget,
    timeoutMs: 2_000,
    now: () => NOW,
    tokens: createTokenCache(),
    ...overrides,
  });
}
