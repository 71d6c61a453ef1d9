// The token of a connection as all processes share it: one of them signs in, the others take what it brought. In memory it
// is kept as by a process alone; in the database it is sealed.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { leaveToken, putToken, takeToken, type TokenPlace } from '../database/portal/token-shelf.ts';
import { createTokenCache, type SignedIn, type TokenCache } from '../portal-http/token-cache.ts';
import type { Sealer } from './seal.ts';

const LOOK_EVERY_MS = 50;

interface SharedTokens extends Omit<TokenPlace, 'made'> {
  readonly sealer: Sealer;
  /** What the token is signed in with: another address or other credentials need another one. */
  readonly signedInWith: string;
}

export function createSharedTokens(shared: SharedTokens): TokenCache {
  const cache = createTokenCache();
  const shelf = openShelf(shared);
  return {
    token: (now, signIn) => cache.token(now, () => shelf.fetch(signIn)),
    drop(token) {
      shelf.refuse(token);
      cache.drop(token);
    },
    clear() {
      shelf.refuseAll();
      cache.clear();
    },
  };
}

interface Shelf {
  fetch(signIn: () => Promise<SignedIn>): Promise<SignedIn>;
  /** The portal refused this one. */
  refuse(token: string): void;
  /** None that is there will do: the portal is to see a new session. */
  refuseAll(): void;
}

function openShelf({ sealer, signedInWith, ...where }: SharedTokens): Shelf {
  const place = { ...where, made: createHash('sha256').update(signedInWith).digest('hex') };
  const vault = openVault(sealer, `${where.practiceId}/${where.connectionId}/token`);
  /** The last one that this process had, as it stands in the database. */
  let last = { token: '', sealed: '' };
  let unfit: { sealed: string | null; all: boolean } = { sealed: null, all: false };

  const bring = async (signIn: () => Promise<SignedIn>): Promise<SignedIn> => {
    const { token, expiresInMs } = await signIn();
    const sealed = vault.seal(token);
    await putToken(place, { sealed, expiresInMs });
    last = { token, sealed };
    unfit = { sealed: null, all: false };
    return { token, expiresInMs };
  };
  const take = async (signIn: () => Promise<SignedIn>): Promise<SignedIn | null> => {
    const taken = await takeToken(place, unfit);
    if (taken === 'wait') return null;
    if (taken === 'sign-in') return bring(signIn).catch((error: unknown) => giveUp(place, error));
    const token = vault.open(taken.sealed);
    if (token === null) unfit = { ...unfit, sealed: taken.sealed };
    else last = { token, sealed: taken.sealed };
    return token === null ? null : { token, expiresInMs: taken.expiresInMs };
  };
  return {
    async fetch(signIn) {
      for (;;) {
        const found = await take(signIn);
        if (found !== null) return found;
        await delay(LOOK_EVERY_MS);
      }
    },
    refuse(token) {
      if (last.token === token) unfit = { ...unfit, sealed: last.sealed };
    },
    refuseAll() {
      unfit = { ...unfit, all: true };
    },
  };
}

async function giveUp(place: TokenPlace, error: unknown): Promise<never> {
  await leaveToken(place);
  throw error;
}

function openVault(sealer: Sealer, context: string) {
  return {
    seal: (token: string): string => sealer.seal(token, context),
    /** Null when it was sealed with a key that is no longer ours: as good as none. */
    open(sealed: string): string | null {
      try {
        return sealer.open(sealed, context);
      } catch {
        return null;
      }
    },
  };
}
