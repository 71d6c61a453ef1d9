// In the Panda portal people answer. So of the suite it keeps the parts about the wire, with the account that it registers;
// what comes of the answers is in test/integration/wolters-kluwer.
import {
  SANDBOX_CREDENTIALS,
  startWoltersKluwerSandbox,
} from '../../connectors/wolters-kluwer/sandbox/wolters-kluwer-sandbox.ts';
import {
  settingsSchema,
  type PandaCredentials,
  type PandaSettings,
} from '../../connectors/wolters-kluwer/settings.ts';
import { woltersKluwer } from '../../connectors/wolters-kluwer/wolters-kluwer.ts';
import { useContractKit, type PortalHarness } from './contract-kit.ts';
import { contact, eligible } from './sample-records.ts';
import { describeWire } from './wire-contract.ts';

const SAMPLE = eligible({ wkCustomerNumber: '1004711', enterpriseNumber: '0123456749' }, [contact()]);

const HARNESS: PortalHarness<PandaSettings, PandaCredentials> = {
  connector: woltersKluwer,
  start: () => startWoltersKluwerSandbox(),
  settings: settingsSchema.parse({
    employees: [{ email: 'anna@kantoor.example.nl', firstName: 'Annabel', lastName: 'Smit' }],
  }),
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' },
  sample: SAMPLE,
  changed: SAMPLE,
  changedRequest: { method: 'NONE', body: {} },
  firstType: 'account',
  secrets: [
    ...[SANDBOX_CREDENTIALS.clientSecret, SANDBOX_CREDENTIALS.clientId, 'not-the-secret', 'Bearer'],
    ...['Annabel', 'Smit', 'Bakkerij', 'example.nl', '1004711'],
  ],
};

describe('Wolters Kluwer keeps the portal contract on the wire', () => {
  describeWire(useContractKit(HARNESS));
});
