// One verification while it runs: whose portal, how it is reached, and what was found so far.
import type { PortalConnector, ResourceType, Session } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { writeAudit } from '../database/people/audit.ts';
import { AccessError } from '../errors.ts';
import { askPortal } from '../engine/learn-about-connection.ts';
import { mayCall, showsAbsence } from '../domain/call-permission.ts';

export interface Verification {
  readonly store: Store;
  readonly connector: PortalConnector;
  readonly connection: StoredConnection;
  readonly session: Session;
  readonly signal: AbortSignal;
  /** By the clock of the database. */
  readonly startedAt: Date;
  readonly found: VerifyCounts;
  /** Called between two batches: keeps the place, or lends it to what is due. */
  readonly giveWay: () => Promise<void>;
}

export interface VerifyCounts {
  /** Records that the portal showed. */
  listed: number;
  /** Ours that were edited in the portal. */
  drifted: number;
  /** Ours that are not there any more. */
  gone: number;
  /** Members of ours that nobody here put there. */
  unknown: number;
  /** Those of them that are taken up to be revoked. */
  revoking: number;
  /** Not judged, because somebody was writing them. */
  skipped: number;
  /** Not judged, because the portal does not show them, or what hangs below them. */
  unread: number;
}

export function noCounts(): VerifyCounts {
  return { listed: 0, drifted: 0, gone: 0, unknown: 0, revoking: 0, skipped: 0, unread: 0 };
}

/**
 * Reads one part of it. Null where the portal refuses that part, while a plain read shows that the connection is in order:
 * nothing may be concluded of it then. Throws every other error.
 */
export async function readPart<Shown>(work: Verification, read: () => Promise<Shown>): Promise<Shown | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AccessError && (await askPortal(work))?.portal === 'answers') return null;
    throw error;
  }
}

/** `resourceId`: what could not be read; of a list, what it hangs below. `type`: of what was asked for. */
export async function noteUnread(work: Verification, type: string, resourceId: string): Promise<void> {
  work.found.unread += 1;
  const { id: connectionId, practiceId } = work.connection;
  const details = { type, resource: resourceId };
  const entry = { practiceId, actor: 'koppel', action: 'verification.unread', connectionId, details };
  await work.store.inPractice(practiceId, (tx) => writeAudit(tx, [entry]));
}

/** A type that the portal can list. */
export type ListedType = ResourceType & Required<Pick<ResourceType, 'list'>>;

/**
 * The types that can and may be read: [assumed] calls are not made on a portal where nobody has proven them, and a list in which
 * nobody has seen something go says nothing of what is missing from it (decision 21).
 */
export function readableTypes({
  connector,
  connection,
}: Pick<Verification, 'connector' | 'connection'>): readonly (readonly [string, ListedType])[] {
  const place = { connector, connection };
  return Object.entries(connector.resources).filter(
    (entry): entry is [string, ListedType] =>
      entry[1].list !== undefined && mayCall(place, entry[0]) && showsAbsence(place, entry[0]),
  );
}

/** Enough to make one transaction worth its while, and little enough to hold locks for a moment only. */
export const BATCH = 500;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Pages in the order of ids, until an empty one. */
export async function* readPages<Row extends { readonly id: string }>(
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let after = FIRST_ID;
  for (;;) {
    const page = await read(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}
