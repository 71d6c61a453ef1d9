// What the checks of an explanation are called.
import type { Language } from '../domain/text.ts';

/** The English ones are the names themselves. */
const FIELDS_NL: Readonly<Record<string, string>> = {
  deleted: 'verwijderd',
  'client deleted': 'klant verwijderd',
  'client kind': 'soort klant',
  'client status': 'status van de klant',
  link: 'koppeling',
  'client link': 'koppeling van de klant',
  'data the portal takes': 'gegevens die het portaal aanneemt',
  'client number is free': 'klantnummer is vrij',
  'e-mail address is free': 'e-mailadres is vrij',
  'client is in the portal': 'klant staat in het portaal',
  'the portal takes it': 'het portaal neemt het aan',
  brake: 'rem',
  access: 'toegang',
  'waits for somebody': 'wacht op iemand',
  connection: 'verbinding',
  due: 'te doen',
};

export function checkName(field: string, lang: Language): string {
  return lang === 'nl' ? (FIELDS_NL[field] ?? field) : field;
}
