// What Koppel itself says, read as its commands read it: where clients stand, who must act, and the log of delegated tasks.
import { connectorOf } from '../src/app/portals.ts';
import type { DelegatedTask, MembershipLine } from '../connectors/portal-views.ts';
import { readConnection } from '../src/database/portal/connections.ts';
import { findRecords, readPair } from '../src/database/people/explain.ts';
import { readPairRecords } from '../src/database/records/read-records.ts';
import { listRequests } from '../src/database/people/requests.ts';
import { readFacts } from '../src/database/ledger/standing-facts.ts';
import type { Tx } from '../src/database/open-store.ts';
import type { ConnectionCounts } from '../src/database/people/status.ts';
import { currentStanding, type CurrentStanding } from '../src/domain/standing.ts';
import { accessTypesOfPortals } from '../src/engine/access-types.ts';
import { readStandings } from './standings.ts';
import { PRACTICE_ID, type Demo } from './story.ts';

interface ToldStanding extends CurrentStanding {
  /** Who must act in the portal; nobody where it is empty. */
  readonly mustAct: readonly string[];
}

export interface KoppelEyes {
  counts(): Promise<ConnectionCounts>;
  /** For how many clients somebody must act, by who it is. */
  mustAct(): Promise<Readonly<Record<string, number>>>;
  /** Of the client or contact with this key; null before Koppel has heard of it. */
  standing(key: string): Promise<ToldStanding | null>;
  /** When Koppel last had nothing left to do for this client; null while there is something to do. */
  servedAt(clientKey: string): Promise<Date | null>;
  /** As `koppel task-log` reads it. */
  taskLog(clientKey: string, signal: AbortSignal): Promise<readonly DelegatedTask[]>;
  /** As `koppel memberships` reads them. */
  memberships(signal: AbortSignal): Promise<readonly MembershipLine[]>;
}

export function openKoppelEyes(demo: Demo): KoppelEyes {
  const { foundation, connectionId } = demo;
  const inPractice = <T>(read: (tx: Tx) => Promise<T>): Promise<T> =>
    foundation.store.inPractice(PRACTICE_ID, read);
  return {
    counts: () => readStandings(demo),
    mustAct: async () => countActors(await inPractice((tx) => listRequests(tx, { connectionId }))),
    standing: (key) => inPractice((tx) => readStandingOf(tx, demo, key)),
    servedAt: (clientKey) =>
      inPractice(async (tx) => {
        const pair = await readPair(tx, connectionId, await idOf(tx, clientKey));
        return pair === null || pair.pending ? null : pair.servedAt;
      }),
    taskLog: (clientKey, signal) => readTaskLog(demo, clientKey, signal),
    memberships: (signal) => readMemberships(demo, signal),
  };
}

interface Waiting {
  readonly waitingOn: string | null;
  readonly clientIds: readonly string[];
}

function countActors(requests: readonly Waiting[]): Readonly<Record<string, number>> {
  const clientsByActor = new Map<string, Set<string>>();
  for (const { waitingOn, clientIds } of requests) {
    if (waitingOn === null) continue;
    const clients = clientsByActor.get(waitingOn) ?? new Set();
    for (const id of clientIds) clients.add(id);
    clientsByActor.set(waitingOn, clients);
  }
  return Object.fromEntries([...clientsByActor].map(([actor, clients]) => [actor, clients.size]));
}

async function readStandingOf(
  tx: Tx,
  { connectionId, story }: Pick<Demo, 'connectionId' | 'story'>,
  key: string,
): Promise<ToldStanding | null> {
  const [record] = await findRecords(tx, key);
  if (record === undefined) return null;
  const { kind, id, clientId } = record;
  const accessTypes = accessTypesOfPortals([story.portal], connectorOf);
  const facts = await readFacts(tx, { connectionId, kind, id }, accessTypes);
  if (facts === null) return null;
  const requests = await listRequests(tx, { connectionId });
  const own = requests.filter(({ clientIds }) => clientId !== null && clientIds.includes(clientId));
  const actors = own.flatMap(({ waitingOn }) => waitingOn ?? []);
  return { ...currentStanding(facts), mustAct: [...new Set(actors)].sort() };
}

async function idOf(tx: Tx, key: string): Promise<string> {
  const [record] = await findRecords(tx, key);
  if (record === undefined) throw new Error(`Koppel does not know ${key}.`);
  return record.id;
}

async function readTaskLog(
  { app, foundation, connectionId }: Demo,
  clientKey: string,
  signal: AbortSignal,
): Promise<readonly DelegatedTask[]> {
  const { connection, records } = await foundation.store.inPractice(PRACTICE_ID, async (tx) => ({
    connection: await readConnection(tx, connectionId),
    records: await readPairRecords(tx, connectionId, await idOf(tx, clientKey)),
  }));
  if (connection === null || records === null) throw new Error('The connection or the client is gone.');
  const connector = app.portals.connectorOf(connection.portal);
  if (connector.readTaskLog === undefined) throw new Error('This portal has no tasks.');
  const session = app.portals.openSession({ connection, deadline: { sendBy: null }, signal });
  return connector.readTaskLog(session, records.client);
}

async function readMemberships(
  { app, foundation, connectionId }: Demo,
  signal: AbortSignal,
): Promise<readonly MembershipLine[]> {
  const connection = await foundation.store.inPractice(PRACTICE_ID, (tx) => readConnection(tx, connectionId));
  if (connection === null) throw new Error('The connection is gone.');
  const connector = app.portals.connectorOf(connection.portal);
  if (connector.readMemberships === undefined) throw new Error('This portal has no lists of memberships.');
  return connector.readMemberships(
    app.portals.openSession({ connection, deadline: { sendBy: null }, signal }),
  );
}
