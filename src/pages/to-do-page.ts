// GET /practices/:practice/to-do: everything that waits for somebody or is broken in the data, by who must act.
import { type FastifyInstance } from 'fastify';
import { readToDo } from '../answers/to-do.ts';
import type { ToDoItem } from '../answers/to-do-items.ts';
import { saidText } from '../answers/said-text.ts';
import { mailedLatelyText, openRecordText, TO_DO_KINDS, toDoText } from '../answers/to-do-texts.ts';
import { type Text } from '../domain/text.ts';
import { ACTOR_NAMES, ACTORS, type Actor } from '../domain/who-acts.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderSince } from './record-parts.ts';

const WORDS = {
  title: { en: 'To do', nl: 'Te doen' },
  nothing: { en: 'Nothing waits for anybody.', nl: 'Er wacht niets op iemand.' },
  office: { en: 'For the office', nl: 'Voor het kantoor' },
  waitsFor: { en: 'Waits for', nl: 'Wacht op' },
  rest: {
    en: 'The longest waiting are shown. Not shown:',
    nl: 'Wat het langst wacht staat hier. Niet getoond:',
  },
  decide: { en: 'Decide', nl: 'Beslissen' },
  look: { en: 'Look at the list', nl: 'Lijst bekijken' },
  task: { en: 'To the task', nl: 'Naar de taak' },
  card: { en: 'To the card', nl: 'Naar de kaart' },
  noPhone: { en: 'No telephone number is known.', nl: 'Er is geen telefoonnummer bekend.' },
} as const satisfies Record<string, Text>;

/** Of each actor; the rest is counted. */
const SHOWN = 60;

export function addToDo(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice/to-do', onVisit(desk, showToDo));
}

async function showToDo(visit: Visit, { answers }: Desk): Promise<PageContent> {
  const found = await readToDo(answers, visit.practice.id, { most: SHOWN });
  if (found === null) throw new HttpProblem('not-found');
  const { items, mailedLately } = found;
  const title = visit.say(WORDS.title);
  const groups = ACTOR_NAMES.map((actor) => ({
    actor,
    items: items.filter((item) => item.actor === actor),
  })).filter((group) => group.items.length > 0);
  const body = html`<h1>${title}</h1>
    ${groups.length === 0 && html`<p class="empty">${visit.say(WORDS.nothing)}</p>`}
    ${groups.map((group) => renderGroup(visit, group.actor, group.items))}
    ${mailedLately > 0 && html`<p class="soft">${mailedLatelyText(mailedLately, visit.language)}</p>`}`;
  return { title, body, at: 'to-do' };
}

function renderGroup(visit: Visit, actor: Actor, items: readonly ToDoItem[]): Html {
  const { say } = visit;
  const id = `for-${actor}`;
  const heading = actor === 'office' ? say(WORDS.office) : `${say(WORDS.waitsFor)} ${say(ACTORS[actor])}`;
  const rest = items.length - SHOWN;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">
      ${heading} <span class="count">${items.length > SHOWN ? `${SHOWN}+` : items.length}</span>
    </h2>
    <ul class="items">
      ${items.slice(0, SHOWN).map((item) => renderItem(visit, item))}
    </ul>
    ${rest > 0 && html`<p class="soft">${say(WORDS.rest)} ${rest}+</p>`}
  </section>`;
}

function renderItem(visit: Visit, item: ToDoItem): Html {
  const { say } = visit;
  const { kind, count, about, connection, since } = item;
  const { text, remedy } = toDoText(item, visit.language);
  const what = `${say(TO_DO_KINDS[kind])}${count > 1 ? ` (${count})` : ''}`;
  const [first, ...others] = about === null ? [what] : [...whoOf(about), what];
  const facts = [...others, connection].filter((fact) => fact !== null);
  return html`<li>
    <div>
      <strong>${first}</strong>
      <p class="soft">
        ${facts.join(' · ')}${since !== null && html`${facts.length > 0 && ' · '}${renderSince(visit, since)}`}
      </p>
      <p>${text} ${remedy} ${renderPhone(visit, item)}</p>
      ${renderSaid(visit, item)}
    </div>
    ${renderWay(visit, item)}
  </li>`;
}

/** The name first, then what tells it apart. */
function whoOf({ name, email, client, clientNumber }: NonNullable<ToDoItem['about']>): readonly string[] {
  const of = client === null || client === name ? null : `${client} (${clientNumber ?? '-'})`;
  return [name, email, of].filter((part) => part !== null);
}

/** Of those that are known, the way to their card. */
function renderSaid(visit: Visit, { said }: ToDoItem): Html | null {
  if (said.length === 0) return null;
  const nameOf = (one: ToDoItem['said'][number]): Html | string => {
    const name = openRecordText(one, visit.language);
    return one.recordId === null ? name : html`<a href="${visit.path('records', one.recordId)}">${name}</a>`;
  };
  return html`<ul class="plain soft">
    ${said.map((one) => html`<li>${nameOf(one)}: ${saidText(one, visit.language)}</li>`)}
  </ul>`;
}

/** Whoever is to be called. */
function renderPhone({ say }: Visit, { kind, about }: ToDoItem): Html | null {
  if (kind !== 'invitation') return null;
  const phone = about?.phone ?? null;
  if (phone === null) return html`<span class="soft">${say(WORDS.noPhone)}</span>`;
  return html`<a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone}</a>`;
}

function renderWay(visit: Visit, { kind, recordId }: ToDoItem): Html | null {
  if (kind === 'task') return button(visit.path('tasks'), visit.say(WORDS.task));
  if (kind === 'brake')
    return button(visit.path('brake'), visit.say(visit.may('decide-brake') ? WORDS.decide : WORDS.look));
  return recordId === null ? null : button(visit.path('records', recordId), visit.say(WORDS.card));
}

function button(path: string, text: string): Html {
  return html`<a class="button quiet" href="${path}">${text}</a>`;
}
