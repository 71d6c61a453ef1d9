// What the brake holds is judged anew although nothing was written: a day passes, an approval runs out, links come back, and
// what is left would not be too much any more.
import type { Store } from '../database/open-store.ts';
import { clientsOfHeld, listHeldConnections } from '../database/ledger/brake-requests.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import { readConnection } from '../database/portal/connections.ts';
import { accessTypesOf, type ConnectorOf } from './access-types.ts';
import { judgeRevokes } from './check-brake.ts';

/** For one practice. Returns how many clients may go on; their revokes are first in line. */
export async function releaseHeld(
  store: Store,
  practiceId: string,
  connectorOf: ConnectorOf,
): Promise<number> {
  const connectionIds = await store.inPractice(practiceId, listHeldConnections);
  let released = 0;
  for (const connectionId of connectionIds) {
    released += await store.inPractice(practiceId, async (tx) => {
      const connection = await readConnection(tx, connectionId);
      if (connection === null) return 0;
      const accessTypes = accessTypesOf(connectorOf(connection.portal));
      const held = await judgeRevokes(tx, connection, { accessTypes, added: [], files: true });
      const clientIds = await clientsOfHeld(tx, { connectionId, stillHeld: [...held] });
      await lookAgain(tx, { connectionId, clientIds, lane: 0 });
      return clientIds.length;
    });
  }
  return released;
}
