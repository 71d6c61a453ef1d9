// Records what a step learned, as the one place of a run: in the rows, in what the round knows, and in the state of the run.
import { recordAnswers, writeResourceChanges } from '../database/ledger/operations.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import type { Tx } from '../database/open-store.ts';
import { outOfCircles } from '../database/out-of-circles.ts';
import { liveClaims, type KnownResource } from '../plan/known.ts';
import { typeOf, type ClientRun, type Round } from './client-run.ts';
import type { Learned } from './learned.ts';
import { fold, type RunState } from './run-state.ts';

/** A round as the loop has it, that writes to it. */
export interface RoundState extends Round {
  readonly resourceById: Map<string, KnownResource>;
  readonly soFar: RunState;
}

export async function record(run: ClientRun, round: RoundState, learned: Learned): Promise<void> {
  const { changes = [], answered, also = null } = learned;
  if (changes.length > 0 || answered !== undefined || also !== null) await writeRows(run, learned);
  fold(round.soFar, learned);
  for (const { resourceId, ...change } of changes) {
    const known = round.resourceById.get(resourceId);
    if (known === undefined) continue;
    const after = { ...known, ...change };
    if (isNews(known, after)) wakeOthers(run, round.soFar, known);
    round.resourceById.set(resourceId, after);
  }
}

async function writeRows({ store, run }: ClientRun, learned: Learned): Promise<void> {
  const { changes = [], answered, also = null } = learned;
  const { practiceId, connectionId, clientId, fence } = run;
  const write = (tx: Tx): Promise<{ overtaken: boolean }> =>
    answered === undefined
      ? writeResourceChanges(tx, fence, changes)
      : recordAnswers(tx, { ...answered, fence, changes });
  const { overtaken } = await outOfCircles(() =>
    also === null
      ? store.oneStatement(practiceId, write)
      : store.inPractice(practiceId, async (tx) => {
          // The resource before its operations: the other way round two runs could wait in a circle.
          const written = await write(tx);
          await also(tx);
          return written;
        }),
  );
  // What an older run wrote came too late: the pair goes back to the ledger, to be looked at before all else.
  if (overtaken)
    await store.oneStatement(practiceId, (tx) =>
      lookAgain(tx, { connectionId, clientIds: [clientId], lane: 0 }),
    );
}

/** Other data, as everybody wished, gives whoever shares it nothing to do. */
function isNews(before: KnownResource, after: KnownResource): boolean {
  const isSame = (['state', 'portalId', 'revokeState', 'refusedReason'] as const).every(
    (name) => before[name] === after[name],
  );
  return !isSame || (before.unconfirmed === null) !== (after.unconfirmed === null);
}

/** Whoever stands on a shared resource looks again: what it waited for may be there now. */
function wakeOthers({ connector, run }: ClientRun, state: RunState, resource: KnownResource): void {
  if (typeOf({ connector }, resource.type).scope !== 'connection') return;
  for (const { clientId } of liveClaims(resource)) if (clientId !== run.clientId) state.wakes.add(clientId);
}
