// Performs the steps of one plan, in its order, and records what each came to before the next. Operations of one kind below one
// parent go together where the portal takes several.
import type { PlannedClient } from '../gate-client.ts';
import { gateOf, type PlannedOperation } from '../../plan/gate.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { applyCreates } from './apply-create.ts';
import { applyLooks } from './apply-look.ts';
import { applyResend, applyWithdrawal } from './apply-request.ts';
import { applyReadBacks, applyRemovals } from './apply-remove.ts';
import { applyUpdate } from './apply-update.ts';
import { leaveToPerson } from './leave-to-person.ts';
import type { ClientRun, Round } from '../client-run.ts';
import type { Step } from '../learned.ts';
import { record, type RoundState } from '../record.ts';
import { operationKey, type RunState } from '../run-state.ts';

interface NextSteps {
  readonly planned: PlannedClient;
  readonly steps: readonly PlannedOperation[];
}

export async function performSteps(
  run: ClientRun,
  state: RunState,
  { planned, steps }: NextSteps,
): Promise<void> {
  const resourceById = new Map(planned.resources.map((resource) => [resource.id, resource]));
  await performInOrder(run, { planned, resourceById, soFar: state }, steps);
  if (!state.stale) return;
  state.stale = false;
  state.attempted.clear();
}

async function performInOrder(
  run: ClientRun,
  round: RoundState,
  operations: readonly PlannedOperation[],
): Promise<void> {
  const { soFar } = round;
  const isOver = (): boolean => soFar.stopped || soFar.stale;
  let hasRevoked = false;
  for (const batch of batches(operations, (operation) => placeOf(round, operation))) {
    if (isOver()) return;
    const isFirst = batch.every(({ isRevoke }) => isRevoke);
    // What was taken away is proven by the next plan, before anything of this one that may hang.
    if (hasRevoked && !isFirst) return;
    const going = batch.filter((operation) => goesNow(run, round, operation));
    for (const operation of going) soFar.attempted.set(operationKey(operation), operation.wanted);
    for await (const learned of applyBatch(run, round, going)) {
      await record(run, round, learned);
      if (isOver()) return;
    }
    hasRevoked ||= isFirst && going.length > 0;
  }
}

/** Now that other operations of the plan are done. */
function goesNow(run: ClientRun, { planned, resourceById }: Round, operation: Operation): boolean {
  return gateOf(operation, { ...planned.grounds, resourceById, now: run.now() }).heldBy === null;
}

/** What has the same one goes together. */
function placeOf(round: Round, { resourceId, action, type, gate, isRevoke }: PlannedOperation): string {
  const parent = round.resourceById.get(resourceId)?.parents[0] ?? '';
  return `${action} ${type} ${parent} ${gate.by} ${isRevoke}`;
}

type Apply = (run: ClientRun, round: Round, batch: readonly Operation[]) => Step;

const APPLY: Readonly<Record<Operation['action'], Apply>> = {
  create: applyCreates,
  remove: applyRemovals,
  'read-back': applyReadBacks,
  update: oneByOne(applyUpdate),
  resend: oneByOne(applyResend),
  withdraw: oneByOne(applyWithdrawal),
  look: applyLooks,
};

async function* applyBatch(run: ClientRun, round: Round, batch: readonly PlannedOperation[]): Step {
  const [first] = batch;
  if (first === undefined) return;
  if (first.gate.by === 'koppel') yield* APPLY[first.action](run, round, batch);
  else for (const operation of batch) yield leaveToPerson(run, round, operation);
}

function oneByOne(apply: (run: ClientRun, round: Round, operation: Operation) => Step): Apply {
  return async function* (run, round, batch) {
    for (const operation of batch) yield* apply(run, round, operation);
  };
}

function batches(
  operations: readonly PlannedOperation[],
  keyOf: (operation: PlannedOperation) => string,
): readonly (readonly PlannedOperation[])[] {
  const result: PlannedOperation[][] = [];
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
