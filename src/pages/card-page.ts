// GET /practices/:practice/records/:record: the card. Where a client or contact stands in every portal, why, what would
// change it, what the portal has of it, and what was done lately.
import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checkName } from '../answers/check-names.ts';
import { holderText } from '../answers/holder-text.ts';
import { readCard, type Card, type CardLink } from '../answers/read-card.ts';
import { ledgerText, SIGN_INS } from '../answers/resource-texts.ts';
import { canNeverGoOut } from '../domain/eligibility.ts';
import { saidText } from '../answers/said-text.ts';
import { seenText } from '../answers/trace-values.ts';
import { whyText } from '../domain/reason-text.ts';
import { reasonOf, type ReasonCode } from '../domain/reasons.ts';
import { type Text } from '../domain/text.ts';
import { typeName } from '../domain/type-names.ts';
import { reasonToActOn } from '../domain/who-acts.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { maySwitch, renderBox, renderChoosing } from './choosing.ts';
import { listPath, onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderHistory } from './history-page.ts';
import {
  cardPath,
  FOLLOW_S,
  isMoving,
  nameOf,
  renderAccessLeft,
  renderRemedy,
  renderRecords,
  renderState,
  renderSwitch,
  renderTimes,
  renderWhy,
} from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  number: { en: 'Client number', nl: 'Klantnummer' },
  key: { en: 'Key in the practice software', nl: 'Sleutel in de praktijksoftware' },
  email: { en: 'E-mail', nl: 'E-mail' },
  phone: { en: 'Telephone', nl: 'Telefoon' },
  itself: { en: 'The client itself too', nl: 'Ook de klant zelf' },
  city: { en: 'City', nl: 'Plaats' },
  client: { en: 'Client', nl: 'Klant' },
  contacts: { en: 'Contacts', nl: 'Contactpersonen' },
  allContacts: { en: 'Find more of them in the list', nl: 'Zoek de overige in de lijst' },
  noPortal: { en: 'This practice has no portal yet.', nl: 'Dit kantoor heeft nog geen portaal.' },
  linkWith: { en: 'Link with', nl: 'Koppeling met' },
  further: { en: 'After that:', nl: 'Daarna:' },
  inPortal: { en: 'In the portal', nl: 'In het portaal' },
  nothingThere: { en: 'Nothing that Koppel knows of.', nl: 'Niets waar Koppel van weet.' },
  checks: { en: 'Everything that was checked', nl: 'Alles wat is nagekeken' },
  check: { en: 'Check', nl: 'Controle' },
  seen: { en: 'Seen', nl: 'Gezien' },
  answer: { en: 'Answer', nl: 'Antwoord' },
  good: { en: 'good', nl: 'goed' },
  change: { en: 'Change', nl: 'Wijzigen' },
  askRights: {
    en: 'Ask somebody with the rights to change it: a link manager.',
    nl: 'Vraag iemand met de rechten hiervoor om dit te wijzigen: een koppelbeheerder.',
  },
  elsewhere: {
    en: 'It is changed in the practice software, on the card of the client or contact.',
    nl: 'Dit wijzigt u in de praktijksoftware, op de kaart van de klant of contactpersoon.',
  },
  backToFound: { en: 'Back to the list', nl: 'Terug naar de lijst' },
  back: { en: 'All clients and contacts', nl: 'Alle klanten en contactpersonen' },
} as const satisfies Record<string, Text>;

const paramsSchema = z.object({ record: z.string() });
const querySchema = z.object({ from: z.string().max(2000).catch('') });

export function addCard(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice/records/:record', onVisit(desk, showCard));
}

async function showCard(visit: Visit, { answers }: Desk): Promise<PageContent> {
  const { record: recordId } = paramsSchema.parse(visit.request.params);
  const card = await readCard(answers, { practiceId: visit.practice.id, recordId });
  if (card === null) throw new HttpProblem('not-found');
  const { from } = querySchema.parse(visit.request.query);
  const body = html`<p class="back">
      <a href="${listPath(visit, from)}">${visit.say(from === '' ? WORDS.back : WORDS.backToFound)}</a>
    </p>
    <h1>
      ${nameOf(card.record)}
      ${card.record.deleted && html`<span class="tag">${visit.say(COMMON.deleted)}</span>`}
    </h1>
    ${renderFacts(visit, card, from)}
    ${card.links.length === 0 && html`<p class="empty">${visit.say(WORDS.noPortal)}</p>`}
    ${card.links.map((link) => renderPortal(visit, link, { recordId: card.record.id, from }))}
    ${renderContacts(visit, card, from)} ${renderHistory(visit, card.log, { recordId: card.record.id, from })}`;
  return {
    ...{ title: nameOf(card.record), body, at: 'records' },
    ...(isMoving([card.record, ...(card.contacts?.records ?? [])]) ? { refreshS: FOLLOW_S } : {}),
  };
}

function renderFacts(visit: Visit, { record }: Card, from: string): Html {
  const { kind, clientId, client, clientNumber, key, email, phone, city } = record;
  const owner =
    kind === 'contact' &&
    clientId !== null &&
    html`<a href="${cardPath(visit, clientId, from)}">${client ?? '?'}</a>`;
  const facts: readonly (readonly [Text, Html | string | null | false])[] = [
    [WORDS.client, owner],
    [WORDS.number, clientNumber],
    [WORDS.email, email],
    [WORDS.phone, phone],
    [WORDS.city, city],
    [WORDS.key, key],
  ];
  const known = facts.filter(([, value]) => value !== null && value !== false && value !== '');
  return html`<dl class="facts">
    ${known.map(
      ([label, value]) =>
        html`<div>
          <dt>${visit.say(label)}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

interface Place {
  readonly recordId: string;
  readonly from: string;
}

function renderPortal(visit: Visit, { link, explanation }: CardLink, place: Place): Html {
  const { say } = visit;
  const id = `portal-${link.connection}`;
  return html`<section class="panel" aria-labelledby="${id}">
    <div class="panel-head">
      <h2 id="${id}">${say(WORDS.linkWith)} ${link.connection}</h2>
      ${renderSwitch(visit, link.linked)} ${renderAccessLeft(visit, link)} ${renderChange(visit, link, place)}
    </div>
    <p>${renderState(visit, link.state)} ${renderTimes(visit, link)}</p>
    ${renderReasons(visit, { link, explanation })}
    ${explanation.said.map((said) => html`<p>${saidText(said, visit.language)}</p>`)}
    ${explanation.remarks.map((remark) => html`<p>${remark[visit.language]}</p>`)}
    ${renderResources(visit, explanation)} ${renderChecks(visit, explanation)}
  </section>`;
}

/** Where it stands, and what says no where that is something else; what to do is told once. */
function renderReasons(visit: Visit, { link, explanation }: CardLink): Html {
  const { linked } = link;
  const { further, holder } = explanation;
  const { say, language } = visit;
  const whose = (reason: ReasonCode): string =>
    holder !== null && reasonOf(reason).isConflict === true ? holderText(holder, language) : '';
  const saysNo = explanation.firstNo?.reason ?? link.reason;
  const mustAct = reasonToActOn(link.reason, saysNo);
  return html`${[...new Set([link.reason, saysNo])].map((reason) => html`<p>${whyText({ reason, linked }, language)} ${whose(reason)}</p>`)}
  ${renderRemedy(visit, { reason: mustAct, linked })}
  ${further.map((reason) => html`<p>${say(WORDS.further)} ${renderWhy(visit, { reason, linked })}</p>`)}`;
}

/** Never both: who may change it here gets the way to do so, everybody else is told who may, or where. */
function renderChange(
  visit: Visit,
  { linked, connection, reason }: CardLink['link'],
  { recordId, from }: Place,
): Html | null {
  const { say, practice } = visit;
  if (practice.linksFrom !== 'koppel') return html`<span class="soft">${say(WORDS.elsewhere)}</span>`;
  if (!linked && canNeverGoOut(reason)) return null;
  if (!visit.may('switch-links')) return html`<span class="soft">${say(WORDS.askRights)}</span>`;
  const asked = new URLSearchParams({
    connection,
    to: linked ? 'off' : 'on',
    record: recordId,
    from,
    card: recordId,
  });
  const address = `${visit.path('links')}?${asked.toString()}`;
  return html`<a class="button" id="change-${connection}" href="${address}">${say(WORDS.change)}</a>`;
}

function renderResources(visit: Visit, { resources }: CardLink['explanation']): Html {
  const { say, language } = visit;
  const shown = resources.filter(({ state, revokeState }) => state !== 'absent' || revokeState !== null);
  return html`<h3>${say(WORDS.inPortal)}</h3>
    ${shown.length === 0 && html`<p class="soft">${say(WORDS.nothingThere)}</p>`}
    <ul class="plain">
      ${shown.map(({ type, state, origin, signIn, key, revokeState, released }) => {
        const isGone = state === 'absent';
        const revoke = revokeState ?? (released ? 'revoke_pending' : null);
        const parts = [
          isGone ? null : ledgerText(state, language),
          revoke === null ? null : ledgerText(revoke, language),
          origin === null ? null : ledgerText(origin, language),
          signIn === 'unknown' || isGone ? null : say(SIGN_INS[signIn]),
          key,
        ];
        return html`<li>
          <strong>${typeName(type, language)}</strong>
          <span class="soft">${parts.filter((part) => part !== null && part !== '').join(' · ')}</span>
        </li>`;
      })}
    </ul>`;
}

function renderChecks(visit: Visit, { trace }: CardLink['explanation']): Html {
  const { say, language } = visit;
  return html`<details>
    <summary>${say(WORDS.checks)}</summary>
    <div class="scroll">
      <table>
        <caption class="hidden">
          ${say(WORDS.checks)}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say(WORDS.check)}</th>
            <th scope="col">${say(WORDS.seen)}</th>
            <th scope="col">${say(WORDS.answer)}</th>
          </tr>
        </thead>
        <tbody>
          ${trace.map(
            ({ field, passed, ...seen }) =>
              html`<tr>
                <th scope="row">${checkName(field, language)}</th>
                <td>${seenText(seen, language)}</td>
                <td>${passed ? say(WORDS.good) : html`<strong class="bad">${say(COMMON.no)}</strong>`}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function renderContacts(visit: Visit, { contacts, record }: Card, from: string): Html | null {
  if (contacts === null || contacts.records.length === 0) return null;
  const hasBoxes = maySwitch(visit);
  const itself = html`<label>${renderBox(record.id, null)} ${visit.say(WORDS.itself)}</label>`;
  const list = html`${hasBoxes && itself} ${renderRecords(visit, contacts.records, { from, hasBoxes })}`;
  const more = `${visit.path('records')}?${new URLSearchParams({ q: nameOf(record) }).toString()}`;
  return html`<section aria-labelledby="contacts">
    <h2 id="contacts">${visit.say(WORDS.contacts)}</h2>
    ${renderChoosing(visit, { list, isEmpty: false, from, card: record.id })}
    ${contacts.next !== null && html`<p><a href="${more}">${visit.say(WORDS.allContacts)}</a></p>`}
  </section>`;
}
