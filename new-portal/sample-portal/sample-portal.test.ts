import { expect } from 'chai';
import { z } from 'zod';
import { changeWorkspace, listWorkspaces } from './assumed.ts';
import { SANDBOX_CREDENTIALS, startSamplePortalSandbox } from './sandbox/sample-portal-sandbox.ts';
import { samplePortal } from './sample-portal.ts';
import { settingsSchema } from './settings.ts';
import { describePortalContract } from '../../test/support/contract/portal-contract.ts';
import { contact, eligible } from '../../test/support/contract/sample-records.ts';

const PIET = contact({
  id: '7f000000-0000-4000-8000-00000000c002',
  sourceKey: 'C2',
  firstName: 'Piet',
  email: 'piet@devries.example.nl',
});
const colouredSchema = z.array(z.looseObject({ colour: z.string().optional() }));

describePortalContract({
  connector: samplePortal,
  start: () => startSamplePortalSandbox(),
  settings: settingsSchema.parse({}),
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' },
  sample: eligible({}, [contact(), PIET]),
  oneByOne: { member: 'each member is added and removed apart' },
  changed: eligible({ name: 'Bakkerij De Jong B.V.' }, [contact(), PIET]),
  changedRequest: { method: 'PATCH', body: { name: 'Bakkerij De Jong B.V.' } },
  removingRequest: { method: 'DELETE' },
  firstType: 'workspace',
  duplicates: 'a number has one workspace, and the portal refuses a second one',
  deleteByHand: async (door) => {
    const { ok } = await door.post('/act', { human: 'office', does: 'remove-workspace', number: '4711' });
    expect(ok, 'the office removes the workspace').to.equal(true);
  },
  foreignField: async (session, { portalId }) => {
    await session.send(changeWorkspace(portalId, { colour: 'green' }));
    return async () => colouredSchema.parse((await session.send(listWorkspaces())).body)[0]?.colour;
  },
  secrets: [
    ...[SANDBOX_CREDENTIALS.clientSecret, SANDBOX_CREDENTIALS.clientId, 'not-the-secret', 'Bearer'],
    ...['Anna', 'Berg', 'Bakkerij', 'example.nl', '4711'],
  ],
});
