// The reasons at which clients and contacts of a practice stand, with how many. Reads the database only.
import { countStandings } from '../database/people/status.ts';
import { listConnections } from '../database/portal/connections.ts';
import { reasonCodes, type ReasonCode } from '../domain/reasons.ts';
import { accessTypesOfPortals } from '../engine/access-types.ts';
import type { ListPorts } from './list-records.ts';

export interface CountedReason {
  readonly reason: ReasonCode;
  readonly records: number;
}

interface Counting {
  readonly practiceId: string;
  /** Name of the connection; null: each, and a record counts on each. */
  readonly connection: string | null;
  /** Null: both. */
  readonly kind: 'client' | 'contact' | null;
}

/** Those that occur, from well to ill. */
export async function countReasons(
  { store, connectorOf }: ListPorts,
  { practiceId, connection, kind }: Counting,
): Promise<readonly CountedReason[]> {
  const counted = await store.inPractice(practiceId, async (tx) => {
    const connections = await listConnections(tx);
    const portals = connections.map(({ portal }) => portal);
    const counts = await countStandings(tx, accessTypesOfPortals(portals, connectorOf));
    return connections
      .filter(({ name }) => connection === null || name === connection)
      .flatMap(({ id }) => counts.get(id) ?? [])
      .flatMap(({ clients, contacts }) => [
        ...(kind === 'contact' ? [] : [clients.byReason]),
        ...(kind === 'client' ? [] : [contacts.byReason]),
      ]);
  });
  const sum = (reason: ReasonCode): number =>
    counted.reduce((records, byReason) => records + (byReason[reason] ?? 0), 0);
  return reasonCodes()
    .map((reason) => ({ reason, records: sum(reason) }))
    .filter(({ records }) => records > 0);
}
