// Opens the software of a practice to be read, and takes the code with which a person lets Koppel in. Credentials and tokens
// are unsealed here and go no further than the session.
import { createHash, randomBytes } from 'node:crypto';
import type { Source, SourceSession } from '../../sources/source.ts';
import { writeAudit } from '../database/people/audit.ts';
import { createSourceBudget, type SourceBudgetOptions } from '../database/records/source-budget.ts';
import { addHints } from '../database/records/source-hints.ts';
import { sourceChanged } from '../database/records/source-turns.ts';
import {
  beginConnect,
  endConnect,
  readSourceState,
  type SourceState,
} from '../database/records/source-state.ts';
import { keepTokens, noteTokenAsked } from '../database/records/source-tokens.ts';
import { changeSourceSettings, readPractice, type SoftwareSetting } from '../database/records/practices.ts';
import type { Store } from '../database/open-store.ts';
import { AccessError, UsageError } from '../errors.ts';
import type { OpenSource } from '../intake/read-source.ts';
import { neverConnected } from '../intake/read-software.ts';
import { createAddressGuard } from '../portal-http/address-guard.ts';
import {
  openSourceSession,
  sendAnonymously,
  type SourceSessionOptions,
} from '../portal-http/open-source-session.ts';
import { openPortalHttp } from '../portal-http/portal-http.ts';
import type { Sealer } from '../secrets/seal.ts';
import { createSourceTokens, sealPair } from '../secrets/source-tokens.ts';
import { sourceOf } from './sources.ts';

export interface Sources {
  readonly open: OpenSource;
  /** Where a person signs in and agrees; what comes back is good for a quarter of an hour, once. */
  beginSignIn(practiceId: string, actor: string): Promise<string>;
  /** False: nobody began this sign-in, or it is over. */
  finishSignIn(given: { readonly code: string; readonly state: string }): Promise<boolean>;
  close(): void;
}

interface Options {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly config: { readonly publicUrl: string | null; readonly allowedAddresses: readonly string[] };
  /** Of one request. */
  readonly timeoutMs?: number;
  /** Lets a wait for the limits of the software pass. */
  readonly wait?: SourceBudgetOptions['wait'];
}

export function sourceContext(practiceId: string): string {
  return `${practiceId}/source`;
}

export function hintContext(practiceId: string): string {
  return `${practiceId}/source/hint`;
}

/** Where software calls, and where a person comes back to. Null: nobody outside reaches Koppel. */
export function sourceAddress(publicUrl: string | null, path: string): string | null {
  return publicUrl === null ? null : `${publicUrl.replace(/\/+$/, '')}${path}`;
}

export function openSources(options: Options): Sources {
  const guard = createAddressGuard({ allowed: options.config.allowedAddresses });
  const http = openPortalHttp({ guard });
  const given = { ...options, http };
  return {
    open: async (practiceId, setting, signal) => {
      const opened = await openSession(given, { practiceId, setting, signal });
      if (await complete(given, practiceId, opened)) throw sourceChanged();
      const { source, session } = opened;
      const path = `/webhooks/source/${practiceId}`;
      return { source, session, callbackUrl: sourceAddress(options.config.publicUrl, path) };
    },
    beginSignIn: (practiceId, actor) => beginSignIn(given, practiceId, actor),
    finishSignIn: (answer) => finishSignIn(given, answer),
    close: () => http.close(),
  };
}

type Given = Options & { readonly http: SourceSessionOptions<unknown, unknown>['http'] };

interface Target {
  readonly practiceId: string;
  readonly setting: SoftwareSetting;
  readonly signal?: AbortSignal;
}

interface OpenedSession {
  readonly source: Source;
  readonly session: SourceSession;
  readonly wire: SourceSessionOptions<unknown, unknown>;
}

async function openSession(given: Given, { practiceId, setting, signal }: Target): Promise<OpenedSession> {
  const { store, sealer, http } = given;
  const source = sourceOf(setting.software);
  const state = await store.inPractice(practiceId, readSourceState);
  if (state === null || state.credentials === null) throw neverConnected();
  const wire: SourceSessionOptions<unknown, unknown> = {
    ...{ source, http, baseUrl: setting.baseUrl, settings: source.settings.parse(setting.settings) },
    credentials: source.credentials.parse(
      JSON.parse(sealer.open(state.credentials, sourceContext(practiceId))),
    ),
    budget: createSourceBudget({ store, practiceId, ...source.limits, ...waitOf(given) }),
    tokens: null,
    now: clockOf(state),
    ...(signal === undefined ? {} : { signal }),
    ...(given.timeoutMs === undefined ? {} : { timeoutMs: given.timeoutMs }),
  };
  const tokens = tokensOf(given, { practiceId, source, wire });
  return { source, wire, session: openSourceSession({ ...wire, tokens }) };
}

function waitOf({ wait }: Given): Pick<SourceBudgetOptions, 'wait'> {
  return wait === undefined ? {} : { wait };
}

/**
 * By the clock of the database, and not ahead of it: what comes in meanwhile is not taken for seen. No two calls tell the same
 * time, because a delete wins a tie: what is asked for after it was said later.
 */
function clockOf({ now }: SourceState): () => Date {
  const read = performance.now();
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now.getTime() + performance.now() - read));
    return new Date(last);
  };
}

function tokensOf(
  { store, sealer }: Given,
  { practiceId, source, wire }: { practiceId: string; source: Source; wire: OpenedSession['wire'] },
): SourceSessionOptions<unknown, unknown>['tokens'] {
  const { authentication } = source;
  if (authentication.kind === 'headers') return null;
  return createSourceTokens({
    ...{ store, sealer, practiceId, minAgeMs: authentication.minAgeMs },
    refresh: async (refreshToken) => {
      const asked = authentication.tokenRequest(wire.credentials, { refreshToken });
      return authentication.readGrant(
        await sendAnonymously(wire, { method: 'POST', accept: REFUSALS, ...asked }),
      );
    },
  });
}

/** Their text says what is refused. */
const REFUSALS = [400, 401, 403];

async function findSoftware({ store }: Options, practiceId: string): Promise<SoftwareSetting> {
  const practice = await store.inPractice(practiceId, readPractice);
  if (practice?.source?.kind !== 'software') throw noSoftware();
  return practice.source;
}

export function noSoftware(): UsageError {
  return new UsageError({
    en: 'This practice has no software that is read; see koppel source connect.',
    nl: 'Dit kantoor heeft geen software die wordt gelezen; zie koppel source connect.',
  });
}

async function beginSignIn(given: Given, practiceId: string, actor: string): Promise<string> {
  const { store } = given;
  const setting = await findSoftware(given, practiceId);
  const { source, wire } = await openSession(given, { practiceId, setting });
  const { authentication } = source;
  if (authentication.kind === 'headers')
    throw new UsageError({
      en: 'This software is not signed in to by a person.',
      nl: 'Bij deze software meldt zich geen mens aan.',
    });
  // Whose it is stands in it, because whoever comes back says nothing else.
  const state = `${practiceId}.${randomBytes(24).toString('base64url')}`;
  const redirectUri = await store.inPractice(practiceId, async (tx) => {
    await beginConnect(tx, digestOf(state));
    await writeAudit(tx, [
      { practiceId, actor, action: 'source.sign-in-begun', details: { software: source.id } },
    ]);
    return (await readSourceState(tx))?.redirectUri ?? '';
  });
  return authentication.authorizeUrl(wire.credentials, { baseUrl: setting.baseUrl, redirectUri, state });
}

async function finishSignIn(
  given: Given,
  { code, state }: { code: string; state: string },
): Promise<boolean> {
  const { store, sealer } = given;
  const practiceId = state.split('.')[0] ?? '';
  if (practiceId === '') return false;
  if (!(await store.inPractice(practiceId, (tx) => endConnect(tx, digestOf(state))))) return false;
  const setting = await findSoftware(given, practiceId);
  const { source, wire } = await openSession(given, { practiceId, setting });
  const { authentication } = source;
  if (authentication.kind === 'headers') return false;
  const redirectUri = (await store.inPractice(practiceId, readSourceState))?.redirectUri ?? '';
  const asked = authentication.tokenRequest(wire.credentials, { code, redirectUri });
  await store.inPractice(practiceId, noteTokenAsked);
  const answer = authentication.readGrant(
    await sendAnonymously(wire, { method: 'POST', accept: REFUSALS, ...asked }),
  );
  if (answer.is !== 'granted')
    throw new AccessError(
      {
        en: 'The software refuses the code: it is good once, and for a few minutes.',
        nl: 'De software weigert de code: die geldt één keer, en enkele minuten.',
      },
      {
        code: 'SIGN_IN_REFUSED',
      },
    );
  const sealed = sealPair(sealer, practiceId, answer);
  await store.inPractice(practiceId, async (tx) => {
    await keepTokens(tx, sealed, answer.expiresInMs);
    await addHints(tx, practiceId, [{ kind: 'any', key: '', byDate: false }]);
    const entry = { practiceId, actor: 'koppel', action: 'source.connected' };
    await writeAudit(tx, [{ ...entry, details: { software: setting.software } }]);
  });
  await complete(given, practiceId, await openSession(given, { practiceId, setting }));
  return true;
}

/**
 * Settings that were left out, as the software proposes them: when it is signed in to, and before it is read where that was broken
 * off. True: there were some.
 */
async function complete(
  { store }: Given,
  practiceId: string,
  { source, session }: OpenedSession,
): Promise<boolean> {
  const settings = (await source.complete?.(session)) ?? session.settings;
  if (settings === session.settings) return false;
  await store.inPractice(practiceId, (tx) => changeSourceSettings(tx, settings));
  return true;
}

function digestOf(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}
