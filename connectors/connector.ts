// The contract between Koppel and a portal. A connector says what should exist in its portal (`wanted`, pure) and how
// one thing of each kind is found, made, changed and taken away. When, in which order, whether it is allowed and what
// is tried again is decided elsewhere, once for all portals: a connector holds no policy.
import type { ZodType } from 'zod';
import type { Client } from '../src/domain/client.ts';
import type { Contact } from '../src/domain/contact.ts';
import type { Employee } from '../src/domain/practice.ts';
import type { ReasonText } from '../src/domain/reasons.ts';
import type { Text } from '../src/domain/text.ts';
import type { FieldNames } from '../src/domain/field-names.ts';
import type { TypeNames } from '../src/domain/type-names.ts';
import type { Wanted } from '../src/plan/wanted.ts';
import type { PortalHook } from './portal-hook.ts';
import type { AccountRequest, DelegatedTask, MembershipLine, Remark, ResourceFact } from './portal-views.ts';
import type { ResourceType } from './resource-type.ts';
import type { PortalRequest, PortalResponse, Session } from './session.ts';

export type { Attributes, AttributeValue } from '../src/plan/attributes.ts';
export type { Claim, Refusal, Wanted, Warning } from '../src/plan/wanted.ts';
export type * from './resource-type.ts';
export type * from './session.ts';

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
  readonly description: Text;
  /**
   * `testKey`: natural key of a record of the connector's first type, which the operator gave for it. Throws, or says
   * what did not behave as assumed.
   */
  run(session: Session<Settings>, testKey: string): Promise<ProofResult>;
}

/** `left`: what it made and could not take away again, each with its id. */
export type ProofResult =
  { readonly ok: true } | { readonly ok: false; readonly problem: Text; readonly left?: readonly Text[] };

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
  missingSettings?(baseUrl: string, settings: Settings): readonly Text[];
  /** Checks a call of the portal to Koppel: its raw body, its headers in lower case, our secret. */
  readonly hook?: PortalHook<Credentials>;
  /** What people call its resource types; left out: by their codes. */
  readonly names?: TypeNames;
  /** What people call the fields that it writes, where records have none of that name. */
  readonly fieldNames?: FieldNames;
  /** Reasons that only this portal has. */
  readonly reasons?: Readonly<Record<string, ReasonText>>;
  wanted(client: EligibleClient, settings: Settings): Wanted;
}
