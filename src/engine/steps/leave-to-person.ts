// What Koppel does not send (rules 17 and 26): it asks a person by a task, or believes what one has said.
import { settleChanges, type ResourceChange } from '../../database/ledger/operations.ts';
import { closeTasks, openTask, type TaskToOpen } from '../../database/people/tasks.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { isBeingRevoked, isMissing, LEFT_TO_PERSON, TO_BE_FOUND_OUT } from '../../plan/resource-states.ts';
import { noteTrouble, traitsOfType, type ClientRun, type Round } from '../client-run.ts';
import { writeChanges } from './send-write.ts';

export async function leaveToPerson(run: ClientRun, round: Round, operation: Operation): Promise<void> {
  const { action, type, resourceId } = operation;
  switch (action) {
    case 'create':
      // Not left to people altogether: nobody knows whether it reached somebody.
      return traitsOfType(run, type).leftToPerson.has('create')
        ? askToMake(run, round, operation)
        : askToFindOut(run, round, resourceId);
    case 'update':
      return askToMake(run, round, operation);
    case 'remove':
    case 'read-back':
    case 'withdraw':
      return askToTakeAway(run, round, operation);
    case 'resend':
      // What was asked is not carried along for later.
      return writeChanges(run, round, { changes: [{ resourceId, asked: null }] });
    case 'look':
      return believe(run, round, operation);
  }
}

function askToMake(run: ClientRun, round: Round, operation: Operation): Promise<void> {
  const { resourceId, action, before, changes } = operation;
  const attributes = action === 'create' ? changes : before;
  return ask(run, round, {
    change: { resourceId, ...LEFT_TO_PERSON, attributes, revokeState: null },
    task: 'create',
  });
}

export function askToTakeAway(
  run: ClientRun,
  round: Round,
  { resourceId, subjects }: Pick<Operation, 'resourceId' | 'subjects'>,
): Promise<void> {
  noteTrouble(run, subjects, 'MANUAL_TASK');
  // A task to make it, if one was open, is pointless now.
  const change = { resourceId, ...LEFT_TO_PERSON };
  return ask(run, round, { change, task: 'remove', closes: ['create', 'find-out'] });
}

export function askToFindOut(run: ClientRun, round: Round, resourceId: string): Promise<void> {
  const resource = round.resourceById.get(resourceId);
  // The proof of an earlier revoke says nothing of what may be there now.
  const isDue = resource !== undefined && isBeingRevoked(resource);
  const change = { resourceId, ...TO_BE_FOUND_OUT, ...(isDue ? {} : { revokeState: null }) };
  return ask(run, round, { change, task: 'find-out' });
}

interface Asked {
  readonly change: ResourceChange;
  readonly task: TaskToOpen['action'];
  readonly closes?: readonly TaskToOpen['action'][];
}

function ask(run: ClientRun, round: Round, { change, task, closes = [] }: Asked): Promise<void> {
  const { resourceId } = change;
  return writeChanges(run, round, {
    changes: [change],
    also: async (tx) => {
      if (closes.length > 0) await closeTasks(tx, [resourceId], closes);
      await openTask(tx, run.run, { resourceId, action: task });
    },
  });
}

/** A call that is only assumed is not sent: a person finds out, and what a person says is believed. */
function believe(run: ClientRun, round: Round, operation: Operation): Promise<void> {
  const { resourceId, type } = operation;
  const resource = round.resourceById.get(resourceId);
  if (resource !== undefined && isMissing(resource) && traitsOfType(run, type).managed === 'observed')
    return askToMake(run, round, operation);
  if (resource?.state !== 'manual')
    return writeChanges(run, round, {
      changes: [{ resourceId, doubtful: false }],
      also: (tx) => settleChanges(tx, resourceId),
    });
  const change = { resourceId, ...TO_BE_FOUND_OUT, revokeState: null };
  return ask(run, round, { change, task: 'find-out', closes: ['create', 'remove', 'find-out'] });
}
