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
  nothing: { en: 'Nothing fits.', nl: 'Er is niets dat past.' },
  save: { en: 'Save', nl: 'Bewaren' },
  cancel: { en: 'Cancel', nl: 'Annuleren' },
} as const satisfies Record<string, Text>;

/** To the page where it is done. */
export const WAYS = {
  tasks: { en: 'To the tasks', nl: 'Naar de taken' },
  brake: { en: 'To the brake', nl: 'Naar de rem' },
} as const satisfies Record<string, Text>;

export const SIGN_IN_TEXTS = {
  active: { en: 'can sign in', nl: 'kan inloggen' },
  'mail-sent': { en: 'mailed, not used yet', nl: 'gemaild, nog niet gebruikt' },
} as const satisfies Record<string, Text>;

/** How a record stands in the portal, by the word of the ledger. */
export const REVOKE_STATES: Readonly<Record<string, Text>> = {
  revoke_pending: { en: 'is to be taken away', nl: 'moet worden ingetrokken' },
  revoked_sent: {
    en: 'taken away as the portal says, not read back',
    nl: 'ingetrokken volgens het portaal, niet teruggelezen',
  },
  revoked_verified: { en: 'taken away, and read back', nl: 'ingetrokken, en teruggelezen' },
  revoked_confirmed: {
    en: 'taken away, confirmed by a person or by the account itself',
    nl: 'ingetrokken, bevestigd door een persoon of door het account zelf',
  },
};

export const RESOURCE_STATES: Readonly<Record<string, Text>> = {
  reserved: { en: 'about to be made', nl: 'wordt gemaakt' },
  present: { en: 'there', nl: 'aanwezig' },
  waiting: { en: 'waits for an answer', nl: 'wacht op antwoord' },
  declined: { en: 'declined', nl: 'geweigerd' },
  manual: { en: 'a person does it', nl: 'iemand doet het' },
  uncertain: { en: 'not certain', nl: 'niet zeker' },
};
