// A portal's calls to Koppel, where it makes any.

/** A portal that calls Koppel when something happened there: a reason to look, never data. */
export interface PortalHook<Credentials = unknown> {
  isGenuine(call: HookCall, credentials: Credentials): boolean;
}
export interface HookCall {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}
