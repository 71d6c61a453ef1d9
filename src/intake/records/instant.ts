// A moment as the practice software and people write it. Without the schema library, because the command line reads one in
// its options.

const RFC3339 = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339, always with a time zone: with a local time, "newer" would depend on where Koppel runs. */
export function parseInstant(raw: string): Date | null {
  const text = raw.trim();
  const day = text.length > 40 ? undefined : RFC3339.exec(text)?.[1];
  if (day === undefined || !isDay(day)) return null;
  const date = new Date(text);
  return date.getUTCFullYear() >= 1900 ? date : null;
}

/** 31 April is read as 1 May. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
