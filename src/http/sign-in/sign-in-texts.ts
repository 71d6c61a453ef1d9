// The words of the sign-in pages, in English and Dutch, and the choice between the two.

const LANGUAGES = ['en', 'nl'] as const;
export type Language = (typeof LANGUAGES)[number];

export const TEXTS = {
  en: {
    title: 'Sign in',
    lead: 'Operations dashboard of Koppel',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'The name or the password is not right.',
    tooMany: 'Too many attempts. Wait a minute and try again.',
    signOut: 'Sign out',
    signOutLead: 'You are signed in as',
    back: 'Back to the dashboard',
    otherLanguage: 'Nederlands',
  },
  nl: {
    title: 'Aanmelden',
    lead: 'Beheerdashboard van Koppel',
    name: 'Naam',
    password: 'Wachtwoord',
    submit: 'Aanmelden',
    wrong: 'De naam of het wachtwoord klopt niet.',
    tooMany: 'Te veel pogingen. Wacht een minuut en probeer het opnieuw.',
    signOut: 'Afmelden',
    signOutLead: 'U bent aangemeld als',
    back: 'Terug naar het dashboard',
    otherLanguage: 'English',
  },
} as const satisfies Record<Language, Record<string, string>>;
export type TextKey = keyof (typeof TEXTS)['en'];

/** What was asked for in the address leads, then the browser's own order of preference, then English. */
export function chooseLanguage(asked: unknown, acceptLanguage: string | undefined): Language {
  const fromAddress = LANGUAGES.find((language) => language === asked);
  if (fromAddress !== undefined) return fromAddress;
  const wishes = (acceptLanguage ?? '').split(',').map(parseWish);
  wishes.sort((a, b) => b.quality - a.quality);
  for (const wish of wishes) {
    const language = LANGUAGES.find((candidate) => candidate === wish.language);
    if (language !== undefined && wish.quality > 0) return language;
  }
  return 'en';
}

function parseWish(part: string): { language: string; quality: number } {
  const [tag = '', weight = 'q=1'] = part
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/);
  const quality = Number(weight.replace(/^q=/, ''));
  return { language: tag.split('-')[0] ?? '', quality: Number.isFinite(quality) ? quality : 0 };
}
