// In ClearFacts a known address is linked and never made again, and its dossiers are others' to make. So of the suite it keeps
// the parts about the wire, with the user that it adds; the rest is in test/integration/clearfacts.
import { clearfacts } from '../../connectors/clearfacts/clearfacts.ts';
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import type { ClearFactsCredentials, ClearFactsSettings } from '../../connectors/clearfacts/settings.ts';
import { SETTINGS } from './clearfacts-session.ts';
import { useContractKit, type PortalHarness } from './contract-kit.ts';
import { contact, eligible } from './sample-records.ts';
import { describeWire } from './wire-contract.ts';

const SAMPLE = eligible({ enterpriseNumber: '0123456749' }, [contact()]);

const HARNESS: PortalHarness<ClearFactsSettings, ClearFactsCredentials> = {
  connector: clearfacts,
  start: () => startClearFactsSandbox(),
  settings: SETTINGS,
  credentials: SANDBOX_CREDENTIALS,
  wrongCredentials: { accessToken: 'not-the-token' },
  sample: SAMPLE,
  changed: SAMPLE,
  changedRequest: { method: 'NONE', body: {} },
  firstType: 'user',
  makingRequest: { method: 'POST', path: 'mutation/addClientUser$' },
  noSessions: 'a personal access token is all there is',
  secrets: [
    ...[SANDBOX_CREDENTIALS.accessToken, 'not-the-token', 'Bearer'],
    ...['Anna', 'Berg', 'devries', 'example.nl'],
  ],
};

describe('ClearFacts keeps the portal contract on the wire', () => {
  describeWire(useContractKit(HARNESS));
});
