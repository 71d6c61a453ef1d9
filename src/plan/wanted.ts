// What should exist in a portal for one client and its contacts, as a connector's pure `wanted` says it.
import type { Subject } from '../domain/link.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Attributes } from './attributes.ts';

/** The wish of one subject that a resource exist. */
export interface Claim {
  readonly type: string;
  /** Name of this claim within one `wanted`; other claims point at it. Two claims on one resource have different refs. */
  readonly ref: string;
  readonly subject: Subject;
  /** Natural key in the portal, already normalized: a client number, an e-mail address. '' where the parents say it all. */
  readonly key: string;
  /** Whose it is in the practice: an internal key. Two owners never share one resource; one owner may change its key. */
  readonly owner: string;
  /** Refs whose resources this one hangs under: part of its identity, and present before it is made. */
  readonly parents: readonly string[];
  /** Refs that must be present first without being part of its identity. */
  readonly needs: readonly string[];
  readonly attributes: Attributes;
  /** When the practice software last changed the record behind it: the latest leads where claims differ (rule 11). */
  readonly changedAt: Date;
}

/**
 * A subject whose data the portal cannot take. What already stands in the portal for it stays untouched. Its claims are
 * given all the same wherever their key can be told, so that others can hang below what already exists.
 */
export interface Refusal {
  readonly subject: Subject;
  readonly reason: ReasonCode;
  /** The field of the record at fault, for instance `name`. Never its value. */
  readonly field?: string;
}

/** Nothing is wrong, but somebody should know: shown instead of IN_SYNC. */
export interface Warning {
  readonly subject: Subject;
  readonly reason: ReasonCode;
}

export interface Wanted {
  readonly claims: readonly Claim[];
  readonly refusals: readonly Refusal[];
  readonly warnings?: readonly Warning[];
}
