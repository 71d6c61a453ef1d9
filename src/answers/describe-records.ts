// Records as people are shown them: each with its links and where those stand. Reads the database only.
import type { StoredConnection } from '../database/portal/connections.ts';
import {
  readStoredLinks,
  showRecords,
  type ShownRecord,
  type StoredLink,
} from '../database/people/listing.ts';
import type { Tx } from '../database/open-store.ts';
import {
  readByIndex,
  readFactsOf,
  readWholeTables,
  type LinkFacts,
} from '../database/ledger/standing-facts.ts';
import { currentStanding, type CurrentStanding } from '../domain/standing.ts';
import { accessTypesOfPortals, type ConnectorOf } from '../engine/access-types.ts';

export interface ListedLink extends CurrentStanding {
  readonly connection: string;
  readonly portal: string;
  /** The switch: Ja or Nee. */
  readonly linked: boolean;
  /** Although it is not to go out, or no longer: access of it stands in the portal still. */
  readonly accessLeft: boolean;
  /** Since when it stands there; null where nobody noted it. */
  readonly since: Date | null;
  /** When the portal last took something of it. */
  readonly arrivedAt: Date | null;
  /** Whether the person can sign in, where the portal tells; null where nothing of the record is in the portal. */
  readonly signIn: StoredLink['signIn'];
  readonly mailedAt: Date | null;
  /** Who must act, in the portal's words; null where nobody is waited for. */
  readonly waitingOn: string | null;
}

export interface ListedRecord extends ShownRecord {
  readonly links: readonly ListedLink[];
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The database is not asked for what no record is called. */
export function isRecordId(text: string): boolean {
  return ID.test(text);
}

/** More than so many are found sooner by reading all. */
const FEW = 1_000;

interface Described {
  readonly connections: readonly StoredConnection[];
  readonly connectorOf: ConnectorOf;
}

export async function describeRecords(
  tx: Tx,
  ids: readonly string[],
  { connections, connectorOf }: Described,
): Promise<readonly ListedRecord[]> {
  if (ids.length === 0) return [];
  const isMany = ids.length > FEW;
  if (isMany) await readWholeTables(tx);
  const types = accessTypesOfPortals(
    connections.map(({ portal }) => portal),
    connectorOf,
  );
  const facts = new Map(
    (await readFactsOf(tx, ids, types)).map((one) => [keyOf(one.id, one.connectionId), one]),
  );
  const stored = new Map(
    (await readStoredLinks(tx, ids)).map((one) => [keyOf(one.id, one.connectionId), one]),
  );
  const shown = await showRecords(tx, ids);
  if (isMany) await readByIndex(tx);
  return shown.map((record) => ({
    ...record,
    links: connections.flatMap((connection) => {
      const key = keyOf(record.id, connection.id);
      const [fact, link] = [facts.get(key), stored.get(key)];
      return fact === undefined || link === undefined ? [] : [toLink(connection, fact, link)];
    }),
  }));
}

function keyOf(id: string, connectionId: string): string {
  return `${id} ${connectionId}`;
}

function toLink({ name, portal }: StoredConnection, { facts }: LinkFacts, stored: StoredLink): ListedLink {
  const { state, reason } = currentStanding(facts);
  const { linked, arrivedAt, signIn, mailedAt, waitingOn, storedSince, dueSince } = stored;
  const isToGo = !linked || state === 'excluded' || facts.access === 'released';
  const accessLeft = facts.access !== 'none' && isToGo;
  const since = stored.storedReason === reason ? storedSince : state === 'due' ? dueSince : null;
  return {
    ...{ connection: name, portal, linked, accessLeft, state, reason },
    ...{ since, arrivedAt, signIn, mailedAt, waitingOn },
  };
}
