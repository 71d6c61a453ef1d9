// For commands that ask a portal something at once, or answer something in it.
import type { PortalConnector, Session } from '../../../connectors/connector.ts';
import type { StoredConnection } from '../../database/portal/connections.ts';
import type { Foundation } from '../../app/foundation.ts';
import { openPortals } from '../../app/open-portals.ts';

export interface OpenPortal {
  readonly connector: PortalConnector;
  readonly session: Session;
}

/** The same limits and redactions hold as for a run. */
export async function withPortal<T>(
  foundation: Foundation,
  connection: StoredConnection,
  work: (portal: OpenPortal) => Promise<T>,
): Promise<T> {
  const portals = openPortals(foundation);
  try {
    const connector = portals.connectorOf(connection.portal);
    const { signal } = new AbortController();
    return await work({
      connector,
      session: portals.openSession({ connection, deadline: { sendBy: null }, signal }),
    });
  } finally {
    portals.close();
  }
}
