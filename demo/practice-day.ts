// A day in the life of a practice, as a story: the first load, events of the practice software, sweeps. What it needs to
// know about a portal to play it there.
import type { Text } from '../src/domain/text.ts';
import type { ConnectionCounts } from '../src/database/people/status.ts';
import type { InventedPractice } from './invent-practice.ts';
import type { PracticeMessage } from './practice-software.ts';
import type { Sandbox } from './story.ts';

export interface DemoEvent {
  readonly type: string;
  /** What happens in the practice software, for people. */
  readonly story: Text;
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

export interface PracticeDay {
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
