// What `koppel task` does: shows the steps that people do in a portal, and takes their word for it.
import type { ManualTask } from '../../../connectors/connector.ts';
import { connectorOf } from '../../app/portals.ts';
import { listTasks, type OpenTask } from '../../database/people/tasks.ts';
import { UsageError } from '../../errors.ts';
import { confirmManualTask } from '../../actions/confirm-task.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { Language } from '../../domain/text.ts';
import { findConnection, findPractice } from '../frame/find-practice.ts';
import { type CommandContext } from '../frame/run-command.ts';

export interface TaskOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly json?: boolean;
  readonly lang: Language;
  readonly done?: boolean;
  readonly notThere?: boolean;
  readonly by?: string;
}

export async function showTasks({ foundation, out }: CommandContext, options: TaskOptions): Promise<void> {
  const { store } = foundation;
  await findPractice(store, options.practice);
  const only =
    options.connection === undefined
      ? null
      : (await findConnection(store, options.practice, options.connection)).id;
  const open = await store.inPractice(options.practice, listTasks);
  const tasks = open.filter(({ connectionId }) => only === null || connectionId === only);
  if (tasks.length === 0) out.line('No tasks are open.');
  for (const task of tasks) {
    out.line(`${task.id}  ${task.connection}: ${titleOf(task)}`);
    if (task.status === 'contradicted')
      out.line('  It was confirmed before, but the portal does not show it: please look again.');
    out.line(`  open since ${task.openedAt.toISOString()}`);
    for (const [index, step] of stepsOf(task)[options.lang].entries()) out.line(`  ${index + 1}. ${step}`);
    out.line('');
  }
  out.result({
    practice: options.practice,
    tasks: tasks.map((task) => ({ ...shownOf(task), steps: stepsOf(task)[options.lang] })),
  });
}

/** What a person is told of a task; the settings behind its steps are the connection's own. */
function shownOf(task: OpenTask) {
  const { id, practiceId, connectionId, connection, portal, clientId, resourceId, type, key } = task;
  const { action, status, openedAt, client, clientNumber, contact, email } = task;
  const ids = { id, practiceId, connectionId, connection, portal, clientId, resourceId, type, key };
  return { ...ids, action, status, openedAt, client, clientNumber, contact, email };
}

function titleOf({ action, type, client, clientNumber, contact, email }: OpenTask): string {
  const whom = contact === null ? '' : ` for ${contact}${email === null ? '' : ` <${email}>`}`;
  return `${action} ${type}${whom} at client ${client ?? '-'} (${clientNumber ?? '-'})`;
}

/** Exact instructions of the portal where it has them. */
function stepsOf(task: OpenTask): ManualTask {
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
  return task.action === 'find-out' ? findOutSteps(task) : plainSteps(task, task.action);
}

function findOutSteps(task: OpenTask): ManualTask {
  const { title } = connectorOf(task.portal);
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

function plainSteps({ portal, type }: OpenTask, action: 'create' | 'remove'): ManualTask {
  const { title } = connectorOf(portal);
  return action === 'create'
    ? { en: [`Make the ${type} in ${title} by hand.`], nl: [`Maak "${type}" met de hand in ${title}.`] }
    : {
        en: [`Remove the ${type} in ${title} by hand.`],
        nl: [`Verwijder "${type}" met de hand in ${title}.`],
      };
}

export async function confirmOne(
  { foundation, out }: CommandContext,
  taskId: string,
  options: TaskOptions,
): Promise<void> {
  const { store } = foundation;
  await findPractice(store, options.practice);
  const { task, readsBack } = await confirmManualTask(
    { store, connectorOf, now: () => new Date() },
    { practiceId: options.practice, taskId, answer: answerOf(options), by: actingUser(options.by) },
  );
  out.line(`Confirmed: ${titleOf(task)}.`);
  out.line(
    readsBack
      ? 'Koppel reads the portal back now; if the portal contradicts it, the task is open again.'
      : 'Koppel may not read this in the portal, so your word counts.',
  );
  out.result({
    practice: options.practice,
    task: task.id,
    action: task.action,
    answer: answerOf(options),
    readsBack,
  });
}

/** Which of the two must be said: a guess here could mail a person twice. */
function answerOf({ done, notThere }: TaskOptions): boolean {
  if ((done === true) === (notThere === true))
    throw new UsageError('Say either --done or --not-there; nothing was changed.');
  return done === true;
}
