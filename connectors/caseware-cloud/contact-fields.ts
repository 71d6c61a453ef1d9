// A contact in the words of CaseWare Cloud: the fields of a person, and why the portal would refuse them. Pure.
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import type { Attributes } from '../connector.ts';
import { emailProblem, firstNameOf, problemOf } from '../kit/people.ts';
import type { Problem } from '../kit/settings.ts';
import { clean, filled, named } from './client-fields.ts';
import type { FieldNames } from './settings.ts';

/** [code] The user name may have 50, and is left to the portal to make. */
const MAX_FIRST_NAME = 30;
const MAX_EMAIL = 100;

export function checkContact(contact: Contact): Problem | null {
  return emailProblem(normalizeEmail(contact.email), MAX_EMAIL) ?? checkNames(contact);
}

function checkNames(contact: Contact): Problem | null {
  const first = firstNameOf(contact);
  if (clean(contact.lastName) === '' && first === '') return problemOf('NAME_MISSING', 'lastName');
  // Nobody is made without a first name: it could not be told afterwards why the portal refused.
  if (first === '') return problemOf('NAME_MISSING', 'firstName');
  if (first.length <= MAX_FIRST_NAME) return null;
  return problemOf('FIELD_TOO_LONG', clean(contact.firstName) === '' ? 'initials' : 'firstName');
}

/** Rule 7. */
export function personAttributes(contact: Contact, names: FieldNames): Attributes {
  return {
    FirstName: filled(firstNameOf(contact)),
    MiddleName: filled(contact.infix),
    LastName: filled(contact.lastName),
    Email: normalizeEmail(contact.email),
    Type: 'A',
    ...named(names.personInitials, contact.initials),
    ...named(names.personPhone, contact.phone),
    ...named(names.personMobile, contact.mobile),
  };
}

export function personFieldNames(names: FieldNames): string[] {
  const optional = [names.personInitials, names.personPhone, names.personMobile].filter(
    (name) => name !== null,
  );
  return ['FirstName', 'MiddleName', 'LastName', 'Email', 'Type', ...optional];
}
