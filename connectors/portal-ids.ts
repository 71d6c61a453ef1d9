// Ids of the portals that a connection can be made to. Apart from the connectors, because the command line names them in
// its help, and must not load every connector for that.

export const PORTAL_IDS = ['caseware-cloud', 'econnect', 'clearfacts', 'wolters-kluwer'] as const;
export type PortalId = (typeof PORTAL_IDS)[number];

export function isPortalId(text: string): text is PortalId {
  return PORTAL_IDS.some((id) => id === text);
}
