// Which resource types of a portal grant access: what the brake counts, and what is left to take away.
import type { PortalConnector } from '../../connectors/connector.ts';
import type { AccessType } from '../database/ledger/standing-facts.ts';

export type ConnectorOf = (portal: string) => PortalConnector;

export function accessTypesOf(connector: PortalConnector): readonly string[] {
  return Object.entries(connector.resources)
    .filter(([, type]) => type.grantsAccess)
    .map(([name]) => name);
}

export function accessTypesOfPortals(
  portals: Iterable<string>,
  connectorOf: ConnectorOf,
): readonly AccessType[] {
  return [...new Set(portals)].flatMap((portal) =>
    accessTypesOf(connectorOf(portal)).map((type) => ({ portal, type })),
  );
}
