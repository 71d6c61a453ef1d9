// The portals there are. The only file, beside the demo, that knows which connectors exist; small, because every command
// loads it.
import type { PortalConnector } from '../../connectors/connector.ts';
import { CONNECTORS } from '../../connectors/registry.ts';
import { ConfigError } from '../errors.ts';

/** Ids of the portals that a connection can be made to. */
export const PORTAL_IDS: readonly string[] = CONNECTORS.map(({ id }) => id);

/** Throws ConfigError for a portal that this version does not know. */
export function connectorOf(portal: string): PortalConnector {
  const connector = CONNECTORS.find(({ id }) => id === portal);
  if (connector === undefined) throw new ConfigError([`There is no portal named ${portal}.`]);
  return connector;
}
