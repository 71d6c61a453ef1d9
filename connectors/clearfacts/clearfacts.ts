// ClearFacts: the connector, put together. Each part stands in a file of its own beside this one.
import type { Authentication, PortalConnector } from '../connector.ts';
import { accountRequests } from './account-requests.ts';
import { listAdministrations } from './documented.ts';
import { query } from './graphql.ts';
import { fieldNames, names } from './names.ts';
import { proofs } from './proofs.ts';
import { remarks } from './remarks.ts';
import { assignment } from './resources/assignment.ts';
import { dossierProfile } from './resources/dossier-profile.ts';
import { dossier } from './resources/dossier.ts';
import { user } from './resources/user.ts';
import {
  credentialsSchema,
  settingsSchema,
  type ClearFactsCredentials,
  type ClearFactsSettings,
} from './settings.ts';
import { reasons } from './reasons.ts';
import { wanted } from './wanted.ts';

/** A personal access token does not expire [doc]; taken up anew now and then, as that costs nothing. */
const DAY_MS = 86_400_000;

const authentication: Authentication<ClearFactsCredentials> = {
  signIn: ({ accessToken }) => Promise.resolve({ token: accessToken, expiresInMs: DAY_MS }),
  headers: (token) => ({ authorization: `Bearer ${token}` }),
};

export const clearfacts: PortalConnector<ClearFactsSettings, ClearFactsCredentials> = {
  id: 'clearfacts',
  title: 'ClearFacts',
  settings: settingsSchema,
  credentials: credentialsSchema,
  authentication,
  resources: { dossier, 'dossier-profile': dossierProfile, user, assignment },
  // No limit is published.
  limits: { concurrency: 1, requestsPerSecond: 2 },
  async check(session) {
    await query(session, listAdministrations(0, 1));
  },
  proofs,
  api: 'graphql',
  accountRequests,
  remarks,
  reasons,
  fieldNames,
  names,
  wanted,
};
