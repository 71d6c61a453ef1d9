// What a connector says of one kind of thing in its portal, and how it is found, made, changed and taken away.
import type { ReasonCode } from '../src/domain/reasons.ts';
import type { Attributes } from '../src/plan/attributes.ts';
import type { Session } from './session.ts';

/** `unknown`: the portal does not tell. */
export type SignIn = 'active' | 'mail-sent' | 'unknown';

/** A resource as the portal shows it. */
export interface PortalRecord {
  readonly portalId: string;
  readonly key: string;
  readonly attributes: Attributes;
  readonly signIn?: SignIn;
}

/** A resource that Koppel knows: enough to address it in the portal. */
export interface Target {
  readonly key: string;
  readonly portalId: string | null;
  /** Portal ids of the parents by resource type. */
  readonly parents: Readonly<Record<string, string>>;
  /** Attributes that were asked for in writes which were never answered: they may be in the portal, too. */
  readonly tried?: readonly Attributes[];
}
/** One that the portal knows by an id. */
export interface Known extends Target {
  readonly portalId: string;
}
export interface Creation extends Target {
  readonly attributes: Attributes;
  /** A person asks for it once more although it was declined. */
  readonly anew?: boolean;
}
export interface Change extends Known {
  readonly before: Attributes;
  /** Only what differs from `before`. */
  readonly changes: Attributes;
  /** Keys of the resources of the connector's first type that the client of this run stands on: its own to change. */
  readonly own?: readonly string[];
  /** What a person agreed that this very change touches beside its own client; left out: nobody was asked. */
  readonly confirmed?: readonly string[];
}

export interface ManualTask {
  /** Exact instructions with the screen path, one step a line, in both languages. Shown to office staff only. */
  readonly en: readonly string[];
  readonly nl: readonly string[];
}

type Actor = 'client' | 'contact' | 'employee' | 'practice' | 'portal';

/** Who must act, and what it is about. When Koppel looks again is not the connector's to say. */
export interface Wait {
  readonly on: Actor;
  readonly what: ReasonCode;
  /** Due within minutes without anybody doing anything (late visibility). */
  readonly soon?: boolean;
  /** An answer takes days: Koppel looks after five minutes, then hourly, and daily after a week (in shares of `lookAgainMs`). */
  readonly slowly?: boolean;
  /** What it is about once it has lasted so long. */
  readonly overdue?: { readonly afterMs: number; readonly what: ReasonCode };
}

/** What came of an operation. Failures that say something about the portal are thrown; these are data. */
export type Outcome =
  /** `shown`: the record, where the answer showed it. */
  | {
      readonly status: 'done';
      readonly portalId: string;
      readonly signIn?: SignIn;
      readonly shown?: Attributes;
    }
  /**
   * Somebody must act. Without a portal id nothing was sent, and it is tried again when Koppel looks again. Of a removal:
   * nothing was taken away yet, and it stays due.
   */
  | ({ readonly status: 'waiting'; readonly portalId?: string } & Wait)
  /**
   * Of an update: it would show elsewhere too (a profile that is valid in other dossiers), and nobody has agreed to all of
   * that yet. `touches`: the keys of what it would show in. Nothing was sent.
   */
  | { readonly status: 'unconfirmed'; readonly touches: readonly string[]; readonly what: ReasonCode }
  /** Nothing was sent: a person does it. Without a task, as `manual` of the type tells. */
  | { readonly status: 'manual'; readonly task?: ManualTask }
  | { readonly status: 'refused'; readonly what: ReasonCode; readonly field?: string }
  /**
   * The portal says that a record with this natural key exists already: the engine finds and adopts it. Of an update: another
   * record has the new key; where it is one of ours, the engine waits until it gives the key up.
   */
  | { readonly status: 'taken' }
  /** The record to change or to remove is not there: made again if still wanted. A portal may say so of what is new. */
  | { readonly status: 'gone' };

/** Records show what they hold, where the portal tells. */
export type Seen =
  | { readonly state: 'present' | 'absent'; readonly record?: PortalRecord }
  | ({ readonly state: 'waiting'; readonly record?: PortalRecord } & Wait)
  /** Final until a person acts. */
  | { readonly state: 'declined'; readonly record?: PortalRecord; readonly what: ReasonCode };

type OnRemove = 'remove' | 'keep' | 'withdraw';

/**
 * What a portal tells of something that it does not show. parent-gone: what it hangs below is not there any more. none:
 * nothing of its kind is left there, or it lets nobody in. unknown: neither can be told.
 */
export type Trace = 'parent-gone' | 'none' | 'unknown';

export interface ResourceType<Settings = unknown> {
  /** connection: shared by the clients of a connection (a person). client: belongs to one (an access). */
  readonly scope: 'client' | 'connection';
  /** Types of its parents, in the order in which claims name them. Left out: it stands by itself. */
  readonly below?: readonly string[];
  /** assumed: nothing public says it, so it is manual against a real portal until `connection test` has proven it. */
  readonly evidence: 'doc' | 'code' | 'assumed';
  /**
   * Calls that are assumed although the rest is not: a write is left to a person until proven. absence: that it can be read
   * back to show that it is gone. Until `connection test --prove` has seen so, `find`, `look` and `list` are not asked, `addressOf`
   * and `trace` are, and no revoke is called verified (decision 21).
   */
  readonly assumedCalls?: readonly ('update' | 'remove' | 'resend' | 'absence')[];
  /** observed: made by others, only looked for (and where it has `remove`, taken away). */
  readonly managed: 'written' | 'observed';
  /** Attributes that are told when it is made and never compared or changed after. */
  readonly onlyAtCreation?: readonly string[];
  /**
   * Attributes on which everybody who claims it must agree (rule 11: where rights differ, it is a conflict). What stands
   * stays; whoever wishes otherwise is told `conflict` and gets nothing below it until they agree.
   */
  readonly rights?: { readonly names: readonly string[]; readonly conflict: ReasonCode };
  /** Parent types that its writes read and rewrite: no two such writes of one parent at a time. */
  readonly rewrites?: readonly string[];
  /**
   * Creations that may not be open beside each other: of those with one key the lowest priority goes first, and the next
   * follows when it was answered.
   */
  serialiseBy?(key: string, attributes: Attributes): { readonly key: string; readonly priority: number };
  /** Its removal is a revoke: braked, first in line, proven by a read-back. */
  readonly grantsAccess: boolean;
  /**
   * What becomes of it when nobody claims it any more. withdraw: taken back while it still waits for an answer, kept once
   * it was given.
   */
  readonly onRemove: OnRemove;
  /** The type whose calls show that it was withdrawn: until they are proven, a person's word that it was is believed. */
  readonly withdrawalShows?: string;
  /** Where the settings of the connection decide it instead. */
  removalBy?(settings: Settings): OnRemove;
  /**
   * Attributes that give it a key nobody else has, for the moment in which two of ours exchange theirs: a portal that has
   * every key once lets neither go first. Left out: it never exchanges keys, or its key is no attribute.
   */
  keyAside?(portalId: string): Attributes;
  /** Attributes that switch it off without removing it (`onClientIneligible: deactivate`). */
  readonly deactivated?: Attributes;
  /**
   * What to do when an earlier attempt was never answered. find: look by natural key first. idempotent: send again.
   * never: it reaches a person; a person finds out.
   */
  readonly repeat: 'find' | 'idempotent' | 'never';
  /**
   * The portal refuses a second one under the same key: making it again is safe even while an unanswered try could still
   * take effect. Only for types that are never removed.
   */
  readonly neverTwice?: boolean;
  /** Reason shown when its key belongs to another owner. */
  readonly keyInUse: ReasonCode;
  /** When a key passes to another owner: as soon as nobody claims it, or only once its owner was deleted. */
  readonly takeOver: 'when-unclaimed' | 'when-owner-deleted';
  /** A subject keeps the one it stands on although its records now name another key: it was agreed with somebody. */
  readonly staysOnceThere?: boolean;

  /**
   * The present state of what others make or answer, in one request where possible: required of observed types, and of
   * those that wait. Also asked where no portal id is known.
   */
  observe?(session: Session<Settings>, targets: readonly Target[]): Promise<readonly Seen[]>;
  /**
   * All records with this natural key (more than one is ambiguous; none is an empty list). Where the type has `observe`,
   * also one that still waits or was declined: `observe` then says how it stands. Throws where the portal did not show all.
   */
  find(session: Session<Settings>, target: Target): Promise<readonly PortalRecord[]>;
  /**
   * The present state of several known resources that share their parents' first member, in one request where possible.
   * `absent` is a proof: it is said only after the portal has shown everything among which the resource would be, read to
   * an empty page or to the portal's own count. Throws where that cannot be said.
   */
  look(session: Session<Settings>, targets: readonly Known[]): Promise<readonly Seen[]>;
  /** By which id the portal addresses it, and what was `tried`, where nothing shows it. Null: it cannot be told. */
  addressOf?(session: Session<Settings>, target: Target): Promise<string | null>;
  /** What can be told of it, where nothing shows it; in the order of the targets. */
  trace?(session: Session<Settings>, targets: readonly Target[]): Promise<readonly Trace[]>;
  /** Everything of this type: below one parent for types with parents, else of the whole connection. Left out: no list. */
  list?(session: Session<Settings>, parents: Readonly<Record<string, string>>): AsyncIterable<PortalRecord>;
  /** Never asked of observed types. */
  create(session: Session<Settings>, creation: Creation): Promise<Outcome>;
  /** Asks the other side once more, which reaches a person: only ever because a person asked for it. */
  resend?(session: Session<Settings>, target: Known): Promise<Outcome>;
  update?(session: Session<Settings>, change: Change): Promise<Outcome>;
  remove?(session: Session<Settings>, target: Known): Promise<Outcome>;
  /**
   * Several creations below the same first parent in one request. Same order out as in. Where the portal refuses it as a
   * whole it throws a RejectedError: they are then created one by one, each with an intent and an answer of its own.
   */
  createMany?(session: Session<Settings>, creations: readonly Creation[]): Promise<readonly Outcome[]>;
  removeMany?(session: Session<Settings>, targets: readonly Known[]): Promise<readonly Outcome[]>;
  /** How a person does it where Koppel may not (evidence `assumed` and not proven, or `propagateUnlinks: manual`). */
  manual?(action: ManualAction, names: ManualNames): ManualTask | undefined;
}

/** find-out: whether something that was sent and never answered is there. */
export type ManualAction = 'create' | 'remove' | 'find-out';

/** The names a manual task may show. Read from the database when the task is shown, never stored in a queue or log. */
export interface ManualNames {
  readonly client: string;
  readonly clientNumber: string;
  readonly contact: string;
  readonly email: string;
  /** The resource's natural key: the address of a colleague, the number of an organisation. */
  readonly key: string;
  /** What everybody who claims it wants of it now. Empty where nobody claims it any more. */
  readonly wanted: Attributes;
  /** By which the portal knows what it hangs below, where Koppel has seen that. */
  readonly parentId?: string | null;
  /** What the portal shows of what the client stands on (its dossier), as Koppel last saw it. */
  readonly shown?: Attributes | null;
}
