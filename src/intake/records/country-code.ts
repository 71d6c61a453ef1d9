// "Nederland" and "The Netherlands" mean NL: names of countries in Dutch and English, as people write them.

const NAMES_IN = ['nl', 'en'] as const;
/** What people write beside the official names, and codes of three letters nearby. */
const ALSO: Readonly<Record<string, string>> = {
  holland: 'NL',
  nld: 'NL',
  bel: 'BE',
  deu: 'DE',
  fra: 'FR',
  lux: 'LU',
  gbr: 'GB',
  usa: 'US',
  vs: 'US',
  vk: 'GB',
  uk: 'GB',
  engeland: 'GB',
  england: 'GB',
  'groot brittannie': 'GB',
  'great britain': 'GB',
  tsjechie: 'CZ',
};
const NO_COUNTRIES = new Set(['ZZ', 'XA', 'XB', 'EU', 'EZ', 'UN']);
const LETTERS = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));

let codeByName: ReadonlyMap<string, string> | null = null;

/** ISO 3166-1 alpha-2; null where the text is no name of a country. */
export function findCountryCode(text: string): string | null {
  codeByName ??= nameCountries();
  return codeByName.get(compact(text)) ?? null;
}

function nameCountries(): ReadonlyMap<string, string> {
  const names = NAMES_IN.map(
    (language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }),
  );
  const found = new Map<string, string>();
  for (const code of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
    // Codes of states that are no more are named after their successor.
    if (NO_COUNTRIES.has(code) || new Intl.Locale(`und-${code}`).region !== code) continue;
    for (const name of names) {
      const text = name.of(code);
      if (text !== undefined) found.set(compact(text), code);
    }
  }
  for (const [name, code] of Object.entries(ALSO)) found.set(name, code);
  return found;
}

/** Without accents, signs and the article. */
function compact(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return bare
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .replace(/^(?:the|de|het) /, '');
}
