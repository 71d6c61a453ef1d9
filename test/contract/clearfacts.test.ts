import { expect } from 'chai';
import { z } from 'zod';
import { clearfacts } from '../../connectors/clearfacts/clearfacts.ts';
import { findClientUser } from '../../connectors/clearfacts/client-user.ts';
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import { SETTINGS } from '../support/contract/clearfacts-session.ts';
import { describePortalContract } from '../support/contract/portal-contract.ts';
import { contact, eligible } from '../support/contract/sample-records.ts';

const NUMBER = '0123456749';
const PIET = contact({
  id: '7f000000-0000-4000-8000-00000000c002',
  sourceKey: 'C2',
  firstName: 'Piet',
  email: 'piet@devries.example.nl',
});
const mutationSchema = z.object({ variables: z.object({ user: z.unknown() }) });

const UNIQUE = 'an address is one user over the whole platform, whom nobody can delete';

describePortalContract({
  connector: clearfacts,
  start: () => startClearFactsSandbox(),
  settings: SETTINGS,
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { accessToken: 'not-the-token' },
  sample: eligible({ enterpriseNumber: NUMBER }, [contact(), PIET]),
  people: async (door, { key: companyNumber }) => {
    const sent = { companyNumber, name: 'Bakkerij De Vries', afterMs: 0 };
    const { ok } = await door.post('/act', { human: 'accounting-package', does: 'send-dossier', ...sent });
    expect(ok, 'the accounting package sends the dossier').to.equal(true);
  },
  oneByOne: { assignment: 'the list of dossiers of each user is written apart' },
  changed: eligible({ enterpriseNumber: NUMBER }, [contact({ firstName: 'Annemiek' }), PIET]),
  changedRequest: {
    method: 'POST',
    body: { firstName: 'Annemiek' },
    of: (body) => mutationSchema.parse(body).variables.user,
  },
  removingRequest: { method: 'POST', path: 'mutation/editClientUser$' },
  firstType: 'user',
  makingRequest: { method: 'POST', path: 'mutation/addClientUser$' },
  noSessions: 'a personal access token is all there is',
  duplicates: UNIQUE,
  deleteByHand: UNIQUE,
  // The dossiers are no field of the user to Koppel: an assignment is a thing of its own.
  foreignField: (session, { key }) =>
    Promise.resolve(async () => (await findClientUser(session, key))?.companyNumbers),
  secrets: [
    ...[SANDBOX_CREDENTIALS.accessToken, 'not-the-token', 'Bearer'],
    ...['Anna', 'Berg', 'devries', 'example.nl'],
  ],
});
