// How long a reading of everything takes at the least, in words.
import { readingSeconds } from '../../domain/source-plan.ts';

export function tellDuration(
  records: number | null,
  limits: { readonly perPage: number; readonly perMinute: number },
): string {
  if (records === null)
    return `Reading everything takes about a minute for every ${limits.perPage * limits.perMinute} records.`;
  const seconds = readingSeconds(records, limits);
  const time = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return `Reading everything, ${records} records, takes about ${time} within ${limits.perMinute} calls a minute.`;
}
