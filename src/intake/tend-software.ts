// What is seen to once a day where practice software is read: that it calls when something changes, and whether what was read of
// it still counts. Nothing that comes of it keeps anybody from reading: then the looking makes up for the calls.
import { writeAudit } from '../database/people/audit.ts';
import { noteTended, wantFullReading, type SourceState } from '../database/records/source-state.ts';
import type { Store } from '../database/open-store.ts';
import { AccessError, KoppelError, RateLimitedError } from '../errors.ts';
import type { OpenedSource } from './opened-source.ts';

interface Tending {
  readonly store: Store;
  readonly opened: OpenedSource;
  readonly practiceId: string;
  readonly signal: AbortSignal;
}

export interface Tended {
  /** Everything is to be read. */
  readonly anew: boolean;
  readonly listening: boolean;
  readonly troubles: readonly Trouble[];
}

interface Trouble {
  readonly action: 'source.calls-refused' | 'source.move-unknown';
  readonly code: string;
}

/** Where there was trouble, the caller says when it counts as done: once the reading went on, which tells it from an outage. */
export async function tendSoftware(run: Tending, { cursor }: SourceState): Promise<Tended> {
  const { source, session, callbackUrl } = run.opened;
  const troubles: Trouble[] = [];
  const attempt = async (action: Trouble['action'], ask: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await ask();
    } catch (error) {
      if (run.signal.aborted || !isOfTending(error)) throw error;
      troubles.push({ action, code: error.code });
      return false;
    }
  };
  const listening = await attempt(
    'source.calls-refused',
    async () => callbackUrl !== null && (await source.hook?.subscribe(session, callbackUrl)) === true,
  );
  const anew = await attempt(
    'source.move-unknown',
    async () => cursor !== null && (await source.mustStartAnew?.(session, cursor)) === true,
  );
  const tended = { anew, listening, troubles };
  if (troubles.length === 0) await endTending(run, tended);
  return tended;
}

/** Asked again in a day. */
export async function endTending(
  { store, practiceId }: Tending,
  { anew, listening, troubles }: Tended,
): Promise<void> {
  await store.inPractice(practiceId, async (tx) => {
    await noteTended(tx, { listening });
    if (anew) await wantFullReading(tx);
    const said = troubles.map(({ action, code }) => ({ action, details: { code } }));
    await writeAudit(
      tx,
      said.map((entry) => ({ practiceId, actor: 'koppel', ...entry })),
    );
  });
}

/** The reading would meet anything else as well: limits, and a sign-in that is over. */
function isOfTending(error: unknown): error is KoppelError {
  if (error instanceof AccessError) return error.code === 'PORTAL_FORBIDDEN';
  return error instanceof KoppelError && !(error instanceof RateLimitedError);
}
