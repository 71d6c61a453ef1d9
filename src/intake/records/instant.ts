// A moment as the practice software and people write it. Without the schema library, because the command line reads one in
// its options.

/** Day, hour and minute, seconds, and the zone in two parts. */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d+)?)?(?:Z|([+-](?:[01]\d|2[0-3]))(?::?([0-5]\d))?)$/i;

/**
 * RFC 3339, and what programs write for it: a space for the T, no seconds where they are zero, `+0100` or `+01`. Always with a
 * time zone: with a local time, "newer" would depend on where Koppel runs.
 */
export function parseInstant(raw: string): Date | null {
  const text = raw.trim();
  const parts = text.length > 40 ? null : INSTANT.exec(text);
  if (parts === null) return null;
  const [, day = '', time = '', seconds = ':00', hours = '+00', minutes = '00'] = parts;
  if (!isDay(day)) return null;
  const date = new Date(`${day}T${time}${seconds}${hours}:${minutes}`);
  return date.getUTCFullYear() >= 1900 ? date : null;
}

/** 31 April is read as 1 May. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
