// The port through which records reach the database: what practice software, a file or a snapshot says about clients
// and contacts, already parsed. Whoever implements it decides staleness by `changedAt` and makes the affected due.
import type { ClientData } from '../domain/client.ts';
import type { ContactData } from '../domain/contact.ts';

/** A complete export of that time shows records that an earlier absence (rule 20) took for deleted. */
export type Origin = 'webhook' | 'import' | { readonly snapshotAsOf: Date };
export const RECORD_KINDS = ['client', 'contact'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface LinkChange {
  readonly enabled: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** By connection name. A connection that is absent is left as it is: only an explicit `false` unlinks (rule 20). */
export type LinkChanges = Readonly<Record<string, LinkChange>>;

export interface ClientRecord {
  readonly sourceKey: string;
  readonly changedAt: Date;
  readonly data: ClientData;
  readonly links: LinkChanges;
}

export interface ContactRecord {
  readonly sourceKey: string;
  readonly clientKey: string;
  readonly changedAt: Date;
  readonly data: ContactData;
  readonly links: LinkChanges;
}

export interface IntakeCounts {
  readonly applied: number;
  readonly unchanged: number;
  /** Older than what is known already: ignored. */
  readonly stale: number;
  /** Contacts whose client is unknown: ignored. */
  readonly orphaned: number;
}

type Keys = AsyncIterable<string> | Iterable<string>;

/** Every key the source holds at `asOf`. The same `asOf` twice is one snapshot: an import may be repeated. */
export interface Snapshot {
  readonly asOf: Date;
  readonly clientKeys: Keys;
  readonly contactKeys: Keys;
}

export interface Intake {
  upsertClients(practiceId: string, rows: readonly ClientRecord[], origin: Origin): Promise<IntakeCounts>;
  upsertContacts(practiceId: string, rows: readonly ContactRecord[], origin: Origin): Promise<IntakeCounts>;
  /** False when a newer version of the record is known already. */
  deleteClient(practiceId: string, deletion: Deletion, origin: Origin): Promise<boolean>;
  deleteContact(practiceId: string, deletion: Deletion, origin: Origin): Promise<boolean>;
  /** Those of the names that are no connection of this practice. */
  unknownConnections(practiceId: string, names: readonly string[]): Promise<readonly string[]>;
  /** Rule 20: deletes what two complete snapshots lack and what is older than the snapshot. */
  completeSnapshot(practiceId: string, snapshot: Snapshot): Promise<{ absent: number; deleted: number }>;
}

export interface Deletion {
  readonly sourceKey: string;
  readonly changedAt: Date;
}
