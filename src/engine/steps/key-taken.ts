// A change that the portal refuses because another record has the key it names. One of ours may be about to give it up: a
// number or an address that is handed on reaches the portal in any order. Where keys go round, one steps aside.
import type { PortalRecord } from '../../../connectors/connector.ts';
import { lockHolders, type Holder } from '../../database/portal/portal-records.ts';
import { applyAttributes } from '../../plan/attributes.ts';
import type { KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { backOff, targetOf, typeOf, type ClientRun, type Round } from '../client-run.ts';
import type { Step } from '../learned.ts';
import { readPortal } from '../note-failure.ts';
import { sendWrite } from './send-write.ts';

const FIRST_WAIT_MS = 5_000;

/** What others made keeps its key: refused until the records change. Else it is tried again, less and less often. */
export async function* judgeTaken(
  run: ClientRun,
  round: Round,
  { operation, resource }: { operation: Operation; resource: KnownResource },
): Step {
  const { resourceId, type, subjects, wanted } = operation;
  const { keyInUse } = typeOf(run, type);
  const target = targetOf(round, resourceId);
  const holders = yield* readPortal(run, round, {
    about: subjects,
    read: () => typeOf(run, type).find(run.session, target),
  });
  if (holders === null) return;
  const ours = await readOurs(run, resource, holders);
  if (ours === null) {
    const refusal = { refused: wanted, refusedReason: keyInUse, refusedField: null };
    yield { changes: [{ resourceId, ...refusal }] };
    return;
  }
  if (!(yield* makeWay(run, round, { operation, resource, holders: ours }))) return;
  yield {
    reason: { about: subjects, code: keyInUse },
    retry: { at: backOff(run, FIRST_WAIT_MS), costsAttempt: true, error: 'KEY_HELD' },
  };
}

/** Our resources behind them; null where one of them is no record of ours. Ours was given another key already. */
async function readOurs(
  run: ClientRun,
  { id: resourceId, type, parents, ...own }: KnownResource,
  holders: readonly PortalRecord[],
): Promise<readonly Holder[] | null> {
  const { connectionId, practiceId } = run.run;
  const others = holders.filter(({ portalId }) => portalId !== own.portalId);
  return run.store.inPractice(practiceId, async (tx) => {
    const found: Holder[] = [];
    for (const { portalId } of others) {
      const ours = await lockHolders(tx, { connectionId, type, portalId, resourceId, parents });
      if (ours.length === 0) return null;
      found.push(...ours);
    }
    return found;
  });
}

/** Steps aside where that is what the holders wait for. False when the portal did not say who waits for whom. */
async function* makeWay(
  run: ClientRun,
  round: Round,
  {
    operation,
    resource,
    holders,
  }: { operation: Operation; resource: KnownResource; holders: readonly Holder[] },
): Step<boolean> {
  if (typeOf(run, operation.type).keyAside === undefined) return true;
  const isOurs = yield* readPortal(run, round, {
    about: operation.subjects,
    read: () => waitsForUs(run, resource, holders),
  });
  if (isOurs === true) yield* stepAside(run, round, { operation, resource });
  return isOurs !== null;
}

/** Longer circles than this are not walked: each step is a request. */
const LONGEST_CIRCLE = 20;

/**
 * Whether the holder of this key can only go on once we have moved: it is to have the key that we have in the portal now, or
 * that of a third which waits for us.
 */
async function waitsForUs(
  run: ClientRun,
  resource: KnownResource,
  first: readonly Holder[],
): Promise<boolean> {
  const seen = new Set<string>();
  let holders = first;
  while (holders.length === 1 && seen.size < LONGEST_CIRCLE) {
    const [holder] = holders;
    if (holder === undefined || holder.key === resource.key || seen.has(holder.id)) return false;
    seen.add(holder.id);
    const target = { key: holder.key, portalId: null, parents: {} };
    const records = await typeOf(run, resource.type).find(run.session, target);
    if (records.some(({ portalId }) => portalId === resource.portalId)) return true;
    holders = (await readOurs(run, resource, records)) ?? [];
  }
  return false;
}

/** Under a key that nobody else has, for the moment: the next plan asks for the right one again. */
async function* stepAside(
  run: ClientRun,
  round: Round,
  { operation, resource }: { operation: Operation; resource: KnownResource },
): Step {
  const { portalId } = resource;
  const type = typeOf(run, operation.type);
  if (portalId === null || type.keyAside === undefined) return;
  const changes = type.keyAside(portalId);
  const { before, resourceId } = operation;
  yield* sendWrite(run, round, {
    operations: [{ ...operation, changes }],
    send: () => type.update?.(run.session, { ...targetOf(round, resource.id), portalId, before, changes }),
    read: (_operation, outcome) =>
      outcome.status === 'done' ? { resourceId, attributes: applyAttributes(changes, before) } : null,
  });
}
