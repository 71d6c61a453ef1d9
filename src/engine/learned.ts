// What a step of a run comes to: it asks the portal, says what it learned, and writes nothing itself. `record` does.
import type { Answer, ResourceChange } from '../database/ledger/operations.ts';
import type { AuditEntry } from '../database/people/audit.ts';
import type { Tx } from '../database/open-store.ts';
import type { Subject } from '../domain/link.ts';
import type { ReasonCode } from '../domain/reasons.ts';

/** Each thing it says is recorded before it goes on; once nothing more is to be sent it does not. */
export type Step<T = void> = AsyncGenerator<Learned, T, void>;

export interface Learned {
  /** What became of resources. */
  readonly changes?: readonly ResourceChange[];
  /** The answers to writes of which it became so. */
  readonly answered?: Answered;
  /** Further writes of the same transaction. */
  readonly also?: ((tx: Tx) => Promise<void>) | null;
  /** Why its records are not where they should be. */
  readonly reason?: Reason;
  readonly retry?: Retry;
  /** The plan is out of date: a new one is made. */
  readonly stale?: boolean;
  /** Nothing more is sent in this run: the portal says no. */
  readonly stopped?: boolean;
  /** A resource for which this run may try again what it has tried. */
  readonly again?: string;
  /** Resources made: nothing can hang below them that Koppel did not make. */
  readonly made?: readonly string[];
  /**
   * The generation at which another client went first after all. Whoever makes room raises it, which a later plan of this run
   * may have read already: the run is not over then.
   */
  readonly heldAt?: number;
  /** Other clients that wait for what was found out here. */
  readonly wakes?: readonly string[];
  readonly portal?: PortalFacts;
}

interface Reason {
  readonly about: readonly Subject[];
  readonly code: ReasonCode;
}

export interface Retry {
  readonly at: Date;
  readonly costsAttempt: boolean;
  /** Stable error code. */
  readonly error: string;
  /** The portal says no to this record: a revoke comes back less and less often, too. */
  readonly isRefused?: boolean;
}

interface Answered {
  readonly answers: readonly Answer[];
  readonly audit: readonly AuditEntry[];
  /** Resources that were leased for the writes beside those that they change. */
  readonly leased: readonly string[];
  /** An answer that is lost is made good by looking at the portal. */
  readonly isSeenAgain?: boolean;
}

/** Whether a portal answers. `down` and `refused` carry a stable error code. */
export type Health =
  { readonly portal: 'answers' } | { readonly portal: 'down' | 'refused'; readonly code: string };

/** What requests say of the portal, beside what they were about. */
export interface PortalFacts {
  readonly answeredWell?: true;
  /** One write that is taken outweighs those that are forbidden. */
  readonly writes?: 'taken' | { readonly refused: string };
  readonly failed?: 'transient' | 'unanswered';
  /** What a plain read said when a record was refused: whether the connection is meant. */
  readonly health?: Health | null;
  /** The error that stops the whole connection. */
  readonly accessError?: string;
  readonly bug?: Error;
}
