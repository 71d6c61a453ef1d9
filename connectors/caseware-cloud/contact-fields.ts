// A contact in the words of CaseWare Cloud: the fields of a person, and why the portal would refuse them. Pure.
import { normalizeEmail, type Contact } from '../../src/domain/contact.ts';
import { isEmail } from '../../src/domain/email-address.ts';
import type { Attributes } from '../connector.ts';
import { clean, filled, named, type FieldProblem } from './client-fields.ts';
import type { FieldNames } from './settings.ts';

/** [code] The user name may have 50, and is left to the portal to make. */
const MAX_FIRST_NAME = 30;
const MAX_EMAIL = 100;

export function checkContact(contact: Contact): FieldProblem | null {
  return checkEmail(normalizeEmail(contact.email)) ?? checkNames(contact);
}

function checkEmail(email: string | null): FieldProblem | null {
  if (email === null) return { reason: 'EMAIL_MISSING', field: 'email' };
  if (!isEmail(email)) return { reason: 'EMAIL_INVALID', field: 'email' };
  if (email.length > MAX_EMAIL) return { reason: 'EMAIL_TOO_LONG', field: 'email' };
  return null;
}

function checkNames(contact: Contact): FieldProblem | null {
  const first = firstName(contact);
  if (clean(contact.lastName) === '' && first === '') return { reason: 'NAME_MISSING', field: 'lastName' };
  // Nobody is made without a first name: it could not be told afterwards why the portal refused.
  if (first === '') return { reason: 'NAME_MISSING', field: 'firstName' };
  if (first.length <= MAX_FIRST_NAME) return null;
  return { reason: 'FIELD_TOO_LONG', field: clean(contact.firstName) === '' ? 'initials' : 'firstName' };
}

/** Practice software may know initials only (rule 7). */
function firstName(contact: Contact): string {
  return clean(contact.firstName) || clean(contact.initials);
}

/** Rule 7. */
export function personAttributes(contact: Contact, names: FieldNames): Attributes {
  return {
    FirstName: filled(firstName(contact)),
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
