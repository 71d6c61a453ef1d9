// What Koppel does not send (rules 17 and 26): it asks a person by a task, or believes what one has said.
import { settleChanges, type ResourceChange } from '../../database/ledger/operations.ts';
import { closeTasks, openTask, type TaskToOpen } from '../../database/people/tasks.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { isBeingRevoked, isMissing, LEFT_TO_PERSON, TO_BE_FOUND_OUT } from '../../plan/resource-states.ts';
import { traitsOfType, type ClientRun, type Round } from '../client-run.ts';
import type { Learned } from '../learned.ts';

export function leaveToPerson(run: ClientRun, round: Round, operation: Operation): Learned {
  const { action, type, resourceId } = operation;
  switch (action) {
    case 'create':
      // Not left to people altogether: nobody knows whether it reached somebody.
      return traitsOfType(run, type).leftToPerson.has('create')
        ? askToMake(run, operation)
        : askToFindOut(run, round, resourceId);
    case 'update':
      return askToMake(run, operation);
    case 'remove':
    case 'read-back':
    case 'withdraw':
      return askToTakeAway(run, operation);
    case 'resend':
      // What was asked is not carried along for later.
      return { changes: [{ resourceId, asked: null }] };
    case 'look':
      return believe(run, round, operation);
  }
}

function askToMake(run: ClientRun, operation: Operation): Learned {
  const { resourceId, action, before, changes } = operation;
  const attributes = action === 'create' ? changes : before;
  return ask(run, {
    change: { resourceId, ...LEFT_TO_PERSON, attributes, revokeState: null },
    task: 'create',
    closes: ['remove'],
  });
}

export function askToTakeAway(run: ClientRun, { resourceId, subjects }: Operation): Learned {
  // A task to make it, if one was open, is pointless now.
  const change = { resourceId, ...LEFT_TO_PERSON };
  const asked = ask(run, { change, task: 'remove', closes: ['create', 'find-out'] });
  return { ...asked, reason: { about: subjects, code: 'MANUAL_TASK' } };
}

export function askToFindOut(run: ClientRun, round: Round, resourceId: string): Learned {
  const resource = round.resourceById.get(resourceId);
  // The proof of an earlier revoke says nothing of what may be there now.
  const isDue = resource !== undefined && isBeingRevoked(resource);
  const change = { resourceId, ...TO_BE_FOUND_OUT, ...(isDue ? {} : { revokeState: null }) };
  return ask(run, { change, task: 'find-out' });
}

interface Asked {
  readonly change: ResourceChange;
  readonly task: TaskToOpen['action'];
  readonly closes?: readonly TaskToOpen['action'][];
}

function ask({ run }: ClientRun, { change, task, closes = [] }: Asked): Learned {
  const { resourceId } = change;
  return {
    changes: [change],
    also: async (tx) => {
      if (closes.length > 0) await closeTasks(tx, [resourceId], closes);
      await openTask(tx, run, { resourceId, action: task });
    },
  };
}

/** A call that is only assumed is not sent: a person finds out, and what a person says is believed. */
function believe(run: ClientRun, round: Round, operation: Operation): Learned {
  const { resourceId, type } = operation;
  const resource = round.resourceById.get(resourceId);
  if (resource !== undefined && isMissing(resource) && traitsOfType(run, type).managed === 'observed')
    return askToMake(run, operation);
  if (resource?.state !== 'manual')
    return {
      changes: [{ resourceId, doubtful: false }],
      also: (tx) => settleChanges(tx, resourceId),
    };
  const change = { resourceId, ...TO_BE_FOUND_OUT, revokeState: null };
  return ask(run, { change, task: 'find-out', closes: ['create', 'remove', 'find-out'] });
}
