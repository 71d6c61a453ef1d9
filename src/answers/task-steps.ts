// What a person does for an open task, step by step, in the words of its portal.
import type { ManualTask } from '../../connectors/connector.ts';
import { listTasks, type OpenTask } from '../database/people/tasks.ts';
import type { ConnectorOf } from '../engine/access-types.ts';
import type { ListPorts } from './list-records.ts';

/** Exact instructions of the portal where it has them. */
export function stepsOf(task: OpenTask, connectorOf: ConnectorOf): ManualTask {
  const names = {
    client: task.client ?? '-',
    clientNumber: task.clientNumber ?? '-',
    contact: task.contact ?? '-',
    email: task.email ?? '-',
    key: task.key,
    parentId: task.parentId,
    shown: task.shown,
    settings: task.settings,
  };
  const type = connectorOf(task.portal).resources[task.type];
  const steps = type?.manual?.(task.action, names);
  if (steps !== undefined) return steps;
  const { title } = connectorOf(task.portal);
  return task.action === 'find-out' ? findOutSteps(task, title) : plainSteps(task.type, task.action, title);
}

function findOutSteps(task: OpenTask, title: string): ManualTask {
  const whom = task.contact ?? task.client ?? '-';
  return {
    en: [
      `Open ${title} and look whether the ${task.type} of ${whom} is there at client "${task.client ?? '-'}" (${task.clientNumber ?? '-'}).`,
      'It is there: confirm with --done. It is not: confirm with --not-there; Koppel then makes it (anew) if it is still wished for.',
    ],
    nl: [
      `Open ${title} en kijk of "${task.type}" van ${whom} er is bij klant "${task.client ?? '-'}" (${task.clientNumber ?? '-'}).`,
      'Is het er: bevestig met --done. Is het er niet: bevestig met --not-there; Koppel maakt het dan (opnieuw) als het nog gewenst is.',
    ],
  };
}

function plainSteps(type: string, action: 'create' | 'remove', title: string): ManualTask {
  return action === 'create'
    ? { en: [`Make the ${type} in ${title} by hand.`], nl: [`Maak "${type}" met de hand in ${title}.`] }
    : {
        en: [`Remove the ${type} in ${title} by hand.`],
        nl: [`Verwijder "${type}" met de hand in ${title}.`],
      };
}

export interface ListedTask extends Pick<
  OpenTask,
  | 'id'
  | 'connection'
  | 'type'
  | 'action'
  | 'status'
  | 'openedAt'
  | 'client'
  | 'clientNumber'
  | 'clientId'
  | 'contact'
  | 'email'
> {
  readonly steps: ManualTask;
}

/** The open tasks of a practice with what to do for each, oldest first. Reads the database only. */
export async function listOpenTasks(
  { store, connectorOf }: ListPorts,
  practiceId: string,
): Promise<readonly ListedTask[]> {
  const tasks = await store.inPractice(practiceId, listTasks);
  return tasks.map((task) => {
    const { id, connection, type, action, status, openedAt } = task;
    const { client, clientNumber, clientId, contact, email } = task;
    return {
      ...{ id, connection, type, action, status, openedAt, client, clientNumber, clientId, contact, email },
      steps: stepsOf(task, connectorOf),
    };
  });
}
