// /practices/:practice/tasks: the steps that people do in a portal, with instructions, and their word that they did them.
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { confirmManualTask } from '../actions/confirm-task.ts';
import { listOpenTasks, type ListedTask } from '../answers/task-steps.ts';
import { type Text } from '../domain/text.ts';
import { typeName } from '../domain/type-names.ts';
import { UsageError } from '../errors.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { assertMay } from '../http/sign-in/person.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderToken } from './form-parts.ts';
import { renderSince } from './record-parts.ts';

const WORDS = {
  title: { en: 'Tasks in the portals', nl: 'Taken in de portalen' },
  nothing: { en: 'No tasks are open.', nl: 'Er staan geen taken open.' },
  create: { en: 'Make', nl: 'Maak' },
  remove: { en: 'Take away', nl: 'Haal weg' },
  'find-out': { en: 'Find out', nl: 'Zoek uit' },
  of: { en: 'for', nl: 'voor' },
  at: { en: 'at', nl: 'bij' },
  contradicted: {
    en: 'It was confirmed before, but the portal does not show it: please look again.',
    nl: 'Dit is eerder bevestigd, maar het portaal toont het niet: kijk nog eens.',
  },
  done: { en: 'Done', nl: 'Gedaan' },
  there: { en: 'It is there', nl: 'Het is er' },
  notThere: { en: 'It is not there', nl: 'Het is er niet' },
  ask: {
    en: 'An operator or administrator confirms tasks.',
    nl: 'Een operator of beheerder bevestigt taken.',
  },
  gone: {
    en: 'This task could not be confirmed: it is not open any more, asks for something else by now, or it is too early to tell. Nothing was changed.',
    nl: 'Deze taak kon niet worden bevestigd: die staat niet meer open, vraagt intussen iets anders, of het is te vroeg. Er is niets gewijzigd.',
  },
} as const satisfies Record<string, Text>;

const formSchema = z.object({ task: z.string().max(40), answer: z.enum(['yes', 'no']) });

export function addTasks(scope: FastifyInstance, desk: Desk): void {
  scope.get(
    '/practices/:practice/tasks',
    onVisit(desk, (visit) => show(visit, desk, null)),
  );
  scope.post('/practices/:practice/tasks', onVisit(desk, confirm));
}

async function show(visit: Visit, { answers }: Desk, notice: Text | null): Promise<PageContent> {
  const tasks = await listOpenTasks(answers, visit.practice.id);
  const title = visit.say(WORDS.title);
  const mayConfirm = visit.may('confirm-tasks');
  const body = html`<h1>${title}</h1>
    ${notice !== null && html`<p class="notice bad" role="alert">${visit.say(notice)}</p>`}
    ${tasks.length === 0 && html`<p class="empty">${visit.say(WORDS.nothing)}</p>`}
    ${tasks.length > 0 && !mayConfirm && html`<p class="notice">${visit.say(WORDS.ask)}</p>`}
    ${tasks.map((task) => renderTask(visit, task, mayConfirm))}`;
  return { title, body, at: 'tasks' };
}

function renderTask(visit: Visit, task: ListedTask, mayConfirm: boolean): Html {
  const { say, language } = visit;
  const { id, action, type, contact, client, clientNumber, connection, status, openedAt, steps } = task;
  const whom = contact === null ? '' : ` ${say(WORDS.of)} ${contact}`;
  return html`<section class="panel" aria-labelledby="task-${id}">
    <h2 id="task-${id}">
      ${say(WORDS[action])}: ${typeName(type, language)}${whom} ${say(WORDS.at)} ${client ?? '-'}
      (${clientNumber ?? '-'})
    </h2>
    <p class="soft">${connection} · ${renderSince(visit, openedAt)}</p>
    ${status === 'contradicted' && html`<p class="notice warn">${say(WORDS.contradicted)}</p>`}
    <ol class="steps">
      ${steps[language].map((step) => html`<li>${step}</li>`)}
    </ol>
    ${mayConfirm && renderAnswers(visit, task)}
  </section>`;
}

function renderAnswers(visit: Visit, { id, action }: ListedTask): Html {
  const { say } = visit;
  const asks = action === 'find-out';
  const described = html` aria-describedby="task-${id}"`;
  return html`<form method="post" action="${visit.path('tasks')}">
    ${renderToken(visit)}<input type="hidden" name="task" value="${id}" />
    <p class="buttons">
      <button name="answer" value="yes" ${described}>${say(asks ? WORDS.there : WORDS.done)}</button>
      ${asks && html`<button class="quiet" name="answer" value="no" ${described}>${say(WORDS.notThere)}</button>`}
    </p>
  </form>`;
}

/** Safety (docs/security.md): the right is asked where the task is confirmed, whatever the page shows. */
async function confirm(visit: Visit, desk: Desk): Promise<PageContent | FastifyReply> {
  assertMay(visit.person, 'confirm-tasks');
  const form = formSchema.safeParse(visit.request.body);
  if (!form.success) throw new HttpProblem('invalid-request');
  const { task: taskId, answer } = form.data;
  try {
    const by = `user:${visit.person.name}`;
    const given = { practiceId: visit.practice.id, taskId, answer: answer === 'yes', by };
    await confirmManualTask(desk.answers, given);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    void visit.reply.status(409);
    return show(visit, desk, WORDS.gone);
  }
  return visit.reply.redirect(visit.path('tasks'), 303);
}
