// Sample Portal: the connector, put together. Each part stands in a file of its own beside this one.
import type { PortalConnector } from '../../connectors/connector.ts';
import {
  clientCredentialsSchema,
  signInByClientCredentials,
  type ClientCredentials,
} from '../../connectors/kit/client-credentials.ts';
import { listWorkspaces, signInPath } from './assumed.ts';
import { fieldNames, names } from './names.ts';
import { proofs } from './proofs.ts';
import { member } from './resources/member.ts';
import { workspace } from './resources/workspace.ts';
import { settingsSchema, type SamplePortalSettings } from './settings.ts';
import { wanted } from './wanted.ts';

export const samplePortal: PortalConnector<SamplePortalSettings, ClientCredentials> = {
  id: 'sample-portal',
  title: 'Sample Portal',
  settings: settingsSchema,
  credentials: clientCredentialsSchema,
  // Client credentials. [assumed]
  authentication: signInByClientCredentials({ path: signInPath }),
  // Parents first.
  resources: { workspace, member },
  // No limit is published.
  limits: { concurrency: 2, requestsPerSecond: 2 },
  async check(session) {
    await session.send(listWorkspaces());
  },
  proofs,
  fieldNames,
  names,
  wanted,
};
