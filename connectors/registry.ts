// The portals Koppel knows: a plain list.
import { caseWareCloud } from './caseware-cloud/caseware-cloud.ts';
import { clearfacts } from './clearfacts/clearfacts.ts';
import type { PortalConnector } from './connector.ts';
import { econnect } from './econnect/econnect.ts';
import { woltersKluwer } from './wolters-kluwer/wolters-kluwer.ts';

export const CONNECTORS: readonly PortalConnector[] = [caseWareCloud, econnect, clearfacts, woltersKluwer];
