import { z } from 'zod';
import { caseWareCloud } from '../../connectors/caseware-cloud/caseware-cloud.ts';
import { settingsSchema, type CaseWareSettings } from '../../connectors/caseware-cloud/settings.ts';
import type { ClientCredentials } from '../../connectors/kit/client-credentials.ts';
import {
  SANDBOX_CREDENTIALS,
  startCaseWareSandbox,
} from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { describePortalContract } from '../support/contract/portal-contract.ts';
import type { PortalHarness } from '../support/contract/portal-harness.ts';
import { contact, eligible } from '../support/contract/sample-records.ts';

const ANNA = contact();
const PIET = contact({
  id: '7f000000-0000-4000-8000-00000000c002',
  sourceKey: 'C2',
  firstName: null,
  infix: null,
  lastName: "d'Hont",
  initials: 'P.',
  email: "P.d'Hont@devries.example.nl",
  mobile: null,
});

/** What holds however a contact is let in. */
const HARNESS = {
  connector: caseWareCloud,
  // The readings that nothing public shows are tried, too.
  start: () => startCaseWareSandbox({ switches: { readBack: true, bucket: null } }),
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' },
  sample: eligible({}, [ANNA, PIET]),
  changed: eligible({ phone: null }, [ANNA, PIET]),
  changedRequest: { method: 'PATCH', body: { BusinessPhone: '', OwnerType: 'Client', Type: 'A' } },
  firstType: 'entity',
  people: 'Koppel makes everything by itself here',
  removingRequest: { method: 'PATCH' },
  duplicates: async (door) => {
    const twice = ['first', 'second'].map((which) => ({ EntityNo: '4711', Name: `Made by hand, ${which}` }));
    await door.post('/seed', { entities: twice });
  },
  deleteByHand: async (door) => {
    await door.post('/remove', { entityNo: '4711' });
  },
  foreignField: async (session, { portalId }) => {
    const path = `/entities/${portalId}`;
    const body = { OwnerType: 'Client', Type: 'A', CustomerRating: 'AAA' };
    await session.send({ method: 'PATCH', path, body });
    return async () => {
      const { body: shown } = await session.send({ method: 'GET', path });
      return z.object({ CustomerRating: z.unknown() }).parse(shown).CustomerRating;
    };
  },
  secrets: [
    ...[SANDBOX_CREDENTIALS.clientSecret, SANDBOX_CREDENTIALS.clientId, 'not-the-secret', 'Bearer'],
    ...['Bakkerij', 'devries', '4711', 'Dorpsstraat', 'example.nl'],
  ],
} satisfies Omit<PortalHarness<CaseWareSettings, ClientCredentials>, 'settings'>;

const OTHER_WAY = 'Part of the other way of letting somebody in.';

describe('by a role of the person on the entity', () => {
  describePortalContract({
    ...HARNESS,
    settings: settingsSchema.parse({}),
    notInSample: { group: OTHER_WAY, 'group-role': OTHER_WAY, access: OTHER_WAY },
    notListed: {
      'entity-role':
        'Nothing documented lists the roles of a person; the reading is looked at for one person.',
    },
    oneByOne: { 'entity-role': 'The documented request names one person, and one object.' },
    removedBlindly: {
      'entity-role': 'What the portal answers to the removal of a role that is not held is not documented.',
    },
  });
});

describe('by a contact group', () => {
  describePortalContract({
    ...HARNESS,
    settings: settingsSchema.parse({ accessBy: 'contact-group' }),
    notInSample: { 'entity-role': OTHER_WAY },
  });
});
