// How a connector asks its portal.

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
