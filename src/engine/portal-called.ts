// A portal calls: checked by its connector, and then a reason to look sooner at what waits there.
import type { HookCall } from '../../connectors/portal-hook.ts';
import { listConnections } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { hastenWaiting } from '../database/ledger/pairs.ts';
import type { ConnectorOf } from './access-types.ts';

export interface HookPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
  /** Unsealed credentials of a connection, still to be parsed by its connector. */
  readonly credentialsOf: (connection: { practiceId: string; id: string; credentials: string }) => unknown;
}

/** False when there is no such connection, its portal never calls, or the call is not the portal's. */
export async function portalCalled(
  { store, connectorOf, credentialsOf }: HookPorts,
  { practice, connection: name }: { practice: string; connection: string },
  call: HookCall,
): Promise<boolean> {
  return store.inPractice(practice, async (tx) => {
    const connection = (await listConnections(tx)).find((other) => other.name === name);
    if (connection === undefined) return false;
    const { hook, credentials } = connectorOf(connection.portal);
    if (hook?.isGenuine(call, credentials.parse(credentialsOf(connection))) !== true) return false;
    await hastenWaiting(tx, connection.id);
    return true;
  });
}
