// What a person does for an open task, step by step, in the words of its portal.
import type { ManualTask } from '../../connectors/connector.ts';
import { listTasks, type OpenTask } from '../database/people/tasks.ts';
import { typeName } from '../domain/type-names.ts';
import { wantedOf } from '../plan/rights.ts';
import type { ConnectorOf } from '../engine/access-types.ts';
import type { ListPorts } from './list-records.ts';

/** Exact instructions of the portal where it has them. */
export function stepsOf(task: OpenTask, connectorOf: ConnectorOf): ManualTask {
  const type = connectorOf(task.portal).resources[task.type];
  const names = {
    client: task.client ?? '-',
    clientNumber: task.clientNumber ?? '-',
    contact: task.contact ?? '-',
    email: task.email ?? '-',
    key: task.key,
    // The same that its confirmation is taken for, whatever was wished when the task was opened.
    wanted: wantedOf(task.known, type?.rights).attributes,
    parentId: task.parentId,
    shown: task.shown,
  };
  const steps = type?.manual?.(task.action, names);
  if (steps !== undefined) return steps;
  const { title } = connectorOf(task.portal);
  return task.action === 'find-out' ? findOutSteps(task, title) : plainSteps(task.type, task.action, title);
}

function findOutSteps(task: OpenTask, title: string): ManualTask {
  const [type, typeNl] = [typeName(task.type, 'en'), typeName(task.type, 'nl')];
  const whom = task.contact ?? task.client ?? '-';
  return {
    en: [
      `Open ${title} and look whether the ${type} of ${whom} is there at client "${task.client ?? '-'}" (${task.clientNumber ?? '-'}).`,
      'Confirm what you found: that it is there, or that it is not. Where it is not, Koppel makes it (anew) if it is still wished for.',
    ],
    nl: [
      `Open ${title} en kijk of "${typeNl}" van ${whom} er is bij klant "${task.client ?? '-'}" (${task.clientNumber ?? '-'}).`,
      'Bevestig wat u vond: het is er, of het is er niet. Is het er niet, dan maakt Koppel het (opnieuw) als het nog gewenst is.',
    ],
  };
}

function plainSteps(code: string, action: 'create' | 'remove', title: string): ManualTask {
  const [type, typeNl] = [typeName(code, 'en'), typeName(code, 'nl')];
  return action === 'create'
    ? { en: [`Make the ${type} in ${title} by hand.`], nl: [`Maak "${typeNl}" met de hand in ${title}.`] }
    : {
        en: [`Remove the ${type} in ${title} by hand.`],
        nl: [`Verwijder "${typeNl}" met de hand in ${title}.`],
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
