// What the demo needs to know about a portal: how to start its sandbox, which events to play and how to see their
// effect, and what its sandbox must show in the end. One file per portal, listed in stories.ts.
import type { ConnectionCounts } from '../database/status.ts';
import type { InventedPractice } from './invent-practice.ts';
import type { PracticeMessage } from './practice-software.ts';

export interface Sandbox {
  /** The base address of a connection. */
  readonly url: string;
  /** Its back door: state, counts of requests, mails. */
  readonly adminUrl: string;
}

export interface DemoEvent {
  readonly type: string;
  /** What happens in the practice software, for people. */
  readonly story: string;
  readonly messages: readonly PracticeMessage[];
  /** Whether the sandbox shows the effect, asked by its back door. */
  isShown(): Promise<boolean>;
}

/** What the sandbox holds, read from the sandbox. */
export interface PortalNumbers {
  readonly entities: number;
  readonly people: number;
  readonly accesses: number;
  readonly mails: number;
  readonly requests: Readonly<Record<string, number>>;
}

export interface DemoStory {
  /** Id of the portal's connector. */
  readonly portal: string;
  readonly title: string;
  /** Name of the connection in the invented practice. */
  readonly connection: string;
  readonly credentials: unknown;
  /** Resource types that the sandbox is known to behave for as assumed. */
  readonly provenTypes: readonly string[];
  startSandbox(): Promise<Sandbox & { close(): Promise<void> }>;
  events(practice: InventedPractice, sandbox: Sandbox): readonly DemoEvent[];
  readPortal(sandbox: Sandbox): Promise<PortalNumbers>;
  /** What does not fit between what Koppel says and what the sandbox shows, one sentence each. */
  findMisfits(counts: ConnectionCounts, portal: PortalNumbers, footing: Footing): readonly string[];
}

/** By how much a portal rightly differs from the number of clients and contacts in sync. */
export interface Footing {
  /** Pushed once and not to be pushed any more: the record stays (rules 15 and 16). */
  readonly clientsKept: number;
  readonly peopleKept: number;
  /** Contacts that share the portal person of another contact: one human at several clients (rule 11). */
  readonly contactsMerged: number;
}
