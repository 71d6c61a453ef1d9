// The machines that connections lead to: what one connection learns of its machine holds for those of all practices. Only
// that nothing answers there is known, and nobody's address.
import { sql } from 'kysely';
import type { Tx } from '../open-store.ts';

/** Failures without any answer, over all connections, after which a failed read says that the machine is away. */
const TAKEN_FOR_DOWN_AFTER = 5;
const PROBE_EVERY = '30 seconds';

export interface HostTrouble {
  /** In a row without an answer, over all its connections, this one included. */
  readonly failures: number;
  readonly isDown: boolean;
}

export async function countUnanswered(tx: Tx, connectionId: string): Promise<HostTrouble> {
  const { rows } = await sql<HostTrouble>`
    insert into portal_host as h (host, failures) select host, 1 from connection where id = ${connectionId}
    on conflict (host) do update set failures = h.failures + 1
    returning failures, down_at is not null as "isDown"`.execute(tx);
  return rows[0] ?? { failures: 0, isDown: false };
}

/** A plain read had no answer either: from now on one connection at a time asks, whosever it is. */
export async function noteHostDown(tx: Tx, connectionId: string): Promise<void> {
  await sql`
    update portal_host h set down_at = coalesce(h.down_at, clock_timestamp()),
      probe_at = greatest(h.probe_at, clock_timestamp() + ${PROBE_EVERY}::interval)
    from connection c where c.id = ${connectionId} and h.host = c.host and h.failures >= ${TAKEN_FOR_DOWN_AFTER}`.execute(
    tx,
  );
}
