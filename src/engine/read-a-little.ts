// Reads a little of a portal, to learn whether it answers: what `connection test` shows, and what tells a portal that is
// down from records that it cannot digest.
import type { PortalConnector, Session } from '../../connectors/connector.ts';

/** The connector's own check, or else the first page of its first type, which has no parents. */
export async function readALittle<S, C>(
  connector: Pick<PortalConnector<S, C>, 'check' | 'resources'>,
  session: Session<S>,
): Promise<void> {
  if (connector.check !== undefined) return connector.check(session);
  const [first] = Object.values(connector.resources);
  // Leaving the loop closes the list: no second page is asked for.
  for await (const record of first?.list?.(session, {}) ?? []) if (record.portalId !== '') break;
}
