import { expect } from 'chai';
import { econnect } from '../../connectors/econnect/econnect.ts';
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { settingsSchema } from '../../connectors/econnect/settings.ts';
import type { Claim, EligibleClient } from '../../connectors/connector.ts';
import { RONALD } from '../support/contract/econnect-session.ts';
import { describePortalContract } from '../support/contract/portal-contract.ts';
import { client, contact } from '../support/contract/sample-records.ts';
import type { SandboxDoor } from '../support/contract/sandbox-door.ts';

const BOSS = 'info@devries.example.nl';
const ANNABEL = 'annabel@kantoor.example.nl';
const OWN = 'NL:KVK:87654321';
const PARTY = 'NL:KVK:12345678';

const PEOPLE = [
  contact(),
  contact({
    id: '7f000000-0000-4000-8000-00000000c002',
    sourceKey: 'C2',
    firstName: 'Piet',
    email: 'piet@devries.example.nl',
  }),
];

function sample(name: string): EligibleClient {
  const linkSettings = { role: 'Member', inviteToOwnOrganisation: 'Member' };
  return {
    client: client({ name, email: BOSS }),
    linkSettings: {},
    contacts: PEOPLE.map((each) => ({ contact: each, linkSettings })),
    employees: [],
  };
}

/** The client answers, its contacts register, and whoever is invited accepts. */
async function people(door: SandboxDoor, { type, key, subject }: Claim): Promise<void> {
  const act = async (human: string, does: string, fields: object) => {
    const { ok } = await door.post('/act', { human, does, ...fields });
    expect(ok, `${human} ${does}`).to.equal(true);
  };
  const email = PEOPLE.find(({ id }) => id === subject.id)?.email ?? key;
  if (type === 'authorisation-request') await act('client', 'accept', { email: BOSS });
  if (type === 'user') {
    await act('user', 'join', { email });
    // Who is only Basic cannot be a guest of the practice.
    await act('client', 'set-role', { email, platformRole: 'Advanced' });
  }
  if (type === 'guest-member') await act('user', 'accept-membership', { email, organisation: OWN });
  if (type !== 'organisation-member') return;
  // Whoever was signed in already when the partnership arose does not find colleagues.
  await act('client', 'sign-in-again', { email: BOSS });
  await act('client', 'add-member', { email, organisation: PARTY });
  if (subject.kind === 'client') await act('colleague', 'accept-membership', { email, organisation: PARTY });
}

const ONE_REQUEST = 'an organisation has one open request, and nobody deletes one';
const ONE_PERSON = 'each person is added or invited apart';
const OF_OTHERS = 'whoever else is in the organisation is the business of the client';

describePortalContract({
  connector: econnect,
  start: () => startEConnectSandbox(),
  settings: settingsSchema.parse({
    authorisationRequests: 'soap',
    relationshipManagers: [{ email: RONALD }],
    members: [ANNABEL],
    shares: [
      { location: 'documents', level: 'edit', with: 'group' },
      { location: 'inbox-in', level: 'read', with: 'organisation' },
    ],
    delegatePurchaseInvoices: true,
    ownOrganisation: OWN,
  }),
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' },
  sample: sample('Bakkerij De Vries B.V.'),
  people,
  notListed: {
    'authorisation-request': 'there is no list of requests, each is asked for by its token',
    'organisation-member': OF_OTHERS,
    'user-connection': 'it is a mark on the user, who is listed',
    'guest-member': 'the members of the practice’s own organisation are its own people first of all',
    'document-share': 'what people share by hand is not the business of Koppel',
  },
  foundOtherwise: {
    'authorisation-request': 'without its token it is found by the organisation that works with the practice',
  },
  oneByOne: {
    'organisation-member': ONE_PERSON,
    'guest-member': ONE_PERSON,
    'group-member': ONE_PERSON,
    'document-share': 'each share is of one place and one target',
  },
  neverTaken: 'a request that is open already stands for the new one',
  neverLate: 'a request has its token from the answer, and one that was never answered is left to a person',
  changed: sample('Bakkerij De Vries en Zonen B.V.'),
  changedRequest: { method: 'PATCH', body: { name: 'Bakkerij De Vries en Zonen B.V. (12345678)' } },
  removingRequest: { method: 'DELETE' },
  firstType: 'authorisation-request',
  makingRequest: { method: 'POST', path: '^/soap/Request' },
  prepare: async (door) => {
    const colleagues = [
      { email: RONALD, platformRole: 'Advanced', relationshipManager: true },
      { email: ANNABEL, platformRole: 'Advanced' },
    ];
    await door.post('/seed', { colleagues, ownOrganisations: [OWN] });
  },
  duplicates: ONE_REQUEST,
  deleteByHand: ONE_REQUEST,
  foreignField: 'a request that was sent is never changed',
  secrets: [
    ...[
      SANDBOX_CREDENTIALS.clientSecret,
      SANDBOX_CREDENTIALS.consumerSecret,
      SANDBOX_CREDENTIALS.subscriptionKey,
      'not-the-secret',
      'Bearer',
    ],
    ...['Bakkerij', 'devries', '4711', 'Dorpsstraat', 'example.nl'],
  ],
});
