// What a contact of Exact Online says of a contact person. Pure. Fields: reference SyncCRMContacts [doc]; which of them are
// linked is the setting of the firm, by default the main contact alone [assumed].
import type { SourceStatement } from '../source.ts';
import type { ExactSettings } from './settings.ts';
import { endOf, isKnown, isPast, type Telling } from './tell-client.ts';
import type { Contact } from './wire-schemas.ts';

export function tellContact(contact: Contact, telling: Telling): SourceStatement {
  const { ID: key, Account: clientKey, EndDate } = contact;
  if (contact.IsAnonymised || isPast(EndDate, telling.now) || clientKey === null)
    return { kind: 'contact', key, says: 'gone' };
  return {
    ...{ kind: 'contact', key, says: 'there', ...endOf(EndDate) },
    record: {
      ...{ clientKey, personKey: contact.Person, firstName: contact.FirstName, infix: contact.MiddleName },
      ...{ lastName: contact.LastName, initials: contact.Initials },
      // The second of each mirrors the first [code: picqer/exact-php-client, Contact.php].
      email: contact.Email || contact.BusinessEmail,
      phone: contact.Phone || contact.BusinessPhone,
      mobile: contact.Mobile || contact.BusinessMobile,
      links: linksOf(contact, telling),
    },
  };
}

/** Beside the switch of its client, which stands above it. */
function linksOf(contact: Contact, { settings, codeById }: Telling): Readonly<Record<string, boolean>> {
  const rules = Object.entries(settings.links).filter(([, rule]) => isKnown(rule, codeById));
  return Object.fromEntries(rules.map(([name, { contacts }]) => [name, isLinked(contact, contacts)]));
}

function isLinked(
  { IsMainContact, JobTitleDescription }: Contact,
  contacts: ExactSettings['links'][string]['contacts'],
): boolean {
  if (contacts === 'all') return true;
  return contacts === 'main' ? IsMainContact : contacts.jobTitles.includes(JobTitleDescription);
}
