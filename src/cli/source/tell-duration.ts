// How long a reading of everything takes at the least, in words.
import { readingSeconds } from '../../domain/source-plan.ts';
import type { Text } from '../../domain/text.ts';

export function tellDuration(
  records: number | null,
  limits: { readonly perPage: number; readonly perMinute: number },
): Text {
  if (records === null) {
    const perMinute = limits.perPage * limits.perMinute;
    return {
      en: `Reading everything takes about a minute for every ${perMinute} records.`,
      nl: `Alles lezen duurt ongeveer een minuut per ${perMinute} records.`,
    };
  }
  const seconds = readingSeconds(records, limits);
  const minutes = Math.ceil(seconds / 60);
  const { perMinute } = limits;
  return {
    en: `Reading everything, ${records} records, takes about ${seconds < 90 ? `${seconds} seconds` : `${minutes} minutes`} within ${perMinute} calls a minute.`,
    nl: `Alles lezen, ${records} records, duurt ongeveer ${seconds < 90 ? `${seconds} seconden` : `${minutes} minuten`} binnen ${perMinute} aanroepen per minuut.`,
  };
}
