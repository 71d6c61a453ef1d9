// The portals Koppel knows: a plain list.
import { caseWareCloud } from './caseware-cloud/caseware-cloud.ts';
import type { PortalConnector } from './connector.ts';

export const CONNECTORS: readonly PortalConnector[] = [caseWareCloud];
