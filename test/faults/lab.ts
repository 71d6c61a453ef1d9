// What one run of the laboratory stands on: the processes, their stores, the portal, the practice and its model. Opens all
// of it for one shape of Koppel, and closes it in reverse.
import type { Practice, Change, Loss } from './practice-model.ts';
import type { Fleet } from './koppel-fleet.ts';
import type { Ledger } from './ledger.ts';
import type { Neighbour } from './neighbour.ts';
import type { PracticeExports } from './practice-exports.ts';
import type { PracticeSender } from './practice-sender.ts';
import type { SoftwarePractice } from './software.ts';
import type { SandboxPortal } from '../support/sandbox-portal.ts';
import type { Clocks } from './clocks.ts';
import type { DataDisk } from './data-disk.ts';
import type { LabPostgres } from './lab-postgres.ts';
import type { LabRedis } from './lab-redis.ts';
import type { Diary } from './diary.ts';

/** Two workers and a server with the queue in Redis, the same with the queue in PostgreSQL, or all in one process. */
export const SHAPES = ['redis', 'postgres', 'embedded'] as const;
export type Shape = (typeof SHAPES)[number];

export interface Lab {
  readonly shape: Shape;
  readonly portal: SandboxPortal;
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly sender: PracticeSender;
  readonly exports: PracticeExports;
  readonly neighbour: Neighbour;
  readonly software: SoftwarePractice;
  readonly diary: Diary;
  readonly database: LabPostgres;
  readonly redis: LabRedis | null;
  readonly clocks: Clocks | null;
  readonly disk: DataDisk | null;
  readonly model: Model;
  readonly heavy: HeavyTimes;
  /** A person at the command line; tried again while the database is away. */
  koppel(...args: string[]): Promise<void>;
  /** The same, tried once; the exit code. */
  koppelOnce(...args: string[]): Promise<number | string>;
  close(): Promise<void>;
}

/** Whether something heavy is under way, or was a moment ago: a process may end by itself then. */
export interface HeavyTimes {
  during(work: Promise<void>): Promise<void>;
  isUnderWay(): boolean;
}

/** The practice as it is now, and what somebody made by hand in the portal. */
export interface Model {
  practice(): Practice;
  byHand(): ReadonlyMap<string, string>;
  /** What Koppel knew of in the portal when it last agreed, by the portal's id. */
  known(): ReadonlySet<string>;
  change(change: Change): void;
  lose(loss: Loss): void;
  addByHand(id: string, as: string): void;
  forgetByHand(ids: readonly string[]): void;
  /** A contact was seen to have access. */
  noteInside(key: string): void;
  /** Model and portal agree; `known`: the portal's ids that Koppel has learned. */
  noteAgreement(practice: Practice, known: readonly string[]): void;
  /** Later than every moment before. */
  tick(): number;
  serial(): number;
}
