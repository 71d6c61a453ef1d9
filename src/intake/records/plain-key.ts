// What a key was before a spreadsheet or a word processor wrote it as a number or a text of its own: `1.001` and `1001,00` for
// `1001`, a long dash for a hyphen, wide letters and digits. For comparing only: somebody may mean it so.

/** In groups of thousands, and with decimals of nothing. */
const NUMBER = /^(\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:[.,]0{1,2})?$/;
export const DASHES = /[\u2010-\u2015\u2212]/g;

export function plainKey(key: string): string {
  const text = key.normalize('NFKC').replace(DASHES, '-');
  const [, whole] = NUMBER.exec(text) ?? [];
  return whole === undefined ? text : whole.replace(/\D/g, '');
}
