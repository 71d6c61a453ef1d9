// The contract between Koppel and practice software that is read. A source says what its software holds: page by page what
// was said since the last time, one record when it is asked for, and which records a call of the software hints at. When it
// is read, how fast, what is kept of it and what absence means is decided elsewhere, once for all sources.
import type { ZodType } from 'zod';
import type { PortalRequest, PortalResponse } from '../connectors/connector.ts';
import type { HookCall } from '../connectors/portal-hook.ts';
import type { Text } from '../src/domain/text.ts';
import type { RecordKind } from '../src/intake/intake.ts';

/** What a source may use while it reads for one practice. */
export interface SourceSession<Settings = unknown> {
  readonly settings: Settings;
  /** By the clock of the database, which dates everything that was said: the clock of the software is not asked. */
  now(): Date;
  /**
   * Sends one request, under the limits, signed in. A refusal (4xx) is never sent again by itself; where one place was
   * refused too often it is left alone for a while, with an error.
   */
  send(request: PortalRequest): Promise<PortalResponse>;
  /** Keeps for this turn of reading what is the same for all of it. */
  remember<T>(key: string, read: () => Promise<T>): Promise<T>;
}

/** The JSON form of a record without key and time, as `docs/webhook.md` describes it: always whole, checked by the intake. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export type SourceStatement =
  | {
      readonly kind: RecordKind;
      /** Never changed by the software, unlike a number. */
      readonly key: string;
      readonly says: 'there';
      readonly record: SourceRecord;
      /** It says something else from then on although nobody touches it (an end date): it is read again then. */
      readonly until?: Date;
      /**
       * Of a client, where which of its contacts is linked stands with it, and their own rows do not change by it: which that is.
       * Where it is another here, they are read again.
       */
      readonly mainContact?: string | null;
      /** What of it could not be told, and is left as it was known: names of fields and codes. */
      readonly problems?: readonly { readonly field: string; readonly code: string }[];
    }
  /** Deleted there, or there and no client or contact (any more). So is a contact that is there at a client nobody knows. */
  | { readonly kind: RecordKind; readonly key: string; readonly says: 'gone' };

/** Where to go on. Plain JSON of the source's own, without names or secrets. */
type Cursor = Readonly<Record<string, unknown>>;

export interface SourcePage {
  /**
   * When all this was said: the time at which it was asked for, or, where the software tells it by a clock that can be
   * trusted, its own. Never the change time of a record (docs/decisions/0017-said-when.md).
   */
  readonly saidAt: Date;
  /** In the order in which they count where two say the same moment of one record: the last. */
  readonly statements: readonly SourceStatement[];
  /** Where to go on once this page, and all before it, were taken in. Null: not before a later page was. */
  readonly cursor: Cursor | null;
  /** Codes of what a person should look at, where it is no matter of one record; what they concern was left as it was. */
  readonly problems?: readonly string[];
}

/** A reason to look at one record, or at all that changed (`key: null`). Never a fact. */
export type Hint =
  { readonly kind: RecordKind; readonly key: string } | { readonly kind: 'any'; readonly key: null };

/** test: the software tries the address; nothing is believed of it, and it is told that somebody is there. */
export type Heard =
  | { readonly is: 'forged' }
  | { readonly is: 'test' }
  | { readonly is: 'hints'; readonly hints: readonly Hint[] };

/** Calls of the software to Koppel, where it makes any. */
export interface SourceHook<Settings = unknown, Credentials = unknown> {
  /** On the bytes as received; nothing may be parsed before the signature was compared. */
  hear(call: HookCall, given: { readonly settings: Settings; readonly credentials: Credentials }): Heard;
  /**
   * Sees to it that the software calls this address. Asked once a day; does nothing where it does already. False: it calls
   * somebody else of this Koppel. Throws where it refuses, which keeps nobody from reading.
   */
  subscribe(session: SourceSession<Settings>, callbackUrl: string): Promise<boolean>;
  /** Sees to it that it calls this address no more. */
  unsubscribe(session: SourceSession<Settings>, callbackUrl: string): Promise<void>;
}

/** A request that signs in, and says itself who asks: it is sent without a token. */
type TokenRequest = Pick<PortalRequest, 'path' | 'body' | 'contentType' | 'headers'>;

type Grant =
  | { readonly code: string; readonly redirectUri: string }
  /** Dead once it was used: what it brings is written before it is. */
  | { readonly refreshToken: string };

export type GrantAnswer =
  | {
      readonly is: 'granted';
      readonly token: string;
      readonly refreshToken: string;
      readonly expiresInMs: number;
    }
  /** The last one is too young to be replaced, or too many were asked for: the same refresh token is good later. */
  | { readonly is: 'too-early' }
  /** Only a person who signs in anew helps. */
  | { readonly is: 'refused' };

/** OAuth with a refresh token that changes at each use. */
export interface RotatingTokens<Credentials = unknown> {
  readonly kind: 'oauth';
  /** Where a person signs in and agrees. */
  authorizeUrl(
    credentials: Credentials,
    given: { readonly baseUrl: string; readonly redirectUri: string; readonly state: string },
  ): string;
  tokenRequest(credentials: Credentials, grant: Grant): TokenRequest;
  /** Throws where the answer says nothing of the refresh token: AccessError where the app is at fault. */
  readGrant(response: PortalResponse): GrantAnswer;
  headers(token: string): Readonly<Record<string, string>>;
  /** No token is asked for sooner than this after the last was. */
  readonly minAgeMs: number;
}

type SourceAuthentication<Credentials = unknown> =
  | RotatingTokens<Credentials>
  /** Nothing to sign in with but the credentials themselves. */
  | { readonly kind: 'headers'; headers(credentials: Credentials): Readonly<Record<string, string>> };

/** What the software told with an answer of what may still be asked; what it does not tell is absent, which is not 0. */
export interface ToldLimits {
  readonly minuteLimit?: number;
  readonly minuteLeft?: number;
  readonly dayLimit?: number;
  readonly dayLeft?: number;
}

interface SourceLimits {
  /** In a minute of the clock, over all processes; learned anew from `told`. */
  readonly perMinute: number;
  /** In a day of the clock (UTC). */
  readonly perDay: number;
  /** Of one place (the path without what varies) in an hour, after which it is left alone for the rest of that hour. */
  readonly refusalsPerHour: number;
  told?(headers: Readonly<Record<string, string>>): ToldLimits;
  /** Requests of one look at what changed when nothing did. */
  readonly whenIdle: number;
  /** Records in one answer, to say how long a first reading takes. */
  readonly perPage: number;
}

/** Shows on the firm's own data that something assumed holds there. Only reads. */
export interface SourceProof<Settings = unknown> {
  readonly what: Text;
  run(
    session: SourceSession<Settings>,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly problem: string }>;
}

export interface Source<Settings = unknown, Credentials = unknown> {
  readonly id: string;
  readonly title: string;
  readonly settings: ZodType<Settings>;
  readonly credentials: ZodType<Credentials>;
  /** Base addresses by region: a firm lives in one. */
  readonly places: Readonly<Record<string, string>>;
  readonly authentication: SourceAuthentication<Credentials>;
  readonly limits: SourceLimits;
  /**
   * Everything, for `null`; else what was said since the cursor was given. Pages come in the order in which they were asked
   * for, deletes of before first: whatever is there after them is read after them. A reading that breaks off is begun
   * again at the last cursor that was kept, so that what was read already comes twice; it must do no harm.
   */
  readSince(session: SourceSession<Settings>, cursor: Cursor | null): AsyncIterable<SourcePage>;
  /**
   * One record as it stands. No statement: the software does not show it, which is no proof that it is gone; the engine then
   * looks at what changed.
   */
  readOne(session: SourceSession<Settings>, hint: Hint & { readonly key: string }): Promise<SourcePage>;
  /**
   * All contacts of a client that nobody knew before: they were left out as long as it was none, and do not change by its
   * becoming one.
   */
  readContactsOf(session: SourceSession<Settings>, clientKey: string): Promise<SourcePage>;
  /** How many records there are, as far as the software tells beforehand; null: it does not. */
  count?(session: SourceSession<Settings>): Promise<number | null>;
  /** Once it is signed in to: settings that were left out, as the software proposes them. Throws where it cannot tell. */
  complete?(session: SourceSession<Settings>): Promise<Settings>;
  /** Asked once a day. True: the cursors mean nothing any more, and everything is to be read. */
  mustStartAnew?(session: SourceSession<Settings>, cursor: Cursor): Promise<boolean>;
  readonly hook?: SourceHook<Settings, Credentials>;
  readonly proofs: readonly SourceProof<Settings>[];
}
