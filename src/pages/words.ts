// Words that several pages say.
import { type Text } from '../domain/text.ts';

export const WORDS = {
  yes: { en: 'Yes', nl: 'Ja' },
  no: { en: 'No', nl: 'Nee' },
  link: { en: 'Link', nl: 'Koppeling' },
  accessLeft: { en: 'still has access', nl: 'heeft nog toegang' },
  client: { en: 'client', nl: 'klant' },
  contact: { en: 'contact', nl: 'contactpersoon' },
  of: { en: 'of', nl: 'van' },
  deleted: { en: 'deleted', nl: 'verwijderd' },
  since: { en: 'since', nl: 'sinds' },
  arrived: { en: 'last arrived', nl: 'laatst aangekomen' },
  waitsFor: { en: 'waits for', nl: 'wacht op' },
  remedy: { en: 'What to do', nl: 'Wat te doen' },
  show: { en: 'Show', nl: 'Toon' },
  search: { en: 'Search', nl: 'Zoeken' },
  hint: {
    en: 'Name, number, e-mail, telephone or city',
    nl: 'Naam, nummer, e-mail, telefoon of plaats',
  },
  next: { en: 'Next page', nl: 'Volgende pagina' },
  first: { en: 'First page', nl: 'Eerste pagina' },
  nothing: { en: 'Nothing fits.', nl: 'Niets gevonden.' },
  save: { en: 'Save', nl: 'Bewaren' },
  cancel: { en: 'Cancel', nl: 'Annuleren' },
} as const satisfies Record<string, Text>;

/** To the page where it is done. */
export const WAYS = {
  tasks: { en: 'To the tasks', nl: 'Naar de taken' },
  brake: { en: 'To the brake', nl: 'Naar de rem' },
} as const satisfies Record<string, Text>;
