// Lists connections: of one practice, or of all.
import { listConnections, type StoredConnection } from '../../database/portal/connections.ts';
import type { Store } from '../../database/open-store.ts';
import { listPracticeIds } from '../../database/records/practices.ts';
import { connectionFields } from './connection-line.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { CommandContext } from '../frame/run-command.ts';

export async function showConnections(
  { foundation, out }: CommandContext,
  practiceId?: string,
): Promise<void> {
  if (practiceId !== undefined) await findPractice(foundation.store, practiceId);
  const connections = await readConnections(foundation.store, practiceId);
  if (connections.length === 0)
    out.line('There are no connections yet; add one with `koppel connection add`.');
  else {
    out.table(
      ['practice', 'connection', 'portal', 'state', 'limits', 'proven', 'address'],
      connections.map((connection) => [
        connection.practiceId,
        connection.name,
        connection.portal,
        `${connection.state}${connection.stopReason === null ? '' : `\n${connection.stopReason}`}`,
        `${connection.concurrency} at a time\n${connection.requestsPerSecond} per second`,
        [...connection.provenTypes, ...connection.documentedTypes.map((type) => `${type} (documented)`)].join(
          '\n',
        ) || '-',
        connection.baseUrl,
      ]),
    );
  }
  out.result({ connections: connections.map(connectionFields) });
}

async function readConnections(store: Store, practiceId?: string): Promise<readonly StoredConnection[]> {
  const practiceIds = practiceId === undefined ? await store.inSystem(listPracticeIds) : [practiceId];
  const connections: StoredConnection[] = [];
  // Row-level security lets a transaction see one practice, so there is one for each.
  for (const id of practiceIds) connections.push(...(await store.inPractice(id, listConnections)));
  return connections;
}
