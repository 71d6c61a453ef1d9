// What was done about a client or contact, newest first: the last of it on the card, all of it a page at a time at
// GET /practices/:practice/records/:record/history.
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actorName, LOG_ACTIONS, LOG_OUTCOMES, type LogEntry, type LogPage } from '../answers/log.ts';
import { textOf } from '../answers/query-parts.ts';
import { readHistoryPage } from '../answers/read-card.ts';
import { fieldList } from '../domain/field-names.ts';
import { type Text } from '../domain/text.ts';
import { typeName } from '../domain/type-names.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { cardPath, nameOf, renderAgo } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  lately: { en: 'What was done lately', nl: 'Wat er onlangs is gedaan' },
  all: { en: 'Everything that was done', nl: 'Alles wat er is gedaan' },
  nothing: { en: 'Nothing yet.', nl: 'Nog niets.' },
  toCard: { en: 'Back to the card', nl: 'Terug naar de kaart' },
} as const satisfies Record<string, Text>;

const paramsSchema = z.object({ record: z.string() });
const querySchema = z.object({ cursor: textOf(20).optional(), from: textOf(2000).default('') });

interface Place {
  readonly recordId: string;
  /** The list to come back to. */
  readonly from: string;
}

export function addHistory(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice/records/:record/history', onVisit(desk, showHistory));
}

async function showHistory(visit: Visit, { answers }: Desk): Promise<PageContent> {
  const { record: recordId } = paramsSchema.parse(visit.request.params);
  const query = querySchema.safeParse(visit.request.query);
  if (!query.success) throw new HttpProblem('invalid-request');
  const { cursor = null, from } = query.data;
  const found = await readHistoryPage(answers, { practiceId: visit.practice.id, recordId, cursor });
  if (found === null) throw new HttpProblem('not-found');
  const { record, log } = found;
  const title = `${nameOf(record)}: ${visit.say(WORDS.all).toLowerCase()}`;
  const body = html`<p class="back">
      <a href="${cardPath(visit, recordId, from)}">${visit.say(WORDS.toCard)}</a>
    </p>
    <h1>${nameOf(record)}</h1>
    <section aria-labelledby="log">
      <h2 id="log">${visit.say(WORDS.all)}</h2>
      ${renderEntries(visit, log.entries, recordId)}
      <nav class="ends" aria-label="${visit.say(WORDS.all)}">
        ${cursor !== null && html`<a href="${historyPath(visit, { recordId, from })}">${visit.say(COMMON.first)}</a>`}
        ${log.next !== null && html`<a class="button" rel="next" href="${historyPath(visit, { recordId, from, cursor: log.next })}">${visit.say(COMMON.next)}</a>`}
      </nav>
    </section>`;
  return { title, body, at: 'records' };
}

function historyPath(visit: Visit, { recordId, from, cursor }: Place & { readonly cursor?: string }): string {
  const params = new URLSearchParams({
    ...(cursor === undefined ? {} : { cursor }),
    ...(from === '' ? {} : { from }),
  });
  const path = visit.path('records', recordId, 'history');
  return params.size === 0 ? path : `${path}?${params.toString()}`;
}

/** The last of it, and the way to the rest. */
export function renderHistory(visit: Visit, { entries, next }: LogPage, place: Place): Html {
  return html`<section aria-labelledby="log">
    <h2 id="log">${visit.say(WORDS.lately)}</h2>
    ${renderEntries(visit, entries, place.recordId)}
    ${next !== null && html`<p class="more"><a href="${historyPath(visit, place)}">${visit.say(WORDS.all)}</a></p>`}
  </section>`;
}

function renderEntries(visit: Visit, entries: readonly LogEntry[], recordId: string): Html {
  if (entries.length === 0) return html`<p class="soft">${visit.say(WORDS.nothing)}</p>`;
  return html`<ol class="log">
    ${entries.map((entry) => renderEntry(visit, entry, recordId))}
  </ol>`;
}

function renderEntry(visit: Visit, entry: LogEntry, recordId: string): Html {
  const { language } = visit;
  const { at, actor, action, type, fields, outcome, connection, record } = entry;
  const outcomeText = LOG_OUTCOMES[outcome ?? '']?.[language] ?? outcome;
  const about = record !== null && record.id !== recordId ? nameOf(record) : null;
  const exactly = [
    connection,
    type === null ? null : typeName(type, language),
    fieldList(fields, language),
    outcomeText,
  ];
  const parts = [about, ...exactly].filter((part) => part !== null && part !== '');
  return html`<li>
    ${renderAgo(visit, at)}
    <div>
      <strong>${LOG_ACTIONS[action]?.[language] ?? action}</strong>
      <span class="soft">${actorName(actor)}${parts.length > 0 && ` · ${parts.join(' · ')}`}</span>
    </div>
  </li>`;
}
