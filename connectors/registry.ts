// The portals there are, each loaded only where it is used: the command line names them all in its help.
import type { PortalConnector } from './connector.ts';

const PORTALS = {
  'caseware-cloud': async () => (await import('./caseware-cloud/caseware-cloud.ts')).caseWareCloud,
  econnect: async () => (await import('./econnect/econnect.ts')).econnect,
  clearfacts: async () => (await import('./clearfacts/clearfacts.ts')).clearfacts,
  'wolters-kluwer': async () => (await import('./wolters-kluwer/wolters-kluwer.ts')).woltersKluwer,
} satisfies Record<string, () => Promise<PortalConnector>>;

export const PORTAL_IDS: readonly string[] = Object.keys(PORTALS);

export function loadConnectors(): Promise<readonly PortalConnector[]> {
  return Promise.all(Object.values<() => Promise<PortalConnector>>(PORTALS).map((load) => load()));
}
