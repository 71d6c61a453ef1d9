// Looks before anything is made wherever it could exist already: an earlier try that was never answered, a record made by
// hand, another holder of the same key. What is there is adopted, not made a second time.
import type { PortalRecord, Seen } from '../../../connectors/connector.ts';
import { findPortalRecords, lockHolders, type Holder } from '../../database/portal/portal-records.ts';
import { answerAsSeen, settleUnanswered, type ResourceChange } from '../../database/ledger/operations.ts';
import { doubt, writeFindings } from '../../database/portal/verify.ts';
import { landsWithinMs, SETTLE_MS } from '../../domain/landing.ts';
import { sameAttributes } from '../../plan/attributes.ts';
import type { KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { declined, SETTLED, THERE } from '../../plan/resource-states.ts';
import {
  backOff,
  targetOf,
  traitsOfType,
  typeOf,
  waitingChange,
  type ClientRun,
  type Round,
} from '../client-run.ts';
import type { Step } from '../learned.ts';
import { nextLookAt } from '../late-visibility.ts';
import { readPortal } from '../note-failure.ts';
import { mayRepeatUnseen } from './unseen.ts';

/** Whether the portal may be asked to make it: it was looked for wherever it could exist already, and is not there. */
export async function* mayCreate(run: ClientRun, round: Round, operation: Operation): Step<boolean> {
  const resource = round.resourceById.get(operation.resourceId);
  if (resource === undefined) return false;
  return traitsOfType(run, operation.type).showsAbsence
    ? yield* mayCreateSeen(run, round, { operation, resource })
    : yield* mayRepeatUnseen(run, round, { operation, resource });
}

async function* mayCreateSeen(
  run: ClientRun,
  round: Round,
  { operation, resource }: { operation: Operation; resource: KnownResource },
): Step<boolean> {
  const repeat = typeOf(run, operation.type).repeat;
  if (resource.unansweredUntil !== null) {
    if (repeat === 'find' || isRefused(round, operation))
      return yield* findAfterSilence(run, round, { operation, until: resource.unansweredUntil });
    return yield* adoptOrCreate(run, round, operation);
  }
  if (repeat === 'idempotent' || isAskedAnew(resource) || cannotExistYet(round, resource)) return true;
  const listed = await readListed(run, resource);
  if (listed === null) return yield* adoptOrCreate(run, round, operation);
  return listed.length === 0 || !(yield* adopt(run, round, { operation, records: listed }));
}

/** What would be found is what was declined. */
export function isAskedAnew({ state, asked }: KnownResource): boolean {
  return state === 'absent' && asked === 'resend';
}

/** Below a parent made in this very run there is nothing; what a read-back proved absent is absent. */
function cannotExistYet({ soFar }: Round, resource: KnownResource): boolean {
  if (resource.state === 'absent' && resource.revokeState === 'revoked_verified') return true;
  const [parent] = resource.parents;
  return parent !== undefined && soFar.made.has(parent);
}

/** What a complete list of the portal showed under this key; null where no list covers it. */
async function readListed(run: ClientRun, resource: KnownResource): Promise<readonly PortalRecord[] | null> {
  const isListed = typeOf(run, resource.type).list !== undefined && resource.parents.length === 0;
  if (!isListed || run.connection.listedAt === null) return null;
  // The list may still show what was found gone since.
  if (resource.state === 'absent') return null;
  return run.store.oneStatement(run.run.practiceId, (tx) =>
    findPortalRecords(tx, run.run.connectionId, resource),
  );
}

export async function* adoptOrCreate(run: ClientRun, round: Round, operation: Operation): Step<boolean> {
  const records = yield* find(run, round, operation);
  return records !== null && (records.length === 0 || !(yield* adopt(run, round, { operation, records })));
}

async function* findAfterSilence(run: ClientRun, round: Round, silent: Silent): Step<boolean> {
  const { operation, until } = silent;
  const records = yield* find(run, round, operation);
  if (records === null) return false;
  if (records.length > 0) {
    yield* adopt(run, round, { operation, records });
    return false;
  }
  const isRenamed = awaitsNewKey(round, operation.resourceId);
  // Not there, but the unanswered try may still take effect: made again now, it would be there twice.
  if (until > run.now() && (isRenamed || !mayBeSentAgain(run, round, operation))) {
    const at = nextLook(run, silent);
    yield {
      changes: [{ resourceId: operation.resourceId, lookAgainAt: at }],
      reason: { about: operation.subjects, code: 'RETRYING' },
      retry: { at, costsAttempt: false, error: 'UNANSWERED' },
    };
    return false;
  }
  yield { also: (tx) => settleUnanswered(tx, [operation.resourceId]) };
  // The portal had refused it in the same breath: it is not there, and not asked for again.
  if (isRefused(round, operation)) return false;
  // Under its old key it was never made: the next plan renames it, and makes it under the new one.
  yield { stale: isRenamed };
  return !isRenamed;
}

/** What an unanswered try may still make, and until when. */
interface Silent {
  readonly operation: Operation;
  readonly until: Date;
}

/** The portal takes no second one, and nobody else keeps it: what is shared stays with whoever tried until that is over. */
function mayBeSentAgain(run: ClientRun, round: Round, operation: Operation): boolean {
  const { neverTwice, scope } = typeOf(run, operation.type);
  return neverTwice === true && scope === 'client' && !isRefused(round, operation);
}

function nextLook(run: ClientRun, { until }: Silent): Date {
  const now = run.now();
  const sinceMs = landsWithinMs(run.connection.policy) - (until.getTime() - now.getTime());
  return nextLookAt(now, { until, sinceMs: Math.max(0, sinceMs) });
}

function isRefused({ resourceById }: Round, { resourceId, wanted }: Operation): boolean {
  const refused = resourceById.get(resourceId)?.refused ?? null;
  return refused !== null && sameAttributes(refused, wanted);
}

/** Its claim names another key by now; the portal would take that for another record. */
function awaitsNewKey({ planned, resourceById }: Round, resourceId: string): boolean {
  const key = resourceById.get(resourceId)?.key;
  return planned.settlement.placements.some(
    (placed) => placed.resourceId === resourceId && placed.claim.key !== key,
  );
}

function find(run: ClientRun, round: Round, operation: Operation): Step<readonly PortalRecord[] | null> {
  const target = targetOf(round, operation.resourceId);
  const read = () => typeOf(run, operation.type).find(run.session, target);
  return readPortal(run, round, { about: operation.subjects, read });
}

/**
 * The portal says it exists: adopted. What a search does not show is looked for in the whole list, where letter case and zeros
 * in front make no difference; it may also show only later. After a few tries it is somebody else's, and so refused.
 */
export async function* adoptTaken(run: ClientRun, round: Round, operation: Operation): Step {
  const { resourceId, type, wanted, subjects } = operation;
  const found = yield* find(run, round, operation);
  const records = found?.length === 0 ? yield* findInList(run, round, operation) : found;
  if (records === null) return;
  if (records.length > 0) {
    yield* adopt(run, round, { operation, records });
    return;
  }
  if (run.run.attempts < TRIES_BEFORE_TAKEN) {
    const at = backOff(run, 5 * SETTLE_MS);
    const retry = { at, costsAttempt: true, error: 'NOT_VISIBLE_YET' };
    yield { reason: { about: subjects, code: 'RETRYING' }, retry };
    return;
  }
  const refusal = { refused: wanted, refusedReason: typeOf(run, type).keyInUse, refusedField: null };
  yield { changes: [{ resourceId, ...refusal }] };
}

/** About three minutes, in which what the portal was late to show has shown. */
const TRIES_BEFORE_TAKEN = 4;

/** The list costs many requests: it is read at the second try, and once more at the last. */
async function* findInList(
  run: ClientRun,
  round: Round,
  { resourceId, type, subjects }: Operation,
): Step<readonly PortalRecord[] | null> {
  const traits = typeOf(run, type);
  const isItsTurn = run.run.attempts === 1 || run.run.attempts >= TRIES_BEFORE_TAKEN;
  if (traits.list === undefined || traits.below !== undefined || !isItsTurn) return [];
  const key = looseKey(round.resourceById.get(resourceId)?.key ?? '');
  const listed = traits.list(run.session, {});
  const read = async (): Promise<readonly PortalRecord[]> => {
    const records: PortalRecord[] = [];
    for await (const record of listed) if (looseKey(record.key) === key) records.push(record);
    return records;
  };
  return yield* readPortal(run, round, { about: subjects, read });
}

function looseKey(key: string): string {
  return key
    .trim()
    .toLowerCase()
    .replace(/^0+(?=.)/, '');
}

/** True when there was something to adopt, or to refuse: nothing is to be created then. */
async function* adopt(
  run: ClientRun,
  round: Round,
  { operation, records }: { operation: Operation; records: readonly PortalRecord[] },
): Step<boolean> {
  const { resourceId, type, wanted } = operation;
  const [record, another] = records;
  if (record === undefined) return false;
  const resource = round.resourceById.get(resourceId);
  if (another !== undefined) {
    yield {
      changes: [{ resourceId, refused: wanted, refusedReason: 'AMBIGUOUS_MATCH', refusedField: null }],
    };
    return true;
  }
  const { connectionId } = run.run;
  const place = {
    connectionId,
    type,
    portalId: record.portalId,
    resourceId,
    parents: resource?.parents ?? [],
  };
  if (yield* isHeldElsewhere(run, place)) {
    yield {
      reason: { about: operation.subjects, code: typeOf(run, type).keyInUse },
      retry: { at: backOff(run, 5 * SETTLE_MS), costsAttempt: true, error: 'KEY_HELD' },
    };
    return true;
  }
  const seen = yield* howItStands(run, round, { operation, record });
  if (seen === null) return true;
  const origin = resource?.unansweredUntil === null ? 'adopted' : 'created';
  yield {
    changes: [{ ...asAdopted(resourceId, record), ...standsAs(run, resource, seen), origin }],
    also: (tx) => answerAsSeen(tx, resourceId),
  };
  return true;
}

/**
 * A record that another row of ours stands for is not adopted. Its holder may be letting go of the key (a renumbering under
 * way), or the portal may have kept the old key although it said otherwise: it is looked at. A holder that nobody claims
 * any more gives the record up, unless something still hangs below it.
 */
async function* isHeldElsewhere(run: ClientRun, record: Parameters<typeof lockHolders>[1]): Step<boolean> {
  const { takeOver } = typeOf(run, record.type);
  const standing = await run.store.inPractice(run.run.practiceId, async (tx) => {
    const holders = await lockHolders(tx, record);
    const isFree = ({ clientIds, ownerDeleted, hasBelow }: Holder): boolean =>
      clientIds.length === 0 && !hasBelow && (takeOver === 'when-unclaimed' || ownerDeleted);
    const given = holders.filter(isFree);
    await writeFindings(
      tx,
      given.map(({ id }) => ({ id, isGone: true })),
    );
    const kept = holders.filter((holder) => !isFree(holder));
    await doubt(
      tx,
      kept.map(({ id }) => id),
    );
    return kept;
  });
  const clientIds = standing.flatMap((holder) => holder.clientIds);
  yield { wakes: clientIds.filter((id) => id !== run.run.clientId) };
  return standing.length > 0;
}

/** What is there may still wait for somebody, or have been declined. Null: the portal did not say. */
async function* howItStands(
  run: ClientRun,
  round: Round,
  { operation, record }: { operation: Operation; record: PortalRecord },
): Step<Seen | null> {
  const type = typeOf(run, operation.type);
  if (type.observe === undefined) return { state: 'present', record };
  const target = { ...targetOf(round, operation.resourceId), portalId: record.portalId };
  const seen = yield* readPortal(run, round, {
    about: operation.subjects,
    read: async () => type.observe?.(run.session, [target]),
  });
  return seen === null ? null : (seen?.[0] ?? { state: 'present', record });
}

function standsAs(
  run: ClientRun,
  resource: KnownResource | undefined,
  seen: Seen,
): Omit<ResourceChange, 'resourceId'> {
  if (seen.state === 'waiting') return waitingChange(run, seen, resource);
  return seen.state === 'declined' ? declined(seen.what) : THERE;
}

function asAdopted(resourceId: string, record: PortalRecord): ResourceChange {
  return {
    resourceId,
    portalId: record.portalId,
    attributes: record.attributes,
    stored: {},
    signIn: record.signIn ?? 'unknown',
    ...SETTLED,
  };
}
