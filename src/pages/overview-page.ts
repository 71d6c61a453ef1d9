// GET /practices/:practice: how the office stands in each portal.
import { type FastifyInstance } from 'fastify';
import { readOverview, type ConnectionStatus, type PracticeStatus } from '../answers/practice-status.ts';
import { CONNECTION_STATE_TEXTS } from '../domain/connection.ts';
import { STANDING_STATES, type StandingState } from '../domain/reasons.ts';
import { type Text } from '../domain/text.ts';
import { agoText } from '../domain/time-text.ts';
import { html, type Html, type HtmlPart } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderSearchField } from './form-parts.ts';
import { renderAgo } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';
import { STATE_TEXTS } from '../domain/standing-states.ts';

const WORDS = {
  title: { en: 'Overview', nl: 'Overzicht' },
  clients: { en: 'Clients', nl: 'Klanten' },
  contacts: { en: 'Contacts', nl: 'Contactpersonen' },
  noPortal: { en: 'This practice has no portal yet.', nl: 'Dit kantoor heeft nog geen portaal.' },
  window: { en: 'Within the hour', nl: 'Binnen het uur' },
  inTime: { en: 'Dealt with within the hour, last day', nl: 'Binnen het uur afgehandeld, laatste dag' },
  of: { en: 'of', nl: 'van' },
  ofThem: { en: 'clients', nl: 'klanten' },
  fits: { en: 'Can it arrive within the hour?', nl: 'Kan het binnen het uur aankomen?' },
  can: { en: 'yes', nl: 'ja' },
  cannot: { en: 'no, there is too much', nl: 'nee, het is te veel' },
  oldest: { en: 'Longest on its way', nl: 'Langst onderweg' },
  nothingDue: { en: 'nothing', nl: 'niets' },
  backlog: { en: 'Still to go', nl: 'Nog te doen' },
  revokes: { en: 'to take away', nl: 'in te trekken' },
  changes: { en: 'changes', nl: 'wijzigingen' },
  first: { en: 'of a first load', nl: 'van een eerste vulling' },
  verified: { en: 'Whole portal last read back', nl: 'Hele portaal laatst teruggelezen' },
  never: { en: 'never', nl: 'nooit' },
  tasks: { en: 'Open tasks', nl: 'Open taken' },
  brake: { en: 'The brake asks about', nl: 'De rem vraagt naar' },
  signIn: { en: 'Contacts with access', nl: 'Contactpersonen met toegang' },
  signedIn: { en: 'can sign in', nl: 'kunnen inloggen' },
  mailed: { en: 'mailed, not used yet', nl: 'gemaild, nog niet gebruikt' },
  unknown: { en: 'not told by the portal', nl: 'vertelt het portaal niet' },
  sweep: { en: 'Last sweep', nl: 'Laatste ronde' },
  source: { en: 'Practice software last read', nl: 'Praktijksoftware laatst gelezen' },
  complete: { en: 'Last complete export is of', nl: 'Laatste volledige export is van' },
  noSource: {
    en: 'There is no export that Koppel reads: a change whose message is lost is not made good by itself.',
    nl: 'Er is geen export die Koppel leest: een wijziging waarvan het bericht verloren gaat, wordt niet vanzelf alsnog opgepikt.',
  },
  lateSource: {
    en: 'The export of the practice software has not been read in time. Tell operations.',
    nl: 'De export van de praktijksoftware is niet op tijd gelezen. Meld dit aan technisch beheer.',
  },
  counted: { en: 'Clients and contacts counted', nl: 'Klanten en contactpersonen geteld' },
  refuses: {
    en: 'The portal refuses what is written. Tell operations.',
    nl: 'Het portaal weigert wat wordt geschreven. Meld dit aan technisch beheer.',
  },
} as const satisfies Record<string, Text>;

const WINDOWS = {
  met: { en: 'yes', nl: 'ja' },
  'at-risk': { en: 'only just', nl: 'nog net' },
  missed: { en: 'no', nl: 'nee' },
  paused: { en: 'paused', nl: 'gepauzeerd' },
  unguaranteed: { en: 'yes, not guaranteed', nl: 'ja, niet gegarandeerd' },
} as const satisfies Record<ConnectionStatus['window'], Text>;

/** By then the counts of very many records are there anew. */
const COUNTED_AGAIN_S = 15;

export function addOverview(scope: FastifyInstance, desk: Desk): void {
  scope.get('/practices/:practice', onVisit(desk, showOverview));
}

async function showOverview(visit: Visit, { answers }: Desk): Promise<PageContent> {
  const { store, connectorOf, now } = answers;
  const status = await readOverview({ store, connectorOf, now: now() }, visit.practice.id);
  if (status === null) throw new HttpProblem('not-found');
  const title = visit.say(WORDS.title);
  const isOld = visit.now.getTime() - status.countedAt.getTime() > COUNTED_AGAIN_S * 1_000;
  const body = html`<h1>${title}</h1>
    ${renderSearch(visit)} ${renderSource(visit, status)}
    ${status.connections.length === 0 && html`<p class="empty">${visit.say(WORDS.noPortal)}</p>`}
    ${status.connections.map((connection) => renderConnection(visit, connection))}
    ${isOld && html`<p class="soft">${visit.say(WORDS.counted)} ${renderAgo(visit, status.countedAt)}</p>`}`;
  return { title, body, at: 'overview', ...(isOld ? { refreshS: COUNTED_AGAIN_S } : {}) };
}

function renderSearch(visit: Visit): Html {
  return html`<form class="filters" method="get" action="${visit.path('records')}" role="search">
    ${renderSearchField(visit, '')}
    <p class="buttons"><button>${visit.say(COMMON.search)}</button></p>
  </form>`;
}

function renderSource(visit: Visit, status: PracticeStatus): Html {
  const { say } = visit;
  const { sourceState, sourceReadAt, completeAsOf, lastSweepAt } = status;
  const ago = (at: Date | null): HtmlPart => (at === null ? say(WORDS.never) : renderAgo(visit, at));
  const isLate = sourceState === 'late' || sourceState === 'unread';
  const facts: readonly (readonly [string, HtmlPart])[] = [
    [say(WORDS.sweep), ago(lastSweepAt)],
    [say(WORDS.source), sourceState !== 'none' && ago(sourceReadAt)],
    // Also what somebody imported.
    [say(WORDS.complete), completeAsOf !== null && ago(completeAsOf)],
  ];
  return html`${renderFacts(facts.filter(([, value]) => value !== false))}
  ${isLate && html`<p class="notice bad">${say(WORDS.lateSource)}</p>`}
  ${sourceState === 'none' && html`<p class="notice warn">${say(WORDS.noSource)}</p>`}`;
}

function renderFacts(facts: readonly (readonly [string, HtmlPart])[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function renderConnection(visit: Visit, connection: ConnectionStatus): Html {
  const { say } = visit;
  const { name, state, stopReason, refusesWrites } = connection;
  const isWell = state === 'active';
  return html`<section class="panel" aria-labelledby="connection-${name}">
    <div class="panel-head">
      <h2 id="connection-${name}">${name}</h2>
      <span class="state ${isWell ? 'in-sync' : 'failed'}">${say(CONNECTION_STATE_TEXTS[state])}</span>
      ${stopReason !== null && html`<span class="soft">${stopReason}</span>`}
    </div>
    ${refusesWrites && html`<p class="notice bad">${say(WORDS.refuses)}</p>`}
    ${renderFacts(workFacts(visit, connection))}
    ${renderBar(visit, say(WORDS.clients), { counts: connection.clients, connection: name, kind: 'client' })}
    ${renderBar(visit, say(WORDS.contacts), { counts: connection.contacts, connection: name, kind: 'contact' })}
  </section>`;
}

function workFacts(visit: Visit, connection: ConnectionStatus): readonly (readonly [string, HtmlPart])[] {
  const { say, now, language } = visit;
  const { window, inTime, backlog, oldestChange, due, verifiedAt, openTasks, brakeRequest, signIn } =
    connection;
  const count = (amount: number, text: Text): string | null =>
    amount === 0 ? null : `${amount} ${say(text)}`;
  const list = (...parts: readonly (string | null)[]): string | null =>
    parts.filter((part) => part !== null).join(', ') || null;
  const facts: readonly (readonly [Text, HtmlPart])[] = [
    [WORDS.window, html`<span class="state ${windowClass(window)}">${say(WINDOWS[window])}</span>`],
    [
      WORDS.inTime,
      inTime.changes > 0 && `${inTime.withinHour} ${say(WORDS.of)} ${inTime.changes} ${say(WORDS.ofThem)}`,
    ],
    [
      WORDS.oldest,
      oldestChange === null ? say(WORDS.nothingDue) : agoText(oldestChange.since, now, language),
    ],
    [
      WORDS.backlog,
      list(
        count(due.revoke, WORDS.revokes),
        count(due.change, WORDS.changes),
        count(due.bulk, WORDS.first),
      ) ?? say(WORDS.nothingDue),
    ],
    [
      WORDS.signIn,
      list(
        count(signIn.active, WORDS.signedIn),
        count(signIn.mailSent, WORDS.mailed),
        count(signIn.unknown, WORDS.unknown),
      ) ?? '0',
    ],
    [WORDS.fits, backlog !== null && say(backlog.canFit ? WORDS.can : WORDS.cannot)],
    [WORDS.verified, verifiedAt === null ? say(WORDS.never) : renderAgo(visit, verifiedAt)],
    [WORDS.tasks, openTasks > 0 && html`<a href="${visit.path('tasks')}">${openTasks}</a>`],
    [
      WORDS.brake,
      brakeRequest !== null && html`<a href="${visit.path('brake')}">${brakeRequest.accesses}</a>`,
    ],
  ];
  return facts.filter(([, value]) => value !== false).map(([label, value]) => [say(label), value]);
}

function windowClass(window: ConnectionStatus['window']): StandingState {
  if (window === 'missed') return 'failed';
  return window === 'met' ? 'in-sync' : 'waiting';
}

interface Bar {
  readonly counts: ConnectionStatus['clients'];
  readonly connection: string;
  readonly kind: 'client' | 'contact';
}

/** Which part stands where: a picture for the eye, and the same as a list whose numbers lead to the records. */
function renderBar(visit: Visit, label: string, { counts, connection, kind }: Bar): Html {
  const { say } = visit;
  const present = STANDING_STATES.filter((state) => counts.byState[state] > 0);
  const width = (state: StandingState): number => (1000 * counts.byState[state]) / Math.max(1, counts.total);
  let at = 0;
  const parts = present.map((state) => {
    const part = html`<rect
      class="${state}"
      x="${at.toFixed(1)}"
      width="${width(state).toFixed(1)}"
      height="12"
    ></rect>`;
    at += width(state);
    return part;
  });
  const address = (state: StandingState): string =>
    `${visit.path('records')}?${new URLSearchParams({ kind, connection, state }).toString()}`;
  return html`<h3>${label} <span class="count">${counts.total}</span></h3>
    <svg class="bar-chart" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>
    <ul class="legend">
      ${present.map(
        (state) =>
          html`<li>
            <a href="${address(state)}"
              ><span class="dot ${state}"></span>${say(STATE_TEXTS[state])}: ${counts.byState[state]}</a
            >
          </li>`,
      )}
    </ul>`;
}
