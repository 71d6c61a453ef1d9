// The words of the sign-in pages, in English and Dutch.
import { type Language } from '../../domain/text.ts';

export const TEXTS = {
  en: {
    title: 'Sign in',
    practice: 'Practice',
    practiceHint: 'As your administrator gave it, such as jansen. Leave empty for operations.',
    name: 'Name',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'The practice, the name or the password is not right.',
    tooMany: 'Too many attempts. Wait a minute and try again.',
    signOut: 'Sign out',
    signOutLead: 'You are signed in as',
    back: 'Back',
    otherLanguage: 'Nederlands',
  },
  nl: {
    title: 'Aanmelden',
    practice: 'Kantoor',
    practiceHint: 'Zoals uw beheerder het gaf, bijvoorbeeld jansen. Leeg voor technisch beheer.',
    name: 'Naam',
    password: 'Wachtwoord',
    submit: 'Aanmelden',
    wrong: 'Het kantoor, de naam of het wachtwoord klopt niet.',
    tooMany: 'Te veel pogingen. Wacht een minuut en probeer het opnieuw.',
    signOut: 'Afmelden',
    signOutLead: 'U bent aangemeld als',
    back: 'Terug',
    otherLanguage: 'English',
  },
} as const satisfies Record<Language, Record<string, string>>;
export type TextKey = keyof (typeof TEXTS)['en'];
