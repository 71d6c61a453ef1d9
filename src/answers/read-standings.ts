// Where a client and its contacts stand, for whoever asked for another look and waits.
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { readFactsOfClient } from '../database/ledger/standing-facts.ts';
import { currentStanding, type CurrentStanding } from '../domain/standing.ts';
import { accessTypesOfPortals, type ConnectorOf } from '../engine/access-types.ts';

export interface SubjectNow extends CurrentStanding {
  readonly record: NamedRecord;
}

/** Where a client and its contacts stand now, the client first. */
export async function readStandingsOf(
  store: Store,
  { connection, clientId }: { connection: StoredConnection; clientId: string },
  connectorOf: ConnectorOf,
): Promise<readonly SubjectNow[]> {
  return store.inPractice(connection.practiceId, async (tx) => {
    const accessTypes = accessTypesOfPortals([connection.portal], connectorOf);
    const pair = { connectionId: connection.id, clientId };
    const subjects = await readFactsOfClient(tx, pair, accessTypes);
    const names = await nameRecords(
      tx,
      subjects.map(({ id }) => id),
    );
    return subjects.flatMap(({ id, facts }) => {
      const record = names.get(id);
      return record === undefined ? [] : [{ record, ...currentStanding(facts) }];
    });
  });
}
