// The port through which records reach the database: what practice software, a file or a snapshot says about clients
// and contacts, already parsed. Whoever implements it puts it in the order in which it was said, and makes the affected due.
import type { ClientData } from '../domain/client.ts';
import type { ContactData } from '../domain/contact.ts';

export const RECORD_KINDS = ['client', 'contact'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface LinkChange {
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** By connection name. A connection that is absent is left as it is: only an explicit `false` unlinks (rule 20). */
export type LinkChanges = Readonly<Record<string, LinkChange>>;

/** What a source says about one record at one moment. */
export interface Statement<Data> {
  readonly sourceKey: string;
  /**
   * When its source said it (rule 20): the time of the event, or when the export began. One that lies ahead of the
   * database's clock counts as said on arrival.
   */
  readonly saidAt: Date;
  /** The source gives no such time: `saidAt` is when it arrived. */
  readonly undated: boolean;
  /** The record's own time: it orders the data of the record, and nothing else. */
  readonly changedAt: Date;
  /** Null: it could not be read. Only what it takes away counts then. */
  readonly data: Data | null;
  readonly links: LinkChanges;
}

/** Private or suspect: such a client is never pushed (rule 2). */
export type Exclusion = Readonly<Partial<Pick<ClientData, 'kind' | 'status'>>>;

export interface ClientRecord extends Statement<ClientData> {
  /** Of data that could not be read: what of it takes access away. */
  readonly excluded?: Exclusion;
}

export interface ContactRecord extends Statement<ContactData> {
  /** Null: it could not be read, as little as data would be. */
  readonly clientKey: string | null;
}

export type Deletion = Pick<Statement<never>, 'sourceKey' | 'saidAt' | 'undated' | 'changedAt'>;

/**
 * What came of a statement. stale: all that it says is older than what is known. orphaned: a contact whose client is
 * unknown; only what it switches off was taken over.
 */
export type Verdict = 'applied' | 'unchanged' | 'stale' | 'orphaned';

export interface Outcome {
  readonly sourceKey: string;
  readonly verdict: Verdict;
}

export type IntakeCounts = Readonly<Record<Verdict, number>>;

export function countOutcomes(outcomes: readonly Outcome[]): IntakeCounts {
  const counts = { applied: 0, unchanged: 0, stale: 0, orphaned: 0 };
  for (const { verdict } of outcomes) counts[verdict] += 1;
  return counts;
}

export function addCounts(one: IntakeCounts, other: IntakeCounts): IntakeCounts {
  const add = (name: Verdict): number => one[name] + other[name];
  return {
    ...{ applied: add('applied'), unchanged: add('unchanged') },
    ...{ stale: add('stale'), orphaned: add('orphaned') },
  };
}

type Keys = AsyncIterable<string> | Iterable<string>;

/** Every key the source holds at `asOf`. The same `asOf` twice is one snapshot: an import may be repeated. */
export interface Snapshot {
  /** As the export says it; it counts no later than it arrived. */
  readonly asOf: Date;
  /** When reading it began, by the clock of the database. Left out: now. */
  readonly arrivedAt?: Date;
  readonly clientKeys: Keys;
  readonly contactKeys: Keys;
}

/** What a complete snapshot told by absence about one kind of record. */
export interface KindOutcome {
  /** How many there were before. */
  readonly known: number;
  /** Missing for the first time. */
  readonly absent: number;
  /** Missing from a second snapshot. */
  readonly deleted: number;
}
export type SnapshotOutcome = Readonly<Record<RecordKind, KindOutcome>>;

/** Of which record something was said, and when. */
export interface SaidOf {
  readonly kind: RecordKind;
  readonly key: string;
  readonly saidAt: Date;
}

/** What was said of it could not be taken over. */
export interface RefusedRecord extends SaidOf {
  readonly problems: readonly { readonly field: string; readonly code: string }[];
}

export interface FoundClients {
  /** Those of the keys that are the key of a client. */
  readonly known: ReadonlySet<string>;
  /** Those that are another one but for what a spreadsheet makes of keys. */
  readonly alike: ReadonlySet<string>;
}

export interface Intake {
  upsertClients(practiceId: string, rows: readonly ClientRecord[]): Promise<readonly Outcome[]>;
  upsertContacts(practiceId: string, rows: readonly ContactRecord[]): Promise<readonly Outcome[]>;
  deleteClient(practiceId: string, deletion: Deletion): Promise<Outcome>;
  deleteContact(practiceId: string, deletion: Deletion): Promise<Outcome>;
  /** Those of the names that are no connection of this practice. */
  unknownConnections(practiceId: string, names: readonly string[]): Promise<readonly string[]>;
  findClients(practiceId: string, keys: readonly string[]): Promise<FoundClients>;
  /** Those of the keys that no record has. */
  findUnknown(practiceId: string, kind: RecordKind, keys: readonly string[]): Promise<readonly string[]>;
  /** Of the keys: those that are another record's but for what a spreadsheet makes of keys, each with the keys of those records. */
  findAlike(
    practiceId: string,
    kind: RecordKind,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Some of the keys that are known: what they look like. */
  someKeys(practiceId: string, kind: RecordKind): Promise<readonly string[]>;
  /** Which records were refused, and of which something was taken over: those stay in sight until then (rule 22). */
  noteRefused(
    practiceId: string,
    rows: { readonly said: readonly SaidOf[]; readonly refused: readonly RefusedRecord[] },
  ): Promise<void>;
  /** Rule 20: deletes what two complete snapshots lack and what is older than the snapshot. */
  completeSnapshot(practiceId: string, snapshot: Snapshot): Promise<SnapshotOutcome>;
}
