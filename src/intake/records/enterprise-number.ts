// Belgian enterprise numbers (ondernemingsnummer): `BE 0123.456.749` and its many spellings become ten digits.

/** Null when it is not one. The last two digits are 97 minus the remainder of the first eight by 97. */
export function normalizeEnterpriseNumber(text: string): string | null {
  const digits = text.replace(/^BE/i, '').replace(/[\s.]/g, '');
  // Numbers given out before 2005 are still written with nine digits.
  const whole = digits.length === 9 ? `0${digits}` : digits;
  if (!/^[01]\d{9}$/.test(whole)) return null;
  return 97 - (Number(whole.slice(0, 8)) % 97) === Number(whole.slice(8)) ? whole : null;
}
