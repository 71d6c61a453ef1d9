// A person asks for another look, at one client or at every linked one. Only makes them due: a worker does the work.
import { writeAudit } from '../database/people/audit.ts';
import { forgetRejections } from '../database/ledger/brake-requests.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { askVerification, readClock } from '../database/portal/verify-turns.ts';
import { doubtClient } from '../database/portal/verify.ts';
import { listLinkedClients, lookAgain } from '../database/ledger/pairs.ts';
import { forgetRefusals } from '../database/ledger/resources.ts';

export interface SyncRequest {
  readonly connection: StoredConnection;
  /** Null: every client that is linked or has something in the portal. */
  readonly clientId: string | null;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
  /** Of one client: all that stands for it is read back in the portal first. */
  readonly reads?: boolean;
}

/** Returns how many clients were made due. All of a connection are its own lane: they delay no change (rule 25). */
export async function askSync(
  store: Store,
  { connection, clientId, by, reads = false }: SyncRequest,
): Promise<number> {
  const { id: connectionId, practiceId } = connection;
  return store.inPractice(practiceId, async (tx) => {
    const clientIds = clientId === null ? await listLinkedClients(tx, connectionId) : [clientId];
    // Asked for by name, the portal is asked again even for what it refused, and a person for what was rejected.
    if (clientId !== null) {
      await forgetRefusals(tx, { connectionId, clientId });
      await forgetRejections(tx, connectionId);
    }
    if (clientId !== null && reads) await doubtClient(tx, { connectionId, clientId });
    await lookAgain(tx, { connectionId, clientIds, lane: clientId === null ? 2 : 1 });
    const details = { clients: clientIds.length };
    await writeAudit(tx, [
      {
        practiceId,
        actor: by,
        action: reads ? 'verify.asked' : 'sync.asked',
        connectionId,
        ...(clientId === null ? {} : { clientId }),
        details,
      },
    ]);
    return clientIds.length;
  });
}

/** The whole portal of a connection is read back, by a running worker. Returns since when, by the clock of the database. */
export async function askReadBack(
  store: Store,
  { connection, by }: Pick<SyncRequest, 'connection' | 'by'>,
): Promise<Date> {
  const { id: connectionId, practiceId } = connection;
  return store.inPractice(practiceId, async (tx) => {
    const since = await readClock(tx);
    await askVerification(tx, connectionId);
    await writeAudit(tx, [{ practiceId, actor: by, action: 'verify.asked', connectionId, details: {} }]);
    return since;
  });
}
