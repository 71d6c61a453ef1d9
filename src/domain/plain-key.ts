// What is left of a key whatever a spreadsheet or a word processor makes of it: `1.001` and `1001,00` are `1001` to them, `1.20`
// is 1.2, a zero in front is nothing, a hyphen a dash, letters and digits are wide, two spaces one. For comparing only: somebody
// may mean it so.

/** In groups of thousands, and with decimals. */
const NUMBER = /^(\d{1,3}(?:[.,']\d{3})+|\d+)(?:[.,](\d+))?$/;
export const DASHES = /[\u2010-\u2015\u2212]/g;

function plainKey(key: string): string {
  const text = key.normalize('NFKC').replace(DASHES, '-').replace(/\s+/g, '').toLowerCase();
  const [, whole, decimals = ''] = NUMBER.exec(text) ?? [];
  if (whole === undefined) return text.replace(/^0+/, '');
  const part = decimals.replace(/0+$/, '');
  return `${whole.replace(/\D/g, '').replace(/^0+/, '')}${part === '' ? '' : `.${part}`}`;
}

/**
 * `see` is to be shown each of the keys that are known; `found` then holds those of the keys that are others but for that, with
 * the known ones that they may be.
 */
export function matchKeys(keys: readonly string[]) {
  const byForm = new Map<string, string[]>();
  for (const key of keys) {
    const form = plainKey(key);
    if (form === '') continue;
    byForm.set(form, [...(byForm.get(form) ?? []), key]);
  }
  const found = new Map<string, string[]>();
  const see = (known: string): void => {
    for (const key of byForm.get(plainKey(known)) ?? [])
      if (key !== known) found.set(key, [...(found.get(key) ?? []), known]);
  };
  return { see, found: found as ReadonlyMap<string, readonly string[]> };
}
