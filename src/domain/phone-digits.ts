// A telephone number as somebody types it, however it is written down elsewhere. Pure.

/** Fewer would find half of the practice. */
const LEAST = 5;
/** Without the zero or the code of the country before it, by which the same number is written in two ways. */
const NATIONAL = 9;

/** The digits that tell it from others; null: nobody would type a number so. */
export function phoneDigits(text: string): string | null {
  const typed = text.replace(/[\s()./+-]/g, '');
  if (!/^\d+$/.test(typed) || typed.length < LEAST) return null;
  return typed.replace(/^0+/, '').slice(-NATIONAL);
}
