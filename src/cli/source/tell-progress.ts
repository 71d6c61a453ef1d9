// How far reading everything is, and how long it takes at the least.
import type { FullReading } from '../../database/records/source-state.ts';
import { readingSeconds } from '../../domain/source-plan.ts';
import type { Language } from '../../domain/text.ts';

const WORDS = {
  en: {
    soFar: (records: number) => `reading everything: ${records} records so far`,
    ofSome: (records: number, of: number) => `reading everything: ${records} of about ${of} records so far`,
    more: (time: string, perMinute: number) => `about ${time} more within ${perMinute} calls a minute`,
    seconds: (count: number) => `${count} ${count === 1 ? 'second' : 'seconds'}`,
    minutes: (count: number) => `${count} minutes`,
  },
  nl: {
    soFar: (records: number) => `alles wordt gelezen: tot nu toe ${records} records`,
    ofSome: (records: number, of: number) =>
      `alles wordt gelezen: tot nu toe ${records} van ongeveer ${of} records`,
    more: (time: string, perMinute: number) => `nog ongeveer ${time} bij ${perMinute} verzoeken per minuut`,
    seconds: (count: number) => `${count} ${count === 1 ? 'seconde' : 'seconden'}`,
    minutes: (count: number) => `${count} minuten`,
  },
} as const;

export function tellProgress(
  { records, of }: FullReading,
  limits: { readonly perPage: number; readonly perMinute: number },
  lang: Language,
): string {
  const words = WORDS[lang];
  if (of === null) return words.soFar(records);
  const seconds = readingSeconds(of - records, limits);
  const time = seconds < 90 ? words.seconds(seconds) : words.minutes(Math.ceil(seconds / 60));
  return `${words.ofSome(records, of)}; ${words.more(time, limits.perMinute)}`;
}
