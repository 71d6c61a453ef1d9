// How a client or contact, and where it stands in a portal, is shown wherever it is.
import type { ListedLink, ListedRecord } from '../answers/describe-records.ts';
import { SIGN_INS } from '../answers/resource-texts.ts';
import { reasonOf, type StandingState } from '../domain/reasons.ts';
import { whatToDo, whyText, type Told } from '../domain/reason-text.ts';
import { STATE_TEXTS } from '../domain/standing-states.ts';
import { ACTORS, actorOf } from '../domain/who-acts.ts';
import { agoText, timeText } from '../domain/time-text.ts';
import { html, type Html } from '../http/html.ts';
import { renderBox } from './choosing.ts';
import { type Visit } from './desk.ts';
import { WAYS, WORDS } from './words.ts';

/** Seconds after which a page is read again while something is on its way. */
export const FOLLOW_S = 3;

export function isMoving(records: readonly Pick<ListedRecord, 'links'>[]): boolean {
  return records.some(({ links }) => links.some(({ state }) => state === 'due'));
}

interface Listing {
  /** The list to come back to, as it was asked for. */
  readonly from: string;
  /** Each can be chosen. */
  readonly hasBoxes?: boolean;
}

/** As a list, one record below the other with its links. */
export function renderRecords(visit: Visit, records: readonly ListedRecord[], listing: Listing): Html {
  if (records.length === 0) return html`<p class="empty">${visit.say(WORDS.nothing)}</p>`;
  return html`<ul class="records">
    ${records.map((record) => renderRecord(visit, record, listing))}
  </ul>`;
}

export function cardPath(visit: Visit, recordId: string, from: string): string {
  const path = visit.path('records', recordId);
  return from === '' ? path : `${path}?${new URLSearchParams({ from }).toString()}`;
}

function renderRecord(visit: Visit, record: ListedRecord, { from, hasBoxes = false }: Listing): Html {
  return html`<li>
    ${hasBoxes && renderBox(record.id, nameOf(record))}
    <div class="who">
      <a href="${cardPath(visit, record.id, from)}">${nameOf(record)}</a>
      ${record.deleted && html`<span class="tag">${visit.say(WORDS.deleted)}</span>`}
      <p class="soft">${describe(visit, record)}</p>
    </div>
    <ul class="links">
      ${record.links.map((link) => renderLink(visit, link))}
    </ul>
  </li>`;
}

export function nameOf({ name, key }: Pick<ListedRecord, 'name' | 'key'>): string {
  return name ?? key;
}

/** What tells it apart from others of the name. */
function describe(visit: Visit, record: ListedRecord): string {
  const { kind, client, clientNumber, email, city } = record;
  const parts =
    kind === 'client'
      ? [visit.say(WORDS.client), clientNumber, city]
      : [
          `${visit.say(WORDS.contact)} ${visit.say(WORDS.of)} ${client ?? '?'}${clientNumber === null ? '' : ` (${clientNumber})`}`,
          email,
        ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

function renderLink(visit: Visit, link: ListedLink): Html {
  const { connection, linked, state } = link;
  return html`<li>
    <span class="portal">${connection}</span>
    ${renderSwitch(visit, linked)} ${renderState(visit, state)}
    <span class="why"
      >${renderAccessLeft(visit, link)} ${state !== 'in-sync' && whyText(link, visit.language)}
      ${renderTimes(visit, link)}</span
    >
  </li>`;
}

export function renderSwitch(visit: Visit, linked: boolean): Html {
  const text = visit.say(linked ? WORDS.yes : WORDS.no);
  return html`<span class="switch ${linked ? 'on' : 'off'}"
    ><span class="hidden">${visit.say(WORDS.link)}: </span>${text}</span
  >`;
}

/** That the switch is off does not say that nothing is left. */
export function renderAccessLeft(visit: Visit, { accessLeft }: ListedLink): Html | null {
  return accessLeft ? html`<span class="tag">${visit.say(WORDS.accessLeft)}</span>` : null;
}

export function renderState(visit: Visit, state: StandingState): Html {
  return html`<span class="state ${state}">${visit.say(STATE_TEXTS[state])}</span>`;
}

/** Since when, when something last arrived, and whether the person can sign in. */
export function renderTimes(visit: Visit, link: ListedLink): Html {
  const { since, arrivedAt, signIn, waitingOn } = link;
  const parts = [
    since !== null && renderSince(visit, since),
    arrivedAt !== null && html`${visit.say(WORDS.arrived)} ${renderAgo(visit, arrivedAt)}`,
    signIn !== null && signIn !== 'unknown' && html`${visit.say(SIGN_INS[signIn])}`,
    waitingOn !== null && html`${visit.say(WORDS.waitsFor)} ${visit.say(ACTORS[actorOf(waitingOn)])}`,
  ].filter((part) => part !== false);
  return html`<small class="soft times"
    >${parts.map((part, index) => html`${index > 0 && ' · '}${part}`)}</small
  >`;
}

/** Since when: the time itself, which does not grow stale on a page that stays open. */
export function renderSince(visit: Visit, at: Date): Html {
  const { language, now } = visit;
  return html`${visit.say(WORDS.since)}
    <time datetime="${at.toISOString()}" title="${agoText(at, now, language)}"
      >${timeText(at, language)}</time
    >`;
}

/** As an age, which the script keeps true; the time itself stands beside it for whoever points at it. */
export function renderAgo(visit: Visit, at: Date): Html {
  const { language, now } = visit;
  const seconds = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
  return html`<time datetime="${at.toISOString()}" title="${timeText(at, language)}" data-age="${seconds}"
    >${agoText(at, now, language)}</time
  >`;
}

/** Why, and what to do about it, on one line. */
export function renderWhy(visit: Visit, told: Told): Html {
  const { language } = visit;
  return html`${whyText(told, language)} ${whatToDo(told, language)} ${renderWay(visit, told)}`;
}

/** What to do about it. Of what is as it should be nothing. */
export function renderRemedy(visit: Visit, told: Told): Html | null {
  if (reasonOf(told.reason).state === 'in-sync') return null;
  return html`<p>
    <strong>${visit.say(WORDS.remedy)}:</strong> ${whatToDo(told, visit.language)} ${renderWay(visit, told)}
  </p>`;
}

/** To the page on which it is done. */
function renderWay(visit: Visit, { reason }: Told): Html | null {
  const { page } = reasonOf(reason);
  return page === undefined ? null : html`<a href="${visit.path(page)}">${visit.say(WAYS[page])}</a>`;
}
