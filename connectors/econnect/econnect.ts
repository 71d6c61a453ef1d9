// eConnect: the connector, put together. Each part stands in a file of its own beside this one.
import type { PortalConnector } from '../connector.ts';
import { signInByClientCredentials } from '../kit/client-credentials.ts';
import { services } from './addresses.ts';
import { hook } from './hook.ts';
import { fieldNames, names } from './names.ts';
import { proofs } from './proofs.ts';
import { authorisationRequest } from './resources/authorisation-request.ts';
import { delegationRule } from './resources/delegation-rule.ts';
import { documentShare } from './resources/document-share.ts';
import { groupMember } from './resources/group-member.ts';
import { group } from './resources/group.ts';
import { guestMember } from './resources/guest-member.ts';
import { organisation, organisationMember } from './resources/organisation.ts';
import { partnership } from './resources/partnership.ts';
import { relationshipManager } from './resources/relationship-manager.ts';
import { user, userConnection } from './resources/user.ts';
import {
  credentialsSchema,
  settingsSchema,
  type EConnectCredentials,
  type EConnectSettings,
} from './settings.ts';
import { assertMayRequest, soapAuthentication } from './soap.ts';
import { readTaskLog } from './task-log.ts';
import { reasons } from './reasons.ts';
import { wanted } from './wanted.ts';

export const econnect: PortalConnector<EConnectSettings, EConnectCredentials> = {
  id: 'econnect',
  title: 'eConnect',
  settings: settingsSchema,
  credentials: credentialsSchema,
  // Client credentials, scope ap: lives an hour. [doc]
  authentication: signInByClientCredentials({ path: '/connect/token', service: 'identity', scope: 'ap' }),
  services,
  serviceAuthentications: { soap: soapAuthentication },
  resources: {
    'authorisation-request': authorisationRequest,
    partnership,
    'relationship-manager': relationshipManager,
    organisation,
    'organisation-member': organisationMember,
    user,
    'user-connection': userConnection,
    'guest-member': guestMember,
    group,
    'group-member': groupMember,
    'document-share': documentShare,
    'delegation-rule': delegationRule,
  },
  // No limit is published.
  limits: { concurrency: 2, requestsPerSecond: 10 },
  /** Both sign-ins: the REST service, and the one that sends requests where it does. GET /api/v1/me [doc] */
  async check(session) {
    await session.send({ method: 'GET', path: '/api/v1/me' });
    if (session.settings.authorisationRequests === 'soap') await assertMayRequest(session);
  },
  keptSettings: ['authorisationRequests'],
  missingSettings: (baseUrl, settings) =>
    settings.authorisationRequests === 'soap' && services(baseUrl, settings)['soap'] === undefined
      ? [
          {
            en: 'soapAddress: the address of the service that sends requests is public for production only; ask the vendor and set it.',
            nl: 'soapAddress: het adres van de dienst die verzoeken stuurt is alleen voor productie openbaar; vraag het de leverancier en stel het in.',
          },
        ]
      : [],
  proofs,
  api: async () => (await import('./assumed-api.json', { with: { type: 'json' } })).default,
  readTaskLog,
  hook,
  reasons,
  fieldNames,
  names,
  wanted,
};
