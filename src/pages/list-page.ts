// GET /practices/:practice/records: clients and contacts, found as one types, filtered, sorted, a page at a time.
import { Readable } from 'node:stream';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { csvHead, csvRow } from '../answers/csv-line.ts';
import { readReasons } from '../answers/read-reasons.ts';
import type { ListedRecord } from '../answers/describe-records.ts';
import { findListed, listAll, listPage } from '../answers/list-records.ts';
import { listQuerySchema, toFilter } from '../answers/list-query.ts';
import { optional } from '../answers/query-parts.ts';
import { linesOf, linkColumns, recordColumns } from '../answers/record-columns.ts';
import { LIST_SORTS, type ListSort } from '../domain/list-sorts.ts';
import { STANDING_STATES, type ReasonCode } from '../domain/reasons.ts';
import { reasonText } from '../domain/reason-text.ts';
import { STATE_TEXTS } from '../domain/standing-states.ts';
import { type Text } from '../domain/text.ts';
import { WAITED_FOR } from '../domain/who-acts.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { maySwitch, renderChoosing } from './choosing.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderOptions, renderSearchField, type Choice } from './form-parts.ts';
import { renderRecords } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  title: { en: 'Clients and contacts', nl: 'Klanten en contactpersonen' },
  all: { en: 'all', nl: 'alle' },
  kind: { en: 'Who', nl: 'Wie' },
  clients: { en: 'clients', nl: 'klanten' },
  contacts: { en: 'contacts', nl: 'contactpersonen' },
  portal: { en: 'Portal', nl: 'Portaal' },
  state: { en: 'Where it stands', nl: 'Stand' },
  reason: { en: 'Why', nl: 'Waarom' },
  waitingOn: { en: 'Waits for', nl: 'Wacht op' },
  notSignedIn: { en: 'Mailed, and never signed in', nl: 'Gemaild, nooit ingelogd' },
  sort: { en: 'Order', nl: 'Volgorde' },
  more: { en: 'More filters', nl: 'Meer filters' },
  csv: { en: 'As CSV', nl: 'Als CSV' },
  results: { en: 'Results', nl: 'Resultaten' },
  found: { en: 'found.', nl: 'gevonden.' },
  shown: { en: 'shown.', nl: 'getoond.' },
  further: { en: 'There are more on the next page.', nl: 'Er zijn er meer op de volgende pagina.' },
  everything: { en: 'Show all of them', nl: 'Toon alles' },
  narrower: {
    en: 'There are more. Type more of the name, or filter.',
    nl: 'Er zijn er meer. Typ meer van de naam, of filter.',
  },
} as const satisfies Record<string, Text>;

const SORTS = {
  client: { en: 'by client', nl: 'per klant' },
  name: { en: 'by name', nl: 'op naam' },
  number: { en: 'by number', nl: 'op nummer' },
  since: { en: 'longest first', nl: 'langst eerst' },
} as const satisfies Record<ListSort, Text>;

const RECORDS_OF_A_PAGE = 50;

export function addList(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice/records', onVisit(desk, showList));
  scope.get('/practices/:practice/records.csv', onVisit(desk, sendCsv));
}

async function showList(visit: Visit, desk: Desk): Promise<PageContent | FastifyReply> {
  const query = readQuery(visit);
  const found = await read(visit, desk, query);
  const reasons = hasMore(query) ? await readReasons(desk.answers.store, visit.practice.id) : null;
  const title = visit.say(WORDS.title);
  const body = html`<h1>${title}</h1>
    ${renderForm(visit, query, reasons)}
    <p id="found" class="found" role="status">${countText(visit, query, found)}</p>
    <section id="results" aria-label="${visit.say(WORDS.results)}">
      ${renderFound(visit, query, found)} ${renderEnds(visit, query, found)}
    </section>`;
  return { title, body, at: 'records' };
}

/** All are counted only where all are shown: counting the others takes longer than reading a page of them. */
function countText({ say }: Visit, { q, cursor }: PageQuery, { records, next, more }: Found): string {
  if (more) return `${records.length} ${say(WORDS.shown)} ${say(WORDS.narrower)}`;
  const isAll = next === null && (q !== undefined || cursor === undefined);
  if (isAll) return `${records.length} ${say(WORDS.found)}`;
  return `${records.length} ${say(WORDS.shown)}${next === null ? '' : ` ${say(WORDS.further)}`}`;
}

/** Those found, to look at or to choose from. */
function renderFound(visit: Visit, query: PageQuery, { records }: Found): Html {
  const from = paramsOf(query).toString();
  const list = renderRecords(visit, records, { from, hasBoxes: maySwitch(visit) });
  return renderChoosing(visit, { list, isEmpty: records.length === 0, from });
}

/** `more`: all filters are shown. */
const pageQuerySchema = listQuerySchema.extend({ more: optional(z.enum(['yes'])) });
type PageQuery = z.infer<typeof pageQuerySchema>;

function readQuery({ request }: Visit): PageQuery {
  const parsed = pageQuerySchema.safeParse(request.query);
  if (!parsed.success) throw new HttpProblem('invalid-request');
  return parsed.data;
}

interface Found {
  readonly records: readonly ListedRecord[];
  readonly next: string | null;
  readonly more: boolean;
}

/** What is searched for comes in the order in which it fits, on one page. */
async function read({ practice }: Visit, { answers }: Desk, query: PageQuery): Promise<Found> {
  const { q, sort = 'client', cursor = null } = query;
  const asked = { practiceId: practice.id, filter: toFilter(query), limit: RECORDS_OF_A_PAGE };
  if (q !== undefined) return { next: null, ...(await findListed(answers, { ...asked, text: q })) };
  const page = await listPage(answers, { ...asked, sort, cursor });
  if (page === null) throw new HttpProblem('invalid-request');
  return { ...page, more: false };
}

/** All that fit, as they are read. Of what is searched for, what the page would show. */
async function sendCsv(visit: Visit, desk: Desk): Promise<FastifyReply> {
  const query = readQuery(visit);
  const { q, sort = 'client' } = query;
  const filter = toFilter(query);
  const { id: practiceId } = visit.practice;
  const records =
    q === undefined
      ? listAll(desk.answers, { practiceId, filter, sort })
      : (await read(visit, desk, query)).records;
  return visit.reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${practiceId}.csv"`)
    .send(Readable.from(csvLines(visit, records)));
}

async function* csvLines(
  { language, now }: Visit,
  records: AsyncIterable<ListedRecord> | Iterable<ListedRecord>,
): AsyncIterable<string> {
  const columns = [...recordColumns(language), ...linkColumns(language, now)];
  yield csvHead(columns, language);
  for await (const record of records)
    for (const line of linesOf(record)) yield csvRow(columns, line, language);
}

function renderForm(visit: Visit, query: PageQuery, reasons: readonly ReasonCode[] | null): Html {
  const { say } = visit;
  const { connections } = visit.practice;
  const all = { value: '', text: say(WORDS.all) };
  const portals = connections.map((name) => ({ value: name, text: name }));
  return html`<form
    class="filters"
    method="get"
    action="${visit.path('records')}"
    data-live="found results"
    role="search"
  >
    ${renderSearchField(visit, query.q ?? '')}
    ${select({ id: 'kind', label: say(WORDS.kind), value: query.kind, choices: [all, { value: 'client', text: say(WORDS.clients) }, { value: 'contact', text: say(WORDS.contacts) }] })}
    ${connections.length > 1 && select({ id: 'connection', label: say(WORDS.portal), value: query.connection, choices: [all, ...portals] })}
    ${select({ id: 'link', label: say(COMMON.link), value: query.link, choices: [all, { value: 'on', text: say(COMMON.yes) }, { value: 'off', text: say(COMMON.no) }] })}
    ${select({ id: 'state', label: say(WORDS.state), value: query.state, choices: [all, ...STANDING_STATES.map((state) => ({ value: state, text: say(STATE_TEXTS[state]) }))] })}
    ${reasons === null ? renderWayToMore(visit, query) : renderMore(visit, query, reasons)}
    <p class="buttons"><button>${say(COMMON.show)}</button></p>
  </form>`;
}

/** Asked for, or one of them is used. */
function hasMore({ more, reason, waitingOn, notSignedIn, sort = 'client' }: PageQuery): boolean {
  return [more, reason, waitingOn, notSignedIn].some((one) => one !== undefined) || sort !== 'client';
}

function renderWayToMore(visit: Visit, query: PageQuery): Html {
  return html`<p class="more">
    <a href="${addressOf(visit, { ...query, more: 'yes' })}">${visit.say(WORDS.more)}</a>
  </p>`;
}

function renderMore(visit: Visit, query: PageQuery, reasons: readonly ReasonCode[]): Html {
  const { say, language } = visit;
  const all = { value: '', text: say(WORDS.all) };
  const asked = query.reason === undefined || reasons.includes(query.reason) ? [] : [query.reason];
  const found = [...reasons, ...asked].map((reason) => ({
    value: reason,
    text: reasonText(reason, language),
  }));
  return html`<div class="more">
    <input type="hidden" name="more" value="yes" />
    ${select({ id: 'reason', label: say(WORDS.reason), value: query.reason, choices: [all, ...found] })}
    ${select({ id: 'waitingOn', label: say(WORDS.waitingOn), value: query.waitingOn, choices: [all, ...Object.entries(WAITED_FOR).map(([value, whom]) => ({ value, text: say(whom) }))] })}
    ${select({ id: 'sort', label: say(WORDS.sort), value: query.sort, choices: LIST_SORTS.map((sort) => ({ value: sort, text: say(SORTS[sort]) })) })}
    <p class="field check">
      <input
        id="notSignedIn"
        name="notSignedIn"
        type="checkbox"
        value="yes"
        ${query.notSignedIn === 'yes' && html` checked`}
      />
      <label for="notSignedIn">${say(WORDS.notSignedIn)}</label>
    </p>
  </div>`;
}

interface Select {
  readonly id: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly Choice[];
}

function select({ id, label, value, choices }: Select): Html {
  return html`<p class="field">
    <label for="${id}">${label}</label>
    <select id="${id}" name="${id}">
      ${renderOptions(choices, value ?? '')}
    </select>
  </p>`;
}

function renderEnds(visit: Visit, query: PageQuery, { records, next }: Found): Html {
  const { say } = visit;
  if (records.length === 0)
    return html`<p class="more"><a href="${visit.path('records')}">${say(WORDS.everything)}</a></p>`;
  return html`<nav class="ends" aria-label="${say(COMMON.next)}">
    ${query.cursor !== undefined && html`<a href="${addressOf(visit, { ...query, cursor: undefined })}">${say(COMMON.first)}</a>`}
    ${next !== null && html`<a class="button" rel="next" href="${addressOf(visit, { ...query, cursor: next })}">${say(COMMON.next)}</a>`}
    <a href="${addressOf(visit, { ...query, cursor: undefined }, 'records.csv')}">${say(WORDS.csv)}</a>
  </nav>`;
}

function addressOf(visit: Visit, query: PageQuery, part = 'records'): string {
  const params = paramsOf(query);
  return params.size === 0 ? visit.path(part) : `${visit.path(part)}?${params.toString()}`;
}

function paramsOf(query: PageQuery): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, value);
  return params;
}
