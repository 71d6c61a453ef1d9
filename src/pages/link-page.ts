// The switch of one link. GET shows what will happen (Wijzigen), POST does it (Bewaren): only for those who have the right,
// and only where Koppel has the switch.
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { previewCardSwitch, switchFromCard, type CardSwitchPreview } from '../actions/switch-from-card.ts';
import { reasonText, remedyText } from '../domain/reason-text.ts';
import { type Text } from '../domain/text.ts';
import { UsageError } from '../errors.ts';
import { html, type Html } from '../http/html.ts';
import { HttpProblem } from '../http/problem.ts';
import { assertMay } from '../http/sign-in/person.ts';
import { onVisit, type Desk, type PageContent, type Visit } from './desk.ts';
import { renderToken } from './form-parts.ts';
import { nameOf, renderSwitch } from './record-parts.ts';
import { WORDS as COMMON } from './words.ts';

const WORDS = {
  title: { en: 'Change the link', nl: 'Koppeling wijzigen' },
  with: { en: 'Link with', nl: 'Koppeling met' },
  becomes: { en: 'becomes', nl: 'wordt' },
  happens: { en: 'What will happen', nl: 'Wat er gebeurt' },
  goes: {
    en: 'The data go to the portal: usually within a minute, within an hour at the latest.',
    nl: 'De gegevens gaan naar het portaal: meestal binnen een minuut, uiterlijk binnen een uur.',
  },
  grants: {
    en: 'These people get access. The portal may mail them, for instance to choose a password:',
    nl: 'Deze mensen krijgen toegang. Het portaal kan ze mailen, bijvoorbeeld om een wachtwoord te kiezen:',
  },
  waits: { en: 'The link goes on, but waits:', nl: 'De koppeling gaat aan, maar wacht:' },
  ends: { en: 'This access ends:', nl: 'Deze toegang eindigt:' },
  endsNone: { en: 'No access ends with it.', nl: 'Er eindigt geen toegang.' },
  at: { en: 'at', nl: 'bij' },
  never: { en: 'This link cannot be switched on.', nl: 'Deze koppeling kan niet worden aangezet.' },
  elsewhere: {
    en: 'The links of this office are switched in the practice software, on the card of the client or contact.',
    nl: 'De koppelingen van dit kantoor worden gewijzigd in de praktijksoftware, op de kaart van de klant of contactpersoon.',
  },
  changedMeanwhile: {
    en: 'Something changed since this was shown. Nothing was saved; look again.',
    nl: 'Er is iets veranderd sinds dit werd getoond. Er is niets bewaard; kijk opnieuw.',
  },
  back: { en: 'Back to the card', nl: 'Terug naar de kaart' },
} as const satisfies Record<string, Text>;

const PATH = '/practices/:practice/records/:record/links/:connection';

const paramsSchema = z.object({ record: z.string(), connection: z.string() });
const querySchema = z.object({ to: z.enum(['on', 'off']) });
const formSchema = z.object({
  to: z.enum(['on', 'off']),
  // One of several fields of a name comes as a text.
  confirmed: z.preprocess(
    (value) => (value === undefined ? [] : [value].flat()),
    z.array(z.string().max(40)).max(1_000),
  ),
});

export function addLink(scope: FastifyInstance, desk: Desk): void {
  scope.get(PATH, onVisit(desk, showSwitch));
  scope.post(PATH, onVisit(desk, saveSwitch));
}

async function showSwitch(visit: Visit, desk: Desk): Promise<PageContent> {
  assertMay(visit.person, 'switch-links');
  const query = querySchema.safeParse(visit.request.query);
  if (!query.success) throw new HttpProblem('invalid-request');
  return preview(visit, desk, { to: query.data.to, isStale: false });
}

interface Asked {
  readonly to: 'on' | 'off';
  /** Saving was refused: what it would do is not what was shown. */
  readonly isStale: boolean;
}

async function preview(visit: Visit, { answers }: Desk, { to, isStale }: Asked): Promise<PageContent> {
  const { recordId, connection, given } = switchOf(visit, to);
  const found = await previewCardSwitch(answers, given);
  if (found === null) throw new HttpProblem('not-found');
  const title = visit.say(WORDS.title);
  const card = visit.path('records', recordId);
  const body = html`<h1>${title}</h1>
    <section class="panel narrow" aria-labelledby="what">
      <h2 id="what">${nameOf(found.record)}</h2>
      <p>
        ${visit.say(WORDS.with)} <strong>${connection}</strong> ${visit.say(WORDS.becomes)}
        ${renderSwitch(visit, to === 'on')}
      </p>
      ${isStale && html`<p class="notice warn" role="alert">${visit.say(WORDS.changedMeanwhile)}</p>`}
      ${found.refused === null ? renderSave(visit, found, { to, card }) : renderRefusal(visit, found, card)}
    </section>`;
  return { title, body, at: 'records' };
}

function switchOf({ request, practice, person }: Visit, to: 'on' | 'off') {
  const { record: recordId, connection } = paramsSchema.parse(request.params);
  const by = `user:${person.name}`;
  return {
    recordId,
    connection,
    given: { practiceId: practice.id, recordId, connection, enabled: to === 'on', by },
  };
}

function renderRefusal(visit: Visit, { refused }: CardSwitchPreview, card: string): Html {
  const { say, language } = visit;
  const why =
    refused === null || refused === 'in-practice-software'
      ? html`<p class="notice warn">${say(WORDS.elsewhere)}</p>`
      : html`<p class="notice warn">
          <strong>${say(WORDS.never)}</strong> ${reasonText(refused, language)}
          ${remedyText(refused, language)}
        </p>`;
  return html`${why}
    <p class="buttons"><a class="button" href="${card}">${say(WORDS.back)}</a></p>`;
}

interface Saving {
  readonly to: 'on' | 'off';
  readonly card: string;
}

function renderSave(visit: Visit, found: CardSwitchPreview, { to, card }: Saving): Html {
  const { say } = visit;
  return html`<h3>${say(WORDS.happens)}</h3>
    ${to === 'on' ? renderOn(visit, found) : renderOff(visit, found)}
    <form method="post" action="${visit.request.url.split('?', 1)[0] ?? ''}">
      ${renderToken(visit)}<input type="hidden" name="to" value="${to}" />
      ${found.revokes.map(({ resourceId }) => html`<input type="hidden" name="confirmed" value="${resourceId}" />`)}
      <p class="buttons">
        <button>${say(COMMON.save)}</button>
        <a class="button quiet" href="${card}">${say(COMMON.cancel)}</a>
      </p>
    </form>`;
}

function renderOn(visit: Visit, { waits, grants }: CardSwitchPreview): Html {
  const { say, language } = visit;
  if (waits !== null)
    return html`<p class="notice warn">
      ${say(WORDS.waits)} ${reasonText(waits, language)} ${remedyText(waits, language)}
    </p>`;
  return html`<p>${say(WORDS.goes)}</p>
    ${grants.length > 0 && html`<p>${say(WORDS.grants)}</p>`}
    <ul>
      ${grants.map((who) => html`<li>${who}</li>`)}
    </ul>`;
}

function renderOff(visit: Visit, { revokes }: CardSwitchPreview): Html {
  const { say } = visit;
  if (revokes.length === 0) return html`<p>${say(WORDS.endsNone)}</p>`;
  return html`<p>${say(WORDS.ends)}</p>
    <ul>
      ${revokes.map(
        ({ contact, email, client }) =>
          html`<li>${contact}${email !== null && ` <${email}>`} ${say(WORDS.at)} ${client ?? '-'}</li>`,
      )}
    </ul>`;
}

/** Safety (docs/security.md): the right is asked of every way to switch, whatever the page shows. */
async function saveSwitch(visit: Visit, desk: Desk): Promise<PageContent | FastifyReply> {
  assertMay(visit.person, 'switch-links');
  const form = formSchema.safeParse(visit.request.body);
  if (!form.success) throw new HttpProblem('invalid-request');
  const { to, confirmed } = form.data;
  const { recordId, given } = switchOf(visit, to);
  try {
    const changed = await switchFromCard(desk.answers, { ...given, confirmed });
    if (changed === null) throw new HttpProblem('not-found');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    void visit.reply.status(409);
    return preview(visit, desk, { to, isStale: true });
  }
  return visit.reply.redirect(visit.path('records', recordId), 303);
}
