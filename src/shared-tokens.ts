// The token of a connection as all processes share it: one of them signs in, the others take what it brought. In memory it
// is kept as by a process alone; in the database it is sealed.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { leaveToken, putToken, takeToken, type TokenPlace } from './database/token-shelf.ts';
import { createTokenCache, type SignedIn, type TokenCache } from './portal-http/token-cache.ts';
import type { Sealer } from './seal.ts';

const LOOK_EVERY_MS = 50;

interface SharedTokens extends Omit<TokenPlace, 'made'> {
  readonly sealer: Sealer;
  /** What the token is signed in with: another address or other credentials need another one. */
  readonly signedInWith: string;
}

export function createSharedTokens({ sealer, signedInWith, ...where }: SharedTokens): TokenCache {
  const place = { ...where, made: createHash('sha256').update(signedInWith).digest('hex') };
  const context = `${where.practiceId}/${where.connectionId}/token`;
  const cache = createTokenCache();
  /** The last one that this process had, as it stands in the database. */
  let last: { readonly token: string; readonly sealed: string } | null = null;
  /** `sealed`: refused by the portal, or closed to us. `all`: none will do, for the portal is to see a new session. */
  let unfit: { sealed: string | null; all: boolean } = { sealed: null, all: false };

  const keep = (token: string, sealed: string): void => {
    last = { token, sealed };
  };
  const open = (sealed: string): string | null => {
    try {
      return sealer.open(sealed, context);
    } catch {
      // Sealed with a key that is no longer ours: as good as none.
      unfit = { ...unfit, sealed };
      return null;
    }
  };
  const bring = async (signIn: () => Promise<SignedIn>): Promise<SignedIn> => {
    try {
      const signedIn = await signIn();
      const sealed = sealer.seal(signedIn.token, context);
      await putToken(place, { sealed, expiresInMs: signedIn.expiresInMs });
      keep(signedIn.token, sealed);
      unfit = { sealed: null, all: false };
      return signedIn;
    } catch (error) {
      await leaveToken(place);
      throw error;
    }
  };
  const fetchToken = async (signIn: () => Promise<SignedIn>): Promise<SignedIn> => {
    for (;;) {
      const taken = await takeToken(place, unfit);
      if (taken === 'sign-in') return bring(signIn);
      const token = taken === 'wait' ? null : open(taken.sealed);
      if (token === null || taken === 'wait') {
        await delay(LOOK_EVERY_MS);
        continue;
      }
      keep(token, taken.sealed);
      return { token, expiresInMs: taken.expiresInMs };
    }
  };

  return {
    token: (now, signIn) => cache.token(now, () => fetchToken(signIn)),
    drop(token) {
      if (last?.token === token) unfit = { ...unfit, sealed: last.sealed };
      cache.drop(token);
    },
    clear() {
      unfit = { ...unfit, all: true };
      cache.clear();
    },
  };
}
