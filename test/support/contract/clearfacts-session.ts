// A session of the ClearFacts connector for tests.
import { clearfacts } from '../../../connectors/clearfacts/clearfacts.ts';
import {
  settingsSchema,
  type ClearFactsCredentials,
  type ClearFactsSession,
  type ClearFactsSettings,
} from '../../../connectors/clearfacts/settings.ts';
import { openSession, type SessionOptions } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';

type Options = Partial<SessionOptions<ClearFactsSettings, ClearFactsCredentials>>;

export const TOKEN = 'a-personal-access-token';
export const SETTINGS = settingsSchema.parse({});

export function openClearFactsSession(baseUrl: string, options: Options = {}): ClearFactsSession {
  return openSession<ClearFactsSettings, ClearFactsCredentials>({
    connector: clearfacts,
    baseUrl,
    settings: SETTINGS,
    credentials: { accessToken: TOKEN },
    budget: unlimitedBudget,
    timeoutMs: 2_000,
    now: () => new Date('2026-11-22T10:00:00Z'),
    tokens: createTokenCache(),
    ...options,
  });
}
