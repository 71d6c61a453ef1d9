// Carries out one plan, in its order. Operations of one kind below one parent go together where the portal takes several.
import type { Subject } from '../../domain/link.ts';
import { mayStand, type KnownResource } from '../../plan/known.ts';
import { isRevoke, type Operation } from '../../plan/make-plan.ts';
import { applyCreates } from './apply-create.ts';
import { applyLooks } from './apply-look.ts';
import { applyResend, applyWithdrawal } from './apply-request.ts';
import { applyReadBacks, applyRemovals } from './apply-remove.ts';
import { applyUpdate } from './apply-update.ts';
import {
  noteTrouble,
  operationKey,
  typeOf,
  waitsForParent,
  type ClientRun,
  type Round,
} from '../client-run.ts';
import { mayNotBeRead } from '../left-to-person.ts';

export async function applyOperations(
  run: ClientRun,
  round: Round,
  operations: readonly Operation[],
): Promise<void> {
  let hasRevoked = false;
  for (const batch of batches(operations, (operation) => placeOf(run, round, operation))) {
    if (run.progress.stopped || run.progress.stale) return;
    const isFirst = batch.every((operation) => comesFirst(run, round, operation));
    // What was taken away is proven by the next plan, before anything of this one that may hang.
    if (hasRevoked && !isFirst) return;
    const { generation } = round.planned.records;
    for (const operation of batch) run.progress.attempted.set(operationKey(operation), generation);
    await applyBatch(run, round, batch);
    hasRevoked ||= isFirst && batch.some((operation) => run.progress.attempted.has(operationKey(operation)));
  }
}

function comesFirst(run: ClientRun, round: Round, operation: Operation): boolean {
  const resource = round.resourceById.get(operation.resourceId);
  return resource !== undefined && isRevoke(operation, resource, typeOf(run, operation.type));
}

/** What has the same one goes together. */
function placeOf(run: ClientRun, round: Round, operation: Operation): string {
  const parent = round.resourceById.get(operation.resourceId)?.parents[0] ?? '';
  return `${operation.action} ${operation.type} ${parent} ${comesFirst(run, round, operation)}`;
}

type Apply = (run: ClientRun, round: Round, batch: readonly Operation[]) => Promise<void>;

const APPLY: Readonly<Record<Operation['action'], Apply>> = {
  create: (run, round, batch) => applyCreates(run, round, unblocked(run, round, batch)),
  remove: (run, round, batch) =>
    applyRemovals(run, round, addressable(run, round, removable(run, round, batch))),
  'read-back': (run, round, batch) => applyReadBacks(run, round, addressable(run, round, batch)),
  update: oneByOne(applyUpdate),
  resend: oneByOne(applyResend),
  withdraw: oneByOne(applyWithdrawal),
  look: (run, round, batch) => applyLooks(run, round, addressable(run, round, lookable(run, round, batch))),
};

async function applyBatch(run: ClientRun, round: Round, batch: readonly Operation[]): Promise<void> {
  const [first] = batch;
  if (first !== undefined) await APPLY[first.action](run, round, batch);
}

function oneByOne(apply: (run: ClientRun, round: Round, operation: Operation) => Promise<void>): Apply {
  return async (run, round, batch) => {
    for (const operation of batch) {
      if (run.progress.stopped || run.progress.stale) return;
      await apply(run, round, operation);
    }
  };
}

/**
 * What access hangs below goes last: taken away with its access in it, it would end what the brake holds, and nobody would
 * have read that access back.
 */
function removable(run: ClientRun, round: Round, batch: readonly Operation[]): readonly Operation[] {
  const holding = [...round.resourceById.values()].filter(
    (resource) => typeOf(run, resource.type).grantsAccess && mayStand(resource),
  );
  return batch.filter((operation) => {
    if (!holding.some(({ parents }) => parents.includes(operation.resourceId))) return true;
    holdBack(run, operation);
    return false;
  });
}

/** What hangs below something that is still to be found waits until that was looked for. */
function addressable(run: ClientRun, round: Round, batch: readonly Operation[]): readonly Operation[] {
  return batch.filter((operation) => {
    if (mayNotBeRead(run, operation.type) || !waitsForParent(round, operation.resourceId)) return true;
    holdBack(run, operation);
    return false;
  });
}

/** Tried again in this run as soon as what it waits for is done. */
function holdBack(run: ClientRun, operation: Operation): void {
  run.progress.attempted.delete(operationKey(operation));
  run.progress.blocked.add(operationKey(operation));
}

/** What others make can be seen once what it hangs below is there. */
function lookable(run: ClientRun, round: Round, batch: readonly Operation[]): readonly Operation[] {
  const isNew = ({ resourceId, type }: Operation): boolean => {
    const state = round.resourceById.get(resourceId)?.state;
    return typeOf(run, type).managed === 'observed' && (state === 'reserved' || state === 'absent');
  };
  return [...batch.filter((operation) => !isNew(operation)), ...unblocked(run, round, batch.filter(isNew))];
}

/** What cannot be made yet, because something it needs is not there, is held by that, visibly (rule 3). */
function unblocked(run: ClientRun, round: Round, batch: readonly Operation[]): readonly Operation[] {
  return batch.filter((operation) => {
    const missing = missingNeeds(round, operation);
    if (missing.length === 0) return true;
    noteTrouble(run, heldByOthers(round, operation, missing), 'HELD_BY_CLIENT');
    holdBack(run, operation);
    return false;
  });
}

/** Contacts held by something that is not their own. What is wrong with their own says itself why. */
function heldByOthers(round: Round, operation: Operation, missing: readonly string[]): readonly Subject[] {
  const isOwn = (subject: Subject, id: string): boolean =>
    round.resourceById.get(id)?.claims.some((claim) => claim.subject.id === subject.id) ?? false;
  return operation.subjects.filter(
    (subject) => subject.kind === 'contact' && missing.some((id) => !isOwn(subject, id)),
  );
}

function missingNeeds(round: Round, operation: Operation): readonly string[] {
  const resource = round.resourceById.get(operation.resourceId);
  const ids = [...(resource?.parents ?? []), ...(round.planned.needsById.get(operation.resourceId) ?? [])];
  return ids.filter((id) => !isThere(round.resourceById.get(id)));
}

function isThere(resource: KnownResource | undefined): boolean {
  return (
    resource !== undefined && resource.state === 'present' && resource.portalId !== null && !resource.doubtful
  );
}

function batches(
  operations: readonly Operation[],
  keyOf: (operation: Operation) => string,
): readonly (readonly Operation[])[] {
  const result: Operation[][] = [];
  let lastKey = '';
  for (const operation of operations) {
    const key = keyOf(operation);
    const last = result.at(-1);
    if (last === undefined || key !== lastKey) result.push([operation]);
    else last.push(operation);
    lastKey = key;
  }
  return result;
}
