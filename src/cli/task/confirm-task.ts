// What `koppel task` does: shows the steps that people do in a portal, and takes their word for it.
import { stepsOf } from '../../answers/task-steps.ts';
import { connectorOf } from '../../app/portals.ts';
import { listTasks, type OpenTask } from '../../database/people/tasks.ts';
import { UsageError } from '../../errors.ts';
import { confirmManualTask } from '../../actions/confirm-task.ts';
import { actionText } from '../frame/action-text.ts';
import type { AskingOptions } from '../frame/options.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { Language, Text } from '../../domain/text.ts';
import { whenText } from '../../domain/time-text.ts';
import { findOneConnection, findPractice } from '../frame/find-practice.ts';
import { type CommandContext } from '../frame/run-command.ts';

const WORDS = {
  none: { en: 'No tasks are open.', nl: 'Er staan geen taken open.' },
  contradicted: {
    en: 'It was confirmed before, but the portal does not show it: please look again.',
    nl: 'Dit is eerder bevestigd, maar het portaal toont het niet: kijk opnieuw.',
  },
  since: { en: 'open since', nl: 'open sinds' },
  whom: { en: 'for', nl: 'voor' },
  at: { en: 'at client', nl: 'bij klant' },
  confirmed: { en: 'Confirmed', nl: 'Bevestigd' },
  readsBack: {
    en: 'Koppel reads the portal back now; if the portal contradicts it, the task is open again.',
    nl: 'Koppel leest het portaal nu terug; spreekt het portaal dit tegen, dan staat de taak weer open.',
  },
  wordCounts: {
    en: 'Koppel may not read this in the portal, so your word counts.',
    nl: 'Koppel mag dit niet in het portaal lezen, dus uw woord telt.',
  },
} as const satisfies Record<string, Text>;

export interface TaskOptions extends AskingOptions {
  readonly done?: boolean;
  readonly notThere?: boolean;
  readonly by?: string;
}

export async function showTasks({ foundation, out }: CommandContext, options: TaskOptions): Promise<void> {
  const { store } = foundation;
  const only = await findOneConnection(store, options.practice, options.connection);
  const open = await store.inPractice(options.practice, listTasks);
  const tasks = open.filter(({ connectionId }) => only === null || connectionId === only.id);
  if (tasks.length === 0) out.line(WORDS.none);
  for (const task of tasks) {
    out.line(`${task.id}  ${task.connection}: ${titleOf(task, options.lang)}`);
    if (task.status === 'contradicted') out.line(`  ${WORDS.contradicted[options.lang]}`);
    out.line(`  ${WORDS.since[options.lang]} ${whenText(task.openedAt, options.lang)}`);
    for (const [index, step] of stepsOf(task, connectorOf)[options.lang].entries())
      out.line(`  ${index + 1}. ${step}`);
    out.line('');
  }
  out.result({
    practice: options.practice,
    tasks: tasks.map((task) => ({ ...shownOf(task), steps: stepsOf(task, connectorOf)[options.lang] })),
  });
}

/** What a person is told of a task. What is known of its resource stands in its steps. */
function shownOf(task: OpenTask) {
  const { id, practiceId, connectionId, connection, portal, clientId, resourceId, type, key } = task;
  const { action, status, openedAt, client, clientNumber, contact, email } = task;
  const ids = { id, practiceId, connectionId, connection, portal, clientId, resourceId, type, key };
  return { ...ids, action, status, openedAt, client, clientNumber, contact, email };
}

function titleOf(task: OpenTask, lang: Language): string {
  const { action, type, client, clientNumber, contact, email } = task;
  const whom =
    contact === null ? '' : ` ${WORDS.whom[lang]} ${contact}${email === null ? '' : ` <${email}>`}`;
  return `${actionText(action, type, lang)}${whom} ${WORDS.at[lang]} ${client ?? '-'} (${clientNumber ?? '-'})`;
}

export async function confirmOne(
  { foundation, out, lang }: CommandContext,
  taskId: string,
  options: TaskOptions,
): Promise<void> {
  const { store } = foundation;
  await findPractice(store, options.practice);
  const { task, readsBack } = await confirmManualTask(
    { store, connectorOf, now: () => new Date() },
    { practiceId: options.practice, taskId, answer: answerOf(options), by: actingUser(options.by) },
  );
  out.line(`${WORDS.confirmed[lang]}: ${titleOf(task, lang)}.`);
  out.line(readsBack ? WORDS.readsBack : WORDS.wordCounts);
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
    throw new UsageError({
      en: 'Say either --done or --not-there; nothing was changed.',
      nl: 'Zeg ofwel --done ofwel --not-there; er is niets gewijzigd.',
    });
  return done === true;
}
