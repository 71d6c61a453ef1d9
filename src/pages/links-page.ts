// The switch of some links in one go. GET shows what will happen (Wijzigen), POST does it (Bewaren), and GET without a
// position shows them arrive: only for those who have the right, and only where Koppel has the switch.
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { MOST_AT_ONCE, previewAsked, switchAsked, type AskedPreview } from '../actions/switch-from-pages.ts';
import { type SwitchPreview } from '../actions/switch-link.ts';
import { listWithPeople } from '../answers/list-records.ts';
import { severalOf, textOf } from '../answers/query-parts.ts';
import { type Text } from '../domain/text.ts';
import { UsageError } from '../errors.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { assertMay } from '../http/sign-in/person.ts';
import { listPath, onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderToken } from './form-parts.ts';
import { MOST_ENDING, renderOff, renderOn } from './links-preview.ts';
import { cardPath, FOLLOW_S, isMoving, nameOf, renderRecords, renderSwitch } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  title: { en: 'Change links', nl: 'Koppelingen wijzigen' },
  nobody: {
    en: 'Nobody is chosen. Tick the boxes of those whose links you want to change.',
    nl: 'Er is niemand gekozen. Vink aan van wie u de koppeling wilt wijzigen.',
  },
  with: { en: 'The link with', nl: 'De koppeling met' },
  becomes: { en: 'becomes', nl: 'wordt' },
  happens: { en: 'What will happen', nl: 'Wat er gebeurt' },
  elsewhere: {
    en: 'The links of this practice are switched in the practice software, on the card of the client or contact.',
    nl: 'De koppelingen van dit kantoor worden gewijzigd in de praktijksoftware, op de kaart van de klant of contactpersoon.',
  },
  changedMeanwhile: {
    en: 'Something changed since this was shown. Nothing was saved; look again.',
    nl: 'Er is iets veranderd sinds dit werd getoond. Er is niets bewaard; kijk opnieuw.',
  },
  saved: { en: 'Saved. This is how it arrives:', nl: 'Bewaard. Zo komt het aan:' },
  more: {
    en: 'There are more people at these clients; their cards show them.',
    nl: 'Er zijn meer mensen bij deze klanten; hun kaarten tonen ze.',
  },
  back: { en: 'Back', nl: 'Terug' },
} as const satisfies Record<string, Text>;

const askedSchema = z.object({
  connection: textOf(40),
  record: severalOf(z.array(textOf(40)).max(MOST_AT_ONCE)),
  from: textOf(2000).default(''),
  /** The card on which it was asked. */
  card: textOf(40).default(''),
});
const querySchema = askedSchema.extend({ to: z.enum(['on', 'off']).optional() });
const formSchema = askedSchema.extend({
  to: z.enum(['on', 'off']),
  confirmed: severalOf(z.array(textOf(40)).max(MOST_ENDING)),
});
type Asked = z.infer<typeof querySchema>;

export function addLinks(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice/links', onVisit(desk, showLinks));
  scope.post('/practices/:practice/links', onVisit(desk, saveLinks));
}

async function showLinks(visit: Visit, desk: Desk): Promise<PageContent> {
  assertMay(visit.person, 'switch-links');
  const query = querySchema.safeParse(visit.request.query);
  if (!query.success) throw new HttpProblem('invalid-request');
  const { to } = query.data;
  if (query.data.record.length === 0) return showNobody(visit, query.data);
  return to === undefined
    ? showArriving(visit, desk, query.data)
    : preview(visit, desk, { ...query.data, to, isStale: false });
}

function showNobody(visit: Visit, asked: Asked): PageContent {
  const title = visit.say(WORDS.title);
  const body = html`<h1>${title}</h1>
    <section class="panel narrow">
      <p>${visit.say(WORDS.nobody)}</p>
      ${renderBack(visit, asked)}
    </section>`;
  return { title, body, at: 'records' };
}

/** Once they are saved: with the clients go their people. */
async function showArriving(visit: Visit, { answers }: Desk, asked: Asked): Promise<PageContent> {
  const { record: ids, connection, from } = asked;
  const { records, more } = await listWithPeople(answers, {
    ...{ practiceId: visit.practice.id, ids, connection, limit: MOST_AT_ONCE },
  });
  const title = visit.say(WORDS.title);
  const body = html`<h1>${title}</h1>
    <p role="status">${visit.say(WORDS.saved)}</p>
    ${renderRecords(visit, records, { from })} ${more && html`<p class="soft">${visit.say(WORDS.more)}</p>`}
    ${renderBack(visit, asked)}`;
  const refresh = isMoving(records) ? { refreshS: FOLLOW_S } : {};
  return { title, body, at: 'records', ...refresh };
}

interface Looked extends Asked {
  readonly to: 'on' | 'off';
  /** Saving was refused: what it would do is not what was shown. */
  readonly isStale: boolean;
}

async function preview(visit: Visit, { answers }: Desk, looked: Looked): Promise<PageContent> {
  const found = await previewAsked(answers, toAsked(visit, looked));
  if (found === null) throw new HttpProblem('not-found');
  const title = visit.say(WORDS.title);
  const { connection, to, isStale } = looked;
  const names = headNames(found);
  const body = html`<h1>${title}</h1>
    <section class="panel narrow" aria-labelledby="what">
      <h2 id="what">
        ${names.length > 3 ? `${names.slice(0, 3).join(', ')} … (${names.length})` : names.join(', ')}
      </h2>
      <p>
        ${visit.say(WORDS.with)} <strong>${connection}</strong> ${visit.say(WORDS.becomes)}
        ${renderSwitch(visit, to === 'on')}
      </p>
      ${isStale && html`<p class="notice warn" role="alert">${visit.say(WORDS.changedMeanwhile)}</p>`}
      ${
        found.isHere
          ? renderSave(visit, found, looked)
          : html`<p class="notice warn">${visit.say(WORDS.elsewhere)}</p>
              ${renderBack(visit, looked)}`
      }
    </section>`;
  return { title, body, at: 'records' };
}

/** Those that it changes; where there are none, those that were asked for. */
function headNames({ records }: AskedPreview): readonly string[] {
  const going = records.filter(isGoing);
  return (going.length > 0 ? going : records).map(({ record }) => nameOf(record));
}

function isGoing({ stands, refused }: SwitchPreview): boolean {
  return !stands && refused === null;
}

function toAsked({ practice, person }: Visit, { record, connection, to }: Omit<Looked, 'isStale'>) {
  const by = `user:${person.name}`;
  return { practiceId: practice.id, recordIds: record, connection, enabled: to === 'on', by };
}

function renderSave(visit: Visit, found: AskedPreview, looked: Looked): Html {
  const { say } = visit;
  const going = found.records.filter(isGoing);
  const canBeSaved = going.length > 0 && found.revokes.length <= MOST_ENDING;
  return html`<h3>${say(WORDS.happens)}</h3>
    ${looked.to === 'on' ? renderOn(visit, found.records) : renderOff(visit, found)}
    ${canBeSaved ? renderForm(visit, { found, going, looked }) : renderBack(visit, looked)}`;
}

interface Saving {
  readonly found: AskedPreview;
  readonly going: readonly SwitchPreview[];
  readonly looked: Looked;
}

function renderForm(visit: Visit, { found, going, looked }: Saving): Html {
  const { say } = visit;
  const fields = [
    ['connection', looked.connection],
    ['to', looked.to],
    ['from', looked.from],
    ['card', looked.card],
    ...going.map(({ record }) => ['record', record.id] as const),
    ...found.revokes.map(({ resourceId }) => ['confirmed', resourceId] as const),
  ] as const;
  return html`<form method="post" action="${visit.path('links')}">
    ${renderToken(visit)}
    ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <p class="buttons">
      <button>${say(COMMON.save)}</button>
      <a class="button quiet" href="${backPath(visit, looked)}">${say(COMMON.cancel)}</a>
    </p>
  </form>`;
}

function renderBack(visit: Visit, asked: Asked): Html {
  return html`<p class="buttons">
    <a class="button" href="${backPath(visit, asked)}">${visit.say(WORDS.back)}</a>
  </p>`;
}

function backPath(visit: Visit, { card, from }: Asked): string {
  return card === '' ? listPath(visit, from) : cardPath(visit, card, from);
}

/** Safety (docs/security.md): the right is asked of every way to switch, whatever the page shows. */
async function saveLinks(visit: Visit, desk: Desk): Promise<PageContent | FastifyReply> {
  assertMay(visit.person, 'switch-links');
  const form = formSchema.safeParse(visit.request.body);
  if (!form.success || form.data.record.length === 0) throw new HttpProblem('invalid-request');
  const { confirmed, ...asked } = form.data;
  try {
    const changed = await switchAsked(desk.answers, { ...toAsked(visit, asked), confirmed });
    if (changed === null) throw new HttpProblem('not-found');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    void visit.reply.status(409);
    return preview(visit, desk, { ...asked, isStale: true });
  }
  return visit.reply.redirect(arrivingPath(visit, asked), 303);
}

/** On a card that was switched alone it is seen there. */
function arrivingPath(visit: Visit, { record, connection, from, card }: Asked): string {
  if (record.every((id) => id === card)) return cardPath(visit, card, from);
  const params = new URLSearchParams({ connection, from, card });
  for (const id of record) params.append('record', id);
  return `${visit.path('links')}?${params.toString()}`;
}
