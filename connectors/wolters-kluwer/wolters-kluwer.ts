// Wolters Kluwer, the Panda portal: the connector, put together. Each part stands in a file of its own beside this one.
import type { PortalConnector } from '../connector.ts';
import {
  clientCredentialsSchema,
  signInByClientCredentials,
  type ClientCredentials,
} from '../kit/client-credentials.ts';
import { readAccount, signInPath } from './assumed.ts';
import { readMemberships } from './memberships.ts';
import { fieldNames, names } from './names.ts';
import { proofs } from './proofs.ts';
import { remarks } from './remarks.ts';
import { account } from './resources/account.ts';
import { applicationAccess } from './resources/application-access.ts';
import { handOver } from './resources/hand-over.ts';
import { membership } from './resources/membership.ts';
import { organisation } from './resources/organisation.ts';
import { employeesOf, settingsSchema, type PandaSettings } from './settings.ts';
import { reasons } from './reasons.ts';
import { wanted } from './wanted.ts';

export const woltersKluwer: PortalConnector<PandaSettings, ClientCredentials> = {
  id: 'wolters-kluwer',
  title: 'Wolters Kluwer',
  settings: settingsSchema,
  credentials: clientCredentialsSchema,
  // Client credentials. [assumed]
  authentication: signInByClientCredentials({ path: signInPath }),
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
  api: async () => (await import('./assumed-api.json', { with: { type: 'json' } })).default,
  readMemberships,
  remarks,
  reasons,
  fieldNames,
  names,
  wanted,
};
