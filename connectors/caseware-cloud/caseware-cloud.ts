// CaseWare Cloud: the connector, put together. Each part stands in a file of its own beside this one.
import { z } from 'zod';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Authentication, PortalConnector } from '../connector.ts';
import { fieldNames, names } from './names.ts';
import { proofs } from './proofs.ts';
import { reasons } from './reasons.ts';
import { access } from './resources/access.ts';
import { address } from './resources/address.ts';
import { entityRole } from './resources/entity-role.ts';
import { entity } from './resources/entity.ts';
import { groupRole } from './resources/group-role.ts';
import { group } from './resources/group.ts';
import { person } from './resources/person.ts';
import { clientCredentialsSchema, type ClientCredentials } from '../kit/client-credentials.ts';
import { settingsSchema, type CaseWareSettings } from './settings.ts';
import { wanted } from './wanted.ts';

const tokenSchema = z.object({ Token: z.string().min(1) });
/** A token lives 30 minutes [doc]; two less, so that none expires on its way. */
const TOKEN_MS = 28 * 60_000;

const authentication: Authentication<ClientCredentials> = {
  // POST /auth/token: each call opens a new session of 30 minutes [doc]
  async signIn({ clientId, clientSecret }, post) {
    const body = { ClientId: clientId, ClientSecret: clientSecret, Language: 'en' };
    const response = await post({ method: 'POST', path: '/auth/token', body });
    return { token: parseAnswer(tokenSchema, response, 'POST').Token, expiresInMs: TOKEN_MS };
  },
  headers: (token) => ({ authorization: `Bearer ${token}` }),
};

export const caseWareCloud: PortalConnector<CaseWareSettings, ClientCredentials> = {
  id: 'caseware-cloud',
  title: 'CaseWare Cloud',
  settings: settingsSchema,
  credentials: clientCredentialsSchema,
  authentication,
  resources: { entity, address, person, 'entity-role': entityRole, group, 'group-role': groupRole, access },
  // Both are ours: the vendor publishes no numbers, and tells what is left with each answer. [doc: the headers]
  limits: {
    concurrency: 2,
    requestsPerSecond: 10,
    told: {
      capacity: 'x-ratelimit-burst-capacity',
      remaining: 'x-ratelimit-remaining',
      perSecond: 'x-ratelimit-replenish-rate',
      cost: 'x-ratelimit-requested-tokens',
    },
  },
  reasons,
  proofs,
  api: async () => (await import('./api.json', { with: { type: 'json' } })).default,
  fieldNames,
  names,
  wanted,
};
