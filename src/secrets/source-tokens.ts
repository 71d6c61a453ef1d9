// The token with which a process asks a practice's software. The pair behind it is sealed in the database, shared by all
// processes, and replaced by one of them: the new pair is written before its token is used, because the refresh token that
// brought it is dead by then.
import { setTimeout as delay } from 'node:timers/promises';
import {
  keepTokens,
  leaveTokens,
  loseTokens,
  replaceTokens,
  takeTokens,
  type TokensPlace,
} from '../database/records/source-tokens.ts';
import { AccessError, RateLimitedError, TransientError } from '../errors.ts';
import type { GrantAnswer } from '../../sources/source.ts';
import type { Sealer } from './seal.ts';

const LOOK_EVERY_MS = 50;

export interface TokenPair {
  readonly token: string;
  readonly refreshToken: string;
}

export interface SourceTokens {
  token(): Promise<string>;
  /** The software refused this one. */
  refuse(token: string): void;
}

interface Options extends TokensPlace {
  readonly sealer: Sealer;
  readonly minAgeMs: number;
  /** Asks for the next pair. Throws what the road does. */
  readonly refresh: (refreshToken: string) => Promise<GrantAnswer>;
}

export function sourceTokenContext(practiceId: string): string {
  return `${practiceId}/source/tokens`;
}

export function sealPair(sealer: Sealer, practiceId: string, { token, refreshToken }: TokenPair): string {
  return sealer.seal(JSON.stringify({ token, refreshToken }), sourceTokenContext(practiceId));
}

export function createSourceTokens(options: Options): SourceTokens {
  let held: { sealed: string; token: string; goodUntil: number } | null = null;
  let unfit: string | null = null;
  const open = (sealed: string): TokenPair => openPair(options, sealed);
  const hold = (sealed: string, token: string, goodForMs: number): string => {
    held = { sealed, token, goodUntil: performance.now() + goodForMs };
    return token;
  };
  return {
    async token() {
      for (;;) {
        if (held !== null && held.sealed !== unfit && held.goodUntil > performance.now()) return held.token;
        const taken = await takeTokens(options, { minAgeMs: options.minAgeMs, unfit });
        if (taken.is === 'fresh')
          return hold(taken.sealed, open(taken.sealed).token, Math.min(taken.goodForMs, HELD_MS));
        if (taken.is === 'refresh') {
          const pair = await replacePair(options, open(taken.sealed));
          if (pair === null) continue;
          return hold(pair.sealed, pair.token, Math.min(pair.expiresInMs, HELD_MS));
        }
        if (taken.is === 'reconnect') throw reconnectNeeded();
        if (taken.is === 'too-young') throw tooYoung(taken.waitMs);
        await delay(LOOK_EVERY_MS);
      }
    },
    refuse(token) {
      if (held?.token === token) unfit = held.sealed;
    },
  };
}

/** Another process may replace it meanwhile; looked at again after so long. */
const HELD_MS = 30_000;

/** Null: another pair stands since (somebody signed in), and what was answered is of no use. */
async function replacePair(
  options: Options,
  { refreshToken }: TokenPair,
): Promise<{ sealed: string; token: string; expiresInMs: number } | null> {
  const { store, practiceId, sealer } = options;
  const isStanding = (sealed: string): boolean => openPair(options, sealed).refreshToken === refreshToken;
  const answer = await options.refresh(refreshToken).catch(async (error: unknown) => {
    const left = !(error instanceof TransientError) || error.mayHaveLanded;
    await store.inPractice(practiceId, (tx) => leaveTokens(tx, { left }));
    throw error;
  });
  if (answer.is === 'granted') {
    const { token, expiresInMs } = answer;
    const sealed = sealPair(sealer, practiceId, answer);
    const isKept = await replaceTokens(options, isStanding, (tx) => keepTokens(tx, sealed, expiresInMs));
    return isKept ? { sealed, token, expiresInMs } : null;
  }
  if (answer.is === 'too-early') {
    await store.inPractice(practiceId, (tx) => leaveTokens(tx, { left: true }));
    throw tooYoung(options.minAgeMs);
  }
  if (!(await replaceTokens(options, isStanding, loseTokens))) return null;
  throw reconnectNeeded();
}

function openPair({ sealer, practiceId }: Pick<Options, 'sealer' | 'practiceId'>, sealed: string): TokenPair {
  return parsePair(sealer.open(sealed, sourceTokenContext(practiceId)));
}

function parsePair(text: string): TokenPair {
  const pair: unknown = JSON.parse(text);
  const of = (name: string): string => {
    const value: unknown = typeof pair === 'object' && pair !== null ? Reflect.get(pair, name) : '';
    return typeof value === 'string' ? value : '';
  };
  return { token: of('token'), refreshToken: of('refreshToken') };
}

function reconnectNeeded(): AccessError {
  return new AccessError(
    {
      en: 'The software no longer lets Koppel in: a person must sign in again (koppel source connect).',
      nl: 'De software laat Koppel niet meer binnen: iemand moet zich opnieuw aanmelden (koppel source connect).',
    },
    {
      code: 'RECONNECT_NEEDED',
    },
  );
}

function tooYoung(waitMs: number): RateLimitedError {
  return new RateLimitedError(
    { en: 'The software gives no new token yet.', nl: 'De software geeft nog geen nieuw token.' },
    {
      code: 'SOURCE_TOKEN_TOO_YOUNG',
      retryAfterMs: waitMs,
    },
  );
}
