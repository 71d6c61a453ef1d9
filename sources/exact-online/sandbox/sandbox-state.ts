// What the sandbox holds: administrations with their rows, subscriptions, what was used of the limits. Plain data.
import { randomUUID } from 'node:crypto';
import type { Switches } from './switches.ts';

/** By the names of its fields, those without a value left out; dates in milliseconds since the epoch. */
export type Row = Record<string, string | number | boolean | null>;

export interface Account extends Row {
  ID: string;
  Timestamp: number;
  Code: string;
}
export interface Contact extends Row {
  ID: string;
  Timestamp: number;
  Account: string;
}
export interface NamedRow extends Row {
  ID: string;
}
interface Removal extends Row {
  Timestamp: number;
  EntityType: number;
  EntityKey: string;
  DeletedDate: number;
}

export interface Division {
  /** Its fields; `Code` is the key. */
  readonly about: Row & { Code: number };
  /** The consent of the user holds for it. */
  granted: boolean;
  lastTimestamp: number;
  lastCode: number;
  lastHid: number;
  /** By ID; each change puts a row to the end, so that they stand in the order of their row versions. */
  readonly accounts: Map<string, Account>;
  readonly contacts: Map<string, Contact>;
  /** Of accounts. */
  readonly idByCode: Map<string, string>;
  removals: Removal[];
  readonly classificationNames: Map<string, NamedRow>;
  readonly classifications: Map<string, NamedRow>;
}

export const TOPICS = ['Accounts', 'Contacts'] as const;
export type Topic = (typeof TOPICS)[number];

export interface Subscription extends Row {
  ID: string;
  CallbackURL: string;
  Topic: Topic;
  Division: number;
  UserID: string;
}

/** What shall be told to subscribers. */
export type Outgoing =
  | { readonly kind: 'test'; readonly url: string }
  | {
      readonly kind: 'change';
      readonly topic: Topic;
      readonly action: 'Create' | 'Update' | 'Delete';
      readonly division: number;
      readonly key: string;
    };

export interface Delivery {
  readonly kind: Outgoing['kind'];
  readonly url: string;
  readonly text: string;
  /** The status of the answer; null: none was had. */
  state: 'under-way' | 'held' | 'lost' | 'nowhere' | number | null;
}

export interface HookFault {
  readonly fault: 'lost' | 'twice' | 'late' | 'wrong-secret';
  /** Of late ones; null: until they are released. */
  readonly delayMs: number | null;
  left: number;
}

/** Calls of one administration in the minute and the day that are running. */
export interface Usage {
  minute: number;
  inMinute: number;
  day: number;
  inDay: number;
}

export interface SandboxState {
  switches: Switches;
  /** How far the server's clock is ahead of that of this machine. Set later, time has passed. */
  clockOffsetMs: number;
  divisions: Map<number, Division>;
  /** What the user who signed in may: their rights, and whether they say yes to the consent. */
  user: { hasRights: boolean; consents: boolean };
  subscriptions: Subscription[];
  outbox: Outgoing[];
  deliveries: Delivery[];
  hookFaults: HookFault[];
  usage: Map<string, Usage>;
  /** When each endpoint answered with an error. */
  errors: Map<string, number[]>;
  blockedUntil: number;
  blocks: number;
}

export const PRACTICE_DIVISION = 3_400_001;
const CLIENT_DIVISION = 3_400_002;
/** The user did not name it in the consent. */
const HIDDEN_DIVISION = 3_400_003;

export const SANDBOX_USER = {
  UserID: '5e000000-0000-4000-8000-000000000001',
  FullName: 'Koppeling Kantoor',
  Email: 'koppeling@kantoor.example.nl',
  UserName: 'koppeling@kantoor.example.nl',
  Language: 'NL',
} as const;

/** Longer than 32 bits. */
const FIRST_TIMESTAMP = 7_300_000_000;

export function createState(switches: Switches): SandboxState {
  const divisions = [
    newDivision({
      Code: PRACTICE_DIVISION,
      Hid: 1,
      Description: 'Kantoor',
      IsMainDivision: true,
      IsPracticeDivision: true,
    }),
    newDivision({ Code: CLIENT_DIVISION, Hid: 2, Description: 'Administratie van een klant' }),
    { ...newDivision({ Code: HIDDEN_DIVISION, Hid: 3, Description: 'Niet gedeeld' }), granted: false },
  ];
  return {
    switches,
    clockOffsetMs: 0,
    divisions: new Map(divisions.map((each) => [each.about.Code, each])),
    user: { hasRights: true, consents: true },
    ...{ subscriptions: [], outbox: [], deliveries: [], hookFaults: [] },
    ...{ usage: new Map(), errors: new Map(), blockedUntil: 0, blocks: 0 },
  };
}

export function newDivision(about: Division['about']): Division {
  return {
    about: {
      ...{ Status: 1, BlockingStatus: 0, Country: 'NL', Customer: randomUUID() },
      ...{ IsMainDivision: false, IsPracticeDivision: false, IsDossierDivision: false },
      ...about,
    },
    ...{ granted: true, lastTimestamp: FIRST_TIMESTAMP, lastCode: 1_000, lastHid: 0 },
    ...{ accounts: new Map(), contacts: new Map(), idByCode: new Map(), removals: [] },
    ...{ classificationNames: new Map(), classifications: new Map() },
  };
}

/** By the server's clock, in milliseconds since the epoch. */
export function now({ clockOffsetMs }: SandboxState): number {
  return Date.now() + clockOffsetMs;
}
