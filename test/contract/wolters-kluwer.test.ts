import { expect } from 'chai';
import {
  SANDBOX_CREDENTIALS,
  startWoltersKluwerSandbox,
} from '../../connectors/wolters-kluwer/sandbox/wolters-kluwer-sandbox.ts';
import { settingsSchema } from '../../connectors/wolters-kluwer/settings.ts';
import { woltersKluwer } from '../../connectors/wolters-kluwer/wolters-kluwer.ts';
import type { EligibleClient } from '../../connectors/connector.ts';
import { describePortalContract } from '../support/contract/portal-contract.ts';
import { contact, eligible } from '../support/contract/sample-records.ts';

const NUMBER = '1004711';

/** A contact of the role, and a second one who is a member. */
function sample(role: 'member' | 'administrator'): EligibleClient {
  const second = { id: '7f000000-0000-4000-8000-00000000c002', sourceKey: 'C2', firstName: 'Piet' };
  return {
    ...eligible({ wkCustomerNumber: NUMBER, enterpriseNumber: '0123456749' }),
    linkSettings: { handOver: false },
    contacts: [
      { contact: contact(), linkSettings: { role, applications: ['support-community'] } },
      {
        contact: contact({ ...second, email: 'piet@devries.example.nl' }),
        linkSettings: { applications: ['support-community'] },
      },
    ],
  };
}

const UNIQUE = 'an address has one account, which nobody can delete';
const CONTACTS = 'the list names colleagues only, whoever else is in it is the business of the client';

describePortalContract({
  connector: woltersKluwer,
  start: () => startWoltersKluwerSandbox(),
  settings: settingsSchema.parse({
    employees: [{ email: 'annabel@kantoor.example.nl', firstName: 'Annabel', lastName: 'Smit' }],
  }),
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' },
  sample: sample('member'),
  notInSample: {
    'hand-over':
      'what was handed over the practice administers no more, so nothing else could be tried in it',
  },
  people: async (door, { type, key: email }) => {
    const does = type === 'account' ? 'confirm' : 'accept-invitation';
    const { ok } = await door.post('/act', { human: 'person', does, email, organisation: NUMBER });
    expect(ok, `a person does ${does}`).to.equal(true);
  },
  notListed: {
    account: 'there is no list of accounts, each is asked for by its address',
    organisation: 'there is no list of organisations, each is asked for by its numbers',
    membership: CONTACTS,
    'application-access': CONTACTS,
  },
  oneByOne: {
    membership: 'each person is asked or invited apart',
    'application-access': 'it is ticked on the detail screen of each person',
  },
  changed: sample('administrator'),
  changedRequest: {
    method: 'PUT',
    body: { role: 'administrator' },
    readsFirst: 'who of the practice administers the organisation is looked up',
  },
  removingRequest: { method: 'DELETE' },
  firstType: 'account',
  duplicates: UNIQUE,
  deleteByHand: UNIQUE,
  foreignField: 'an account is its owner’s, Koppel changes nothing of it',
  secrets: [
    ...[SANDBOX_CREDENTIALS.clientSecret, SANDBOX_CREDENTIALS.clientId, 'not-the-secret', 'Bearer'],
    ...['Annabel', 'Smit', 'Bakkerij', 'example.nl', NUMBER],
  ],
});
