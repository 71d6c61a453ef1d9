// The contract between Koppel and a portal. A connector says what should exist in its portal (`wanted`, pure) and how
// one thing of each kind is found, made, changed and taken away. When, in which order, whether it is allowed and what
// is tried again is decided elsewhere, once for all portals: a connector holds no policy.
import type { ZodType } from 'zod';
import type { Client } from '../src/domain/client.ts';
import type { Contact } from '../src/domain/contact.ts';
import type { Employee } from '../src/domain/practice.ts';
import type { ReasonCode, ReasonText } from '../src/domain/reasons.ts';
import type { TypeNames } from '../src/domain/type-names.ts';
import type { Attributes } from '../src/plan/attributes.ts';
import type { Wanted } from '../src/plan/wanted.ts';
import type { PortalHook } from './portal-hook.ts';
import type { AccountRequest, DelegatedTask, MembershipLine, Remark, ResourceFact } from './portal-views.ts';

export type { Attributes, AttributeValue } from '../src/plan/attributes.ts';
export type { Claim, Refusal, Wanted, Warning } from '../src/plan/wanted.ts';

export interface LinkedContact {
  readonly contact: Contact;
  readonly linkSettings: Readonly<Record<string, unknown>>;
}

/** A client that may be pushed, with those of its contacts that may be pushed. */
export interface EligibleClient {
  readonly client: Client;
  readonly linkSettings: Readonly<Record<string, unknown>>;
  readonly contacts: readonly LinkedContact[];
  readonly employees: readonly Employee[];
}

/** One request to the portal. Tokens, limits, time-outs and error mapping are applied by the sender of it. */
export interface PortalRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the connection's base address; every variable part already URL-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /**
   * Sent as JSON; with `contentType`, a text that is sent as it is. Of a service with a sign-in of its own, a function that is
   * given the token of it.
   */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Answers the caller wants back as data (say 404 or 409) instead of as an error; a body that is not JSON as text. Of a
   * 404 that stays an error: a page that says so is not the portal's own.
   */
  readonly accept?: readonly number[];
  /** One of the connector's other services; left out: the connection's base address. */
  readonly service?: string;
  /** Sent without the token: the body says who asks. */
  readonly anonymous?: boolean;
  /** A page of a list of which the caller reads the others too. Any other list must come whole. */
  readonly isPage?: boolean;
  /** The caller itself reads the errors that an answer with status 200 tells (GraphQL). */
  readonly readsErrors?: boolean;
}

export interface PortalResponse {
  readonly status: number;
  /** Parsed JSON, or null where there is none. Parse it with a schema. */
  readonly body: unknown;
}

/** What a connector may use while it works for one connection. */
export interface Session<Settings = unknown> {
  readonly settings: Settings;
  send(request: PortalRequest): Promise<PortalResponse>;
  readonly now: () => Date;
  /** Remembers for the life of the session what is the same for the whole connection (a role id, say). */
  remember<T>(key: string, read: () => Promise<T>): Promise<T>;
  /** Forgets what was remembered under this key. */
  forget(key: string): void;
  /** Takes a new token before the next request: the portal shows a session nothing that is younger than itself. */
  renew(): void;
  /** Whether the calls of this type may be made: src/domain/call-permission.ts decides. */
  mayCall(type: string): boolean;
}

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
export interface Creation extends Target {
  readonly attributes: Attributes;
  /** A person asks for it once more although it was declined. */
  readonly anew?: boolean;
}
export interface Change extends Target {
  readonly portalId: string;
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
  look(
    session: Session<Settings>,
    targets: readonly (Target & { portalId: string })[],
  ): Promise<readonly Seen[]>;
  /** By which id the portal addresses it, and what was `tried`, where nothing shows it. Null: it cannot be told. */
  addressOf?(session: Session<Settings>, target: Target): Promise<string | null>;
  /** What can be told of it, where nothing shows it; in the order of the targets. */
  trace?(session: Session<Settings>, targets: readonly Target[]): Promise<readonly Trace[]>;
  /** Everything of this type: below one parent for types with parents, else of the whole connection. Left out: no list. */
  list?(session: Session<Settings>, parents: Readonly<Record<string, string>>): AsyncIterable<PortalRecord>;
  /** Never asked of observed types: give them `madeByOthers`. */
  create(session: Session<Settings>, creation: Creation): Promise<Outcome>;
  /** Asks the other side once more, which reaches a person: only ever because a person asked for it. */
  resend?(session: Session<Settings>, target: Target & { portalId: string }): Promise<Outcome>;
  update?(session: Session<Settings>, change: Change): Promise<Outcome>;
  remove?(session: Session<Settings>, target: Target & { portalId: string }): Promise<Outcome>;
  /**
   * Several creations below the same first parent in one request. Same order out as in. Where the portal refuses it as a
   * whole it throws a RejectedError: they are then created one by one, each with an intent and an answer of its own.
   */
  createMany?(session: Session<Settings>, creations: readonly Creation[]): Promise<readonly Outcome[]>;
  removeMany?(
    session: Session<Settings>,
    targets: readonly (Target & { portalId: string })[],
  ): Promise<readonly Outcome[]>;
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
  /** By which the portal knows what it hangs below, where Koppel has seen that. */
  readonly parentId?: string | null;
  /** What the portal shows of what the client stands on (its dossier), as Koppel last saw it. */
  readonly shown?: Attributes | null;
  /** The portal's own settings of the connection, as they were stored. */
  readonly settings?: unknown;
}

/** How the sender of requests signs in. Credentials are secret: they reach this object and nothing else. */
export interface Authentication<Credentials = unknown> {
  /** Asks the portal for a token. `post` sends without a token, under the same limits. */
  signIn(
    credentials: Credentials,
    post: (request: PortalRequest) => Promise<PortalResponse>,
  ): Promise<{ token: string; expiresInMs: number }>;
  /** Headers for a request that carries the token. */
  headers(token: string): Readonly<Record<string, string>>;
}

/** How the sender of requests signs in to a service that has tokens of its own, which stand in the body of a request. */
export interface ServiceAuthentication<Credentials = unknown> extends Pick<
  Authentication<Credentials>,
  'signIn'
> {
  /** What only the credentials say of the address. */
  query?(credentials: Credentials): Readonly<Record<string, string>>;
  /** Whether this answer says that the token is not good (any more): it is sent once more with a new one. */
  refusesToken(response: PortalResponse): boolean;
}

/** One proof of an assumed call, run by `koppel connection test --prove`. Leaves nothing behind. */
export interface Proof<Settings> {
  readonly type: string;
  /** What it will do, before it is asked to: shown to the operator. */
  readonly description: string;
  /**
   * `testKey`: natural key of a record of the connector's first type, which the operator gave for it. Throws, or says
   * what did not behave as assumed.
   */
  run(session: Session<Settings>, testKey: string): Promise<ProofResult>;
}

/** `left`: what it made and could not take away again, each with its id. */
export type ProofResult =
  { readonly ok: true } | { readonly ok: false; readonly problem: string; readonly left?: readonly string[] };

/** Requests for accounts that are made in the portal and answered by the office. */
export interface AccountRequests<Settings> {
  /** The resource type whose proof covers these calls. */
  readonly type: string;
  /** Those for the resources of the connector's first type with these keys, answered ones too. */
  read(session: Session<Settings>, keys: readonly string[]): Promise<readonly AccountRequest[]>;
  /** Giving the access answers a request with yes; this is the no. False: it was answered already. */
  refuse(session: Session<Settings>, id: string): Promise<boolean>;
}

/** Names of headers, in lower case, by which a portal tells the state of its bucket of tokens. They may be absent. */
export interface RateHeaders {
  /** Most tokens that the bucket holds. */
  readonly capacity: string;
  readonly remaining: string;
  /** Tokens that it gets back a second. */
  readonly perSecond: string;
  /** Tokens that the request cost. */
  readonly cost: string;
}

export interface PortalConnector<Settings = unknown, Credentials = unknown> {
  readonly id: string;
  readonly title: string;
  readonly settings: ZodType<Settings>;
  readonly credentials: ZodType<Credentials>;
  readonly authentication: Authentication<Credentials>;
  /** In the order in which they are made: parents before children. Removal runs backwards. */
  readonly resources: Readonly<Record<string, ResourceType<Settings>>>;
  /** Requests of one connection under way at a time, over all processes, and how many of them a second. */
  readonly limits: {
    readonly concurrency: number;
    readonly requestsPerSecond: number;
    /** How its answers tell what may still be sent; obeyed beside the other two. */
    readonly told?: RateHeaders;
  };
  /** Shows that the sign-in works; left out: reads the first page of the first type. */
  check?(session: Session<Settings>): Promise<void>;
  readonly proofs: readonly Proof<Settings>[];
  /**
   * Its calls as an OpenAPI document, marked as connectors/api-check/compare-apis.ts says, to hold a file of the vendor against;
   * `graphql`: the portal's API has no such file. Left out: they are not written down.
   */
  readonly api?: 'graphql' | (() => Promise<unknown>);
  /** Addresses of further services by name, below which requests that name one are sent, and nowhere else. */
  services?(baseUrl: string, settings: Settings): Readonly<Record<string, string>>;
  /** Of those services that are signed in to apart, by name. */
  readonly serviceAuthentications?: Readonly<Record<string, ServiceAuthentication<Credentials>>>;
  /** Tasks of a client that were delegated in the portal, with the portal's own log of each step. */
  readTaskLog?(session: Session<Settings>, client: Client): Promise<readonly DelegatedTask[]>;
  readonly accountRequests?: AccountRequests<Settings>;
  /** The portal's own lists of where colleagues are members, side by side. */
  readMemberships?(session: Session<Settings>): Promise<readonly MembershipLine[]>;
  /** Shown by `koppel explain` under one client or contact. Pure. */
  remarks?(facts: readonly ResourceFact[]): readonly Remark[];
  /** Settings that stay as they are where new ones do not name them: whoever changes another one does not reset these. */
  readonly keptSettings?: readonly string[];
  /** Settings that this address cannot do without, one sentence each that names the setting. */
  missingSettings?(baseUrl: string, settings: Settings): readonly string[];
  /** Checks a call of the portal to Koppel: its raw body, its headers in lower case, our secret. */
  readonly hook?: PortalHook<Credentials>;
  /** What people call its resource types; left out: by their codes. */
  readonly names?: TypeNames;
  /** Reasons that only this portal has. */
  readonly reasons?: Readonly<Record<string, ReasonText>>;
  wanted(client: EligibleClient, settings: Settings): Wanted;
}
