// Client numbers as CaseWare Cloud shows them. Sources differ on whether the portal pads them to ten characters on the
// left, so both forms are read; a number that really begins with a zero must not be mistaken for a padded one.

const PADDED_LENGTH = 10;

/** The number wanted, if that is what stands there with or without padding; else what stands there. */
export function unpadNumber(shown: string, wanted: string): string {
  const trimmed = shown.trim();
  return trimmed === wanted.padStart(PADDED_LENGTH, '0') ? wanted : trimmed;
}

/** isCertain: false when zeros in front may be padding or part of the number, and nothing tells which. */
export function shownNumber(shown: string, wanted: string | null): { key: string; isCertain: boolean } {
  if (wanted !== null) return { key: unpadNumber(shown, wanted), isCertain: true };
  const trimmed = shown.trim();
  const mayBePadded = trimmed.length === PADDED_LENGTH && trimmed.startsWith('0');
  return mayBePadded
    ? { key: trimmed.replace(/^0+(?=.)/, ''), isCertain: false }
    : { key: trimmed, isCertain: true };
}
