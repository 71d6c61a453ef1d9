// A session of the eConnect connector for tests.
import { econnect } from '../../../connectors/econnect/econnect.ts';
import {
  settingsSchema,
  type EConnectCredentials,
  type EConnectSession,
  type EConnectSettings,
} from '../../../connectors/econnect/settings.ts';
import { openSession, type SessionOptions } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';

type Options = Partial<SessionOptions<EConnectSettings, EConnectCredentials>>;

export const RONALD = 'ronald@kantoor.example.nl';
const SETTINGS = settingsSchema.parse({
  authorisationRequests: 'soap',
  relationshipManagers: [{ email: RONALD }],
});

export function openEConnect(
  baseUrl: string,
  credentials: EConnectCredentials,
  options: Options = {},
): EConnectSession {
  return openSession<EConnectSettings, EConnectCredentials>({
    connector: econnect,
    baseUrl,
    settings: SETTINGS,
    credentials,
    budget: unlimitedBudget,
    timeoutMs: 2_000,
    now: () => new Date('2026-11-22T10:00:00Z'),
    tokens: createTokenCache(),
    ...options,
  });
}
