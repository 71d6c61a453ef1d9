// An intake in memory, for the tests of what comes before it: the port itself, with the rules a database would keep.
import type {
  ClientRecord,
  ContactRecord,
  Deletion,
  Intake,
  LinkChanges,
  Outcome,
  Verdict,
} from '../../../src/intake/intake.ts';
import { matchKeys } from '../../../src/domain/plain-key.ts';

export interface MemoryIntake extends Intake {
  readonly clients: Map<string, ClientRecord>;
  readonly contacts: Map<string, ContactRecord>;
  readonly chunks: { kind: 'client' | 'contact'; rows: number }[];
  /** Kind and key of each row that was refused. */
  readonly refusals: string[];
  readonly snapshots: { asOf: Date; clientKeys: string[]; contactKeys: string[] }[];
}

interface MemoryIntakeOptions {
  readonly connections?: readonly string[];
  /** Called before each chunk is taken. */
  readonly onChunk?: () => Promise<void>;
}

export function memoryIntake({
  connections = ['scim', 'caseware', 'clearfacts'],
  onChunk,
}: MemoryIntakeOptions = {}): MemoryIntake {
  const clients = new Map<string, ClientRecord>();
  const contacts = new Map<string, ContactRecord>();
  const chunks: MemoryIntake['chunks'] = [];
  const snapshots: MemoryIntake['snapshots'] = [];
  const refusals: string[] = [];
  return {
    clients,
    contacts,
    chunks,
    snapshots,
    refusals,
    async upsertClients(_practiceId, rows) {
      await onChunk?.();
      chunks.push({ kind: 'client', rows: rows.length });
      return upsert(clients, rows, () => true);
    },
    async upsertContacts(_practiceId, rows) {
      await onChunk?.();
      chunks.push({ kind: 'contact', rows: rows.length });
      return upsert(contacts, rows, ({ clientKey }) => clientKey !== null && clients.has(clientKey));
    },
    deleteClient: (_practiceId, deletion) => Promise.resolve(remove(clients, deletion)),
    deleteContact: (_practiceId, deletion) => Promise.resolve(remove(contacts, deletion)),
    unknownConnections: (_practiceId, names) =>
      Promise.resolve(names.filter((name) => !connections.includes(name))),
    findClients: (_practiceId, keys) =>
      Promise.resolve({
        known: new Set(keys.filter((key) => clients.has(key))),
        alike: new Set(alikeAmong(keys, clients).keys()),
      }),
    findUnknown: (_practiceId, kind, keys) => {
      const known = kind === 'client' ? clients : contacts;
      return Promise.resolve(keys.filter((key) => !known.has(key)));
    },
    findAlike: (_practiceId, kind, keys) =>
      Promise.resolve(alikeAmong(keys, kind === 'client' ? clients : contacts)),
    someKeys: (_practiceId, kind) => Promise.resolve([...(kind === 'client' ? clients : contacts).keys()]),
    noteRefused: (_practiceId, { refused }) => {
      for (const { kind, key } of refused) refusals.push(`${kind} ${key}`);
      return Promise.resolve();
    },
    async completeSnapshot(_practiceId, { asOf, clientKeys, contactKeys }) {
      const known = { asOf, clientKeys: await collect(clientKeys), contactKeys: await collect(contactKeys) };
      snapshots.push(known);
      const absent = (rows: ReadonlyMap<string, unknown>, keys: readonly string[]) => ({
        known: rows.size,
        absent: [...rows.keys()].filter((key) => !keys.includes(key)).length,
        deleted: 0,
      });
      return { client: absent(clients, known.clientKeys), contact: absent(contacts, known.contactKeys) };
    },
  };
}

function upsert<T extends ClientRecord | ContactRecord>(
  known: Map<string, T>,
  rows: readonly T[],
  hasParent: (row: T) => boolean,
): Outcome[] {
  const judge = (row: T): Verdict => {
    const before = known.get(row.sourceKey);
    if (before !== undefined && (row.data === null || !hasParent(row)))
      known.set(row.sourceKey, {
        ...before,
        ...('excluded' in row ? { data: { ...before.data, ...row.excluded } } : {}),
        links: { ...before.links, ...offOf(row.links) },
      });
    if (row.data === null) return before === undefined ? 'unchanged' : 'applied';
    if (!hasParent(row)) return 'orphaned';
    if (before !== undefined && before.changedAt > row.changedAt) return 'stale';
    if (before !== undefined && wordsOf(before) === wordsOf(row)) return 'unchanged';
    known.set(row.sourceKey, row);
    return 'applied';
  };
  return rows.map((row) => ({ sourceKey: row.sourceKey, verdict: judge(row) }));
}

function alikeAmong(keys: readonly string[], known: ReadonlyMap<string, unknown>) {
  const { see, found } = matchKeys(keys);
  for (const key of known.keys()) see(key);
  return found;
}

function offOf(links: LinkChanges): LinkChanges {
  return Object.fromEntries(Object.entries(links).filter(([, { enabled }]) => !enabled));
}

/** What it says, whenever it was said. */
function wordsOf(row: object): string {
  return JSON.stringify({ ...row, saidAt: null, undated: null });
}

function remove(known: Map<string, { changedAt: Date }>, { sourceKey, changedAt }: Deletion): Outcome {
  const before = known.get(sourceKey);
  if (before !== undefined && before.changedAt > changedAt) return { sourceKey, verdict: 'stale' };
  known.delete(sourceKey);
  return { sourceKey, verdict: 'applied' };
}

async function collect(keys: AsyncIterable<string> | Iterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
}
