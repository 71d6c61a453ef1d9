// Reasons in the words of office staff, in the language asked for.
import { reasonOf, type ReasonCode, type ReasonText, type StandingState } from './reasons.ts';
import { STATE_TEXTS } from './standing-states.ts';
import type { Language, Text } from './text.ts';

export function reasonText(reason: ReasonCode, lang: Language): string {
  return reasonOf(reason)[lang];
}

export function remedyText(reason: ReasonCode, lang: Language): string {
  return remedyOf(reasonOf(reason), lang);
}

function remedyOf({ remedyEn, remedyNl }: ReasonText, lang: Language): string {
  return lang === 'en' ? remedyEn : remedyNl;
}

const TWICE_OFF: ReasonText = {
  state: 'excluded',
  en: 'The link of the client is off, and so is that of the contact itself.',
  nl: 'De koppeling van de klant staat uit, en die van de contactpersoon zelf ook.',
  remedyEn: 'Only if both must be in the portal: switch both on.',
  remedyNl: 'Alleen als beiden naar het portaal moeten: zet beide aan.',
};

/** Where a record stands, and its own switch. */
export interface Told {
  readonly reason: ReasonCode;
  readonly linked: boolean;
}

/** Both links of a contact are told: whoever knew of one would switch that in vain. */
function textOf({ reason, linked }: Told): ReasonText {
  return reason === 'CLIENT_LINK_OFF' && !linked ? TWICE_OFF : reasonOf(reason);
}

export function whyText(told: Told, lang: Language): string {
  return textOf(told)[lang];
}

export function whatToDo(told: Told, lang: Language): string {
  return remedyOf(textOf(told), lang);
}

const COMMAND: Text = { en: 'Command', nl: 'Commando' };

/** What to do, and what is typed for it. */
export function whatToType(told: Told, lang: Language): string {
  const { commands = [] } = textOf(told);
  const typed = commands.map((command) => `\`${command}\``).join(', ');
  return `${whatToDo(told, lang)}${typed === '' ? '' : ` ${COMMAND[lang]}: ${typed}.`}`;
}

/** English: the code, as it is typed. */
export function stateText(state: StandingState, lang: Language): string {
  return lang === 'en' ? state : STATE_TEXTS[state].nl;
}

/** An age as people say it: `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`; in Dutch `3 u 5 min`. */
export function ageText(seconds: number, lang: Language): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const h = lang === 'nl' ? 'u' : 'h';
  return hours < 48 ? `${hours} ${h} ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} ${h}`;
}
