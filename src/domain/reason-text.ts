// Reasons in the words of office staff, in the language asked for.
import { reasonOf, type ReasonCode } from './reasons.ts';
import type { Language } from './text.ts';

export function reasonText(reason: ReasonCode, lang: Language): string {
  return reasonOf(reason)[lang];
}

export function remedyText(reason: ReasonCode, lang: Language): string {
  return lang === 'en' ? reasonOf(reason).remedyEn : reasonOf(reason).remedyNl;
}

const STATES_NL = {
  'in-sync': 'bijgewerkt',
  due: 'onderweg',
  waiting: 'wacht op iemand',
  held: 'aangehouden',
  excluded: 'uitgesloten',
  failed: 'mislukt',
} as const;

export function stateText(state: keyof typeof STATES_NL, lang: Language): string {
  return lang === 'en' ? state : STATES_NL[state];
}

/** An age as people say it: `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function ageText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
