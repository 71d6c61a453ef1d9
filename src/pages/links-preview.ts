// What will happen when links are switched: who goes, who waits and for what, who gets access, whose access ends.
import { type AskedPreview } from '../actions/switch-from-pages.ts';
import { type SwitchPreview } from '../actions/switch-link.ts';
import { type Text } from '../domain/text.ts';
import { html, type Html } from '../http/html.ts';
import { type Visit } from './desk.ts';
import { nameOf, renderWhy } from './record-parts.ts';

const WORDS = {
  goes: {
    en: 'The data go to the portal: usually within a minute, within an hour at the latest.',
    nl: 'De gegevens gaan naar het portaal: meestal binnen een minuut, uiterlijk binnen een uur.',
  },
  off: { en: 'Switched off:', nl: 'Uit gaat:' },
  stands: { en: 'Stands there already:', nl: 'Stond al zo:' },
  grants: {
    en: 'These people get access. The portal may mail them, for instance to choose a password:',
    nl: 'Deze mensen krijgen toegang. Het portaal kan ze mailen, bijvoorbeeld om een wachtwoord te kiezen:',
  },
  waits: { en: 'The link goes on, but waits:', nl: 'De koppeling gaat aan, maar wacht:' },
  never: { en: 'Cannot be switched on:', nl: 'Kan niet worden aangezet:' },
  ends: { en: 'This access ends:', nl: 'Deze toegang eindigt:' },
  endsNone: { en: 'No access ends with it.', nl: 'Er eindigt geen toegang.' },
  tooMany: {
    en: 'More access ends than can be looked over at once. Choose fewer. Access that would end:',
    nl: 'Er eindigt meer toegang dan in één keer te overzien is. Kies er minder. Toegang die zou eindigen:',
  },
  at: { en: 'at', nl: 'bij' },
} as const satisfies Record<string, Text>;

/** More cannot be looked over, and would make the page too large. */
export const MOST_ENDING = 300;

export function renderOn(visit: Visit, records: readonly SwitchPreview[]): Html {
  const goes = records.filter(({ stands, waits }) => !stands && waits === null);
  const stands = records.filter((one) => one.stands && one.refused === null);
  const waits = records.filter((one) => !one.stands && one.waits !== null && one.refused === null);
  const grants = [...new Set(records.flatMap((one) => one.grants))];
  return html`${renderNames(visit, WORDS.goes, goes)} ${renderNames(visit, WORDS.stands, stands)}
  ${renderReasons(visit, WORDS.waits, waits)}
  ${renderReasons(
    visit,
    WORDS.never,
    records.filter(({ refused }) => refused !== null),
  )}
  ${renderList(visit.say(WORDS.grants), grants)}`;
}

export function renderOff(visit: Visit, { records, revokes }: AskedPreview): Html {
  const { say } = visit;
  const shown = revokes.length > MOST_ENDING ? [] : revokes;
  return html`${renderNames(
    visit,
    WORDS.off,
    records.filter(({ stands }) => !stands),
  )}
  ${renderNames(
    visit,
    WORDS.stands,
    records.filter(({ stands }) => stands),
  )}
  ${revokes.length === 0 && html`<p>${say(WORDS.endsNone)}</p>`}
  ${revokes.length > MOST_ENDING && html`<p class="notice warn">${say(WORDS.tooMany)} ${revokes.length}</p>`}
  ${renderList(
    say(WORDS.ends),
    shown.map(
      ({ contact, email, client }) =>
        `${contact}${email === null ? '' : ` <${email}>`} ${say(WORDS.at)} ${client ?? '-'}`,
    ),
  )}`;
}

function renderNames({ say }: Visit, text: Text, records: readonly SwitchPreview[]): Html | null {
  return renderList(
    say(text),
    records.map(({ record }) => nameOf(record)),
  );
}

function renderReasons(visit: Visit, text: Text, records: readonly SwitchPreview[]): Html | null {
  return renderList(
    visit.say(text),
    records.map(
      ({ record, waits }) =>
        html`<strong>${nameOf(record)}:</strong>
          ${waits !== null && renderWhy(visit, { reason: waits, linked: true })}`,
    ),
    'notice warn',
  );
}

function renderList(text: string, items: readonly (Html | string)[], look = 'group'): Html | null {
  if (items.length === 0) return null;
  return html`<div class="${look}">
    <p>${text}</p>
    <ul>
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>
  </div>`;
}
