// Wolters Kluwer, the Panda portal: the connector, put together. Each part stands in a file of its own beside this one.
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Authentication, PortalConnector } from '../connector.ts';
import { readAccount, signInPath, tokenSchema } from './assumed.ts';
import { readMemberships } from './memberships.ts';
import { proofs } from './proofs.ts';
import { remarks } from './remarks.ts';
import { account } from './resources/account.ts';
import { applicationAccess } from './resources/application-access.ts';
import { handOver } from './resources/hand-over.ts';
import { membership } from './resources/membership.ts';
import { organisation } from './resources/organisation.ts';
import {
  credentialsSchema,
  employeesOf,
  settingsSchema,
  type PandaCredentials,
  type PandaSettings,
} from './settings.ts';
import { wanted } from './wanted.ts';

/** Taken off the life of a token, so that none expires on its way. */
const MARGIN_SECONDS = 120;

const authentication: Authentication<PandaCredentials> = {
  // POST /connect/token, client credentials [assumed]
  async signIn({ clientId, clientSecret }, post) {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const response = await post({
      method: 'POST',
      path: signInPath,
      contentType: 'application/x-www-form-urlencoded',
      headers: { accept: 'application/json' },
      body: form.toString(),
    });
    const { access_token: token, expires_in: seconds } = parseAnswer(tokenSchema, response, 'POST');
    return { token, expiresInMs: Math.max(seconds - MARGIN_SECONDS, seconds / 2) * 1_000 };
  },
  headers: (token) => ({ authorization: `Bearer ${token}` }),
};

export const woltersKluwer: PortalConnector<PandaSettings, PandaCredentials> = {
  id: 'wolters-kluwer',
  title: 'Wolters Kluwer',
  settings: settingsSchema,
  credentials: credentialsSchema,
  authentication,
  resources: {
    account,
    organisation,
    membership,
    'application-access': applicationAccess,
    'hand-over': handOver,
  },
  // No limit is published.
  limits: { concurrency: 2, requestsPerSecond: 2 },
  /** Signs in, and reads whether the primary employee has an account. [assumed] */
  async check(session) {
    const [primary] = employeesOf(session.settings);
    if (primary !== undefined) await session.send({ ...readAccount(primary.email), accept: [404] });
  },
  proofs,
  readMemberships,
  remarks,
  wanted,
};
