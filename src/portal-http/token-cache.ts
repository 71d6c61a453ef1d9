// The token of one connection, in memory only: reused until it expires, with one sign-in under way at a time however
// many requests wait for it. How to sign in is the connector's.

export interface SignedIn {
  readonly token: string;
  readonly expiresInMs: number;
}

export interface TokenCache {
  /** The present token, or the one that `signIn` brings. A sign-in that fails is not remembered. */
  token(now: Date, signIn: () => Promise<SignedIn>): Promise<string>;
  /** Forgets this token. A newer one stays, so that two requests refused at once cause one sign-in, not two. */
  drop(token: string): void;
  /** Forgets everything: the credentials changed. */
  clear(): void;
}

export function createTokenCache(): TokenCache {
  let held: { token: string; expiresAt: number } | null = null;
  let underWay: Promise<string> | null = null;
  /** Counts `clear`, so that a sign-in begun with the old credentials is not kept when it ends. */
  let generation = 0;

  async function refresh(now: Date, signIn: () => Promise<SignedIn>): Promise<string> {
    const begun = generation;
    const { token, expiresInMs } = await signIn();
    if (begun === generation) held = { token, expiresAt: now.getTime() + expiresInMs };
    return token;
  }

  return {
    token(now, signIn) {
      if (held !== null && held.expiresAt > now.getTime()) return Promise.resolve(held.token);
      if (underWay !== null) return underWay;
      const started = refresh(now, signIn).finally(() => {
        if (underWay === started) underWay = null;
      });
      underWay = started;
      return started;
    },
    drop(token) {
      if (held?.token === token) held = null;
    },
    clear() {
      generation += 1;
      held = null;
      underWay = null;
    },
  };
}

/** One cache for each service of a portal, made when it is first asked for. '' is the portal itself. */
export function cacheByService(create: (service: string) => TokenCache): (service: string) => TokenCache {
  const cacheOf = new Map<string, TokenCache>();
  return (service) => {
    const known = cacheOf.get(service) ?? create(service);
    cacheOf.set(service, known);
    return known;
  };
}
