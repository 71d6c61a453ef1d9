// Times for people: by the clock of their machine, and as an age.
import type { Language } from './text.ts';

const FORMATS = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  nl: new Intl.DateTimeFormat('nl-NL', { dateStyle: 'medium', timeStyle: 'short' }),
} as const;
const AGES = {
  en: new Intl.RelativeTimeFormat('en-GB'),
  nl: new Intl.RelativeTimeFormat('nl-NL'),
} as const;

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `22 Nov 2026, 09:00`. */
export function timeText(at: Date, lang: Language): string {
  return FORMATS[lang].format(at);
}

const SORTABLE = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

/** `2026-11-22 09:00`: a spreadsheet in any language takes it for a time. */
export function sortableTime(at: Date): string {
  return SORTABLE.format(at);
}

/** `3 days ago`. */
export function agoText(at: Date, now: Date, lang: Language): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
  return AGES[lang].format(-Math.max(0, Math.floor(seconds / size)), unit);
}

/** `22 Nov 2026, 09:00 (3 days ago)`. */
export function whenText(at: Date, lang: Language, now: Date = new Date()): string {
  const text = timeText(at, lang);
  return at > now ? text : `${text} (${agoText(at, now, lang)})`;
}
