// What people read, in every language that Koppel speaks. Which one is chosen where it is shown.

export const LANGUAGES = ['en', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Text = Readonly<Record<Language, string>>;

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** A text that is put together, in each language of its own parts. */
export function inEach(make: (lang: Language) => string): Text {
  return { en: make('en'), nl: make('nl') };
}

export function isText(value: object): value is Text {
  return LANGUAGES.every((language) => language in value);
}
