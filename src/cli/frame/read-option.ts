// Options that hold a number or a time. What they say when they hold something else names the option, never the value.
import { UsageError } from '../../errors.ts';
import { parseInstant } from '../../intake/records/instant.ts';

/** From `least` to `most`. `parts`: also between two whole numbers. */
export function readNumber(
  option: string,
  { least, most, parts = false }: { readonly least: number; readonly most: number; readonly parts?: boolean },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isNumber = text.trim() !== '' && (parts || Number.isInteger(value));
    if (isNumber && value >= least && value <= most) return value;
    throw new UsageError({
      en: `${option} is a ${parts ? '' : 'whole '}number from ${least} to ${most}.`,
      nl: `${option} is een ${parts ? '' : 'geheel '}getal van ${least} tot en met ${most}.`,
    });
  };
}

export function readTime(option: string, text: string): Date {
  const time = parseInstant(text);
  if (time !== null) return time;
  throw new UsageError({
    en: `${option} is a time with its zone, such as 2026-11-22T09:00:00Z.`,
    nl: `${option} is een tijd met zijn zone, zoals 2026-11-22T09:00:00Z.`,
  });
}
