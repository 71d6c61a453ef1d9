// What the checks of an explanation are called, and what they saw.
import type { Language } from '../domain/text.ts';
import { ledgerText } from './resource-texts.ts';

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
  'what the last run found': 'wat Koppel de laatste keer vond',
  due: 'te doen',
};

export function checkName(field: string, lang: Language): string {
  return lang === 'nl' ? (FIELDS_NL[field] ?? field) : field;
}

const VALUES_NL: ReadonlyMap<string, string> = new Map([
  ['true', 'ja'],
  ['false', 'nee'],
  ['yes', 'ja'],
  ['no', 'nee'],
  ['on', 'aan'],
  ['off', 'uit'],
  ['complete', 'volledig'],
  ['company', 'onderneming'],
  ['person', 'persoon'],
  ['employee', 'collega'],
  ['practice', 'kantoor'],
  ['contact', 'contactpersoon'],
  ['portal', 'portaal'],
  ['application', 'aanvraag'],
  ['client', 'klant'],
  ['former', 'oud-klant'],
  ['active', 'actief'],
  ['paused', 'gepauzeerd'],
  ['stopped', 'gestopt'],
  ['quarantined', 'in quarantaine'],
]);

/** The English ones are the values themselves. */
export function valueName(value: string, lang: Language): string {
  if (lang === 'en') return value;
  return VALUES_NL.get(value) ?? ledgerText(value, lang);
}
