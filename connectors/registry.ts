// The portals Koppel knows: for each id its connector.
import { caseWareCloud } from './caseware-cloud/caseware-cloud.ts';
import { clearfacts } from './clearfacts/clearfacts.ts';
import type { PortalConnector } from './connector.ts';
import { econnect } from './econnect/econnect.ts';
import type { PortalId } from './portal-ids.ts';
import { woltersKluwer } from './wolters-kluwer/wolters-kluwer.ts';

const CONNECTOR_BY_ID: Readonly<Record<PortalId, PortalConnector>> = {
  'caseware-cloud': caseWareCloud,
  econnect,
  clearfacts,
  'wolters-kluwer': woltersKluwer,
};

export const CONNECTORS: readonly PortalConnector[] = Object.values(CONNECTOR_BY_ID);
