// What a check of files is asked for, and what it has learnt: keys, never records.
import { type Intake, type RecordKind } from '../intake.ts';
import type { ProblemList } from '../records/problems.ts';
import type { RecordFile } from './record-file.ts';

export interface Progress {
  readonly phase: 'check' | 'write';
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Often enough to look alive, seldom enough to cost nothing. */
export const PROGRESS_ROWS = 500;

export interface DatedFile extends RecordFile {
  /** When all that it holds was said; null: nothing tells. */
  readonly saidAt: Date | null;
}

export interface CheckRequest {
  readonly intake: Intake;
  readonly practiceId: string;
  readonly files: readonly DatedFile[];
  readonly now: Date;
  /** The files hold everything the practice has. */
  readonly complete: boolean;
  /** What is wrong already; what the check finds comes to it. */
  readonly problems: ProblemList;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface CheckedFiles {
  readonly problems: ProblemList;
  /** True when skipping the wrong rows would not make the rest trustworthy: only what is taken away counts. */
  readonly fatal: boolean;
  readonly rows: Readonly<Record<RecordKind, number>>;
  /** How many of them are right. */
  readonly goodRows: number;
  /** Every key of the files, also of rows that are wrong in other ways, with its first line. */
  readonly keys: Readonly<Record<RecordKind, ReadonlyMap<string, number>>>;
  /** Keys on more than one row: which of them is right, nobody can tell. */
  readonly doubles: Readonly<Record<RecordKind, ReadonlySet<string>>>;
  /** Keys that nobody knows, with the known ones that each may be but for what a spreadsheet makes of it. */
  readonly alike: Readonly<Record<RecordKind, ReadonlyMap<string, readonly string[]>>>;
  /** Known keys that rows with such keys may mean. */
  readonly maybeThere: Readonly<Record<RecordKind, ReadonlySet<string>>>;
  /** Keys that nobody knows, and that a spreadsheet has made dates of. */
  readonly dates: Readonly<Record<RecordKind, ReadonlySet<string>>>;
  /** Keys of known clients that contacts of a complete export name and that the export does not hold. */
  readonly missingClients: ReadonlySet<string>;
  /** Keys of clients that nobody knows: the intake takes over only what their contacts switch off. */
  readonly unknownClients: ReadonlySet<string>;
  /** By name, whether the practice has the connection that a link names. */
  readonly connections: ReadonlyMap<string, boolean>;
  /** Rows without a readable key. With one of them, "not in the export" cannot be said of any record (rule 20). */
  readonly rowsWithoutKey: number;
  /** By field, in how many rows its text was cleaned of what nobody means. */
  readonly cleaned: Readonly<Record<RecordKind, ReadonlyMap<string, number>>>;
  readonly digestByPath: ReadonlyMap<string, string>;
}

export interface ClientUse {
  readonly clientKey: string;
  readonly file: RecordFile;
  readonly line: number;
}

/** What the check has learnt so far. */
export interface Findings {
  readonly problems: ProblemList;
  fatal: boolean;
  goodRows: number;
  rowsWithoutKey: number;
  readonly rows: Record<RecordKind, number>;
  readonly keys: Record<RecordKind, Map<string, number>>;
  readonly doubles: Record<RecordKind, Set<string>>;
  /** Keys of rows that are wrong in other ways. */
  readonly wrong: Record<RecordKind, Set<string>>;
  readonly alike: Record<RecordKind, Map<string, readonly string[]>>;
  readonly maybeThere: Record<RecordKind, Set<string>>;
  readonly dates: Record<RecordKind, Set<string>>;
  /** Contacts that came before their client, if that is there at all. */
  readonly early: ClientUse[];
  readonly missingClients: Set<string>;
  readonly unknownClients: Set<string>;
  readonly connections: Map<string, boolean>;
  /** What concerns every row of a file for one and the same cause, and is listed once. */
  readonly saidOnce: Set<string>;
  readonly cleaned: Record<RecordKind, Map<string, number>>;
  readonly digestByPath: Map<string, string>;
}

export function startFindings(problems: ProblemList): Findings {
  return {
    problems,
    fatal: false,
    goodRows: 0,
    rowsWithoutKey: 0,
    rows: { client: 0, contact: 0 },
    keys: { client: new Map(), contact: new Map() },
    doubles: { client: new Set(), contact: new Set() },
    wrong: { client: new Set(), contact: new Set() },
    alike: { client: new Map(), contact: new Map() },
    maybeThere: { client: new Set(), contact: new Set() },
    dates: { client: new Set(), contact: new Set() },
    early: [],
    missingClients: new Set(),
    unknownClients: new Set(),
    connections: new Map(),
    saidOnce: new Set(),
    cleaned: { client: new Map(), contact: new Map() },
    digestByPath: new Map(),
  };
}
