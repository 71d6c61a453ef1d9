// eConnect makes almost nothing by itself: people answer. So of the suite it keeps the parts about the wire, with the
// request that it sends; what comes of the answers is in econnect-connector.test.ts.
import { econnect } from '../../connectors/econnect/econnect.ts';
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { useContractKit, type PortalHarness } from './contract-kit.ts';
import { RONALD, SETTINGS } from './econnect-session.ts';
import type { EConnectCredentials, EConnectSettings } from '../../connectors/econnect/settings.ts';
import { contact, eligible } from './sample-records.ts';
import { describeWire } from './wire-contract.ts';

const SAMPLE = eligible({}, [contact()]);

const HARNESS: PortalHarness<EConnectSettings, EConnectCredentials> = {
  connector: econnect,
  start: () => startEConnectSandbox(),
  settings: SETTINGS,
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { ...SANDBOX_CREDENTIALS, clientSecret: 'not-the-secret' },
  sample: SAMPLE,
  changed: SAMPLE,
  changedRequest: { method: 'NONE', body: {} },
  firstType: 'authorisation-request',
  makingRequest: { method: 'POST', path: '^/soap/Request' },
  prepare: async (door) => {
    const colleagues = [{ email: RONALD, platformRole: 'Advanced', relationshipManager: true }];
    await door.post('/seed', { colleagues });
  },
  secrets: [
    ...[SANDBOX_CREDENTIALS.clientSecret, SANDBOX_CREDENTIALS.password, 'not-the-secret', 'Bearer'],
    ...['Bakkerij', 'devries', '4711', 'Dorpsstraat', 'example.nl'],
  ],
};

describe('eConnect keeps the portal contract on the wire', () => {
  describeWire(useContractKit(HARNESS));
});
