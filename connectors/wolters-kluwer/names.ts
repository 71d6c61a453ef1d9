// What the records of Wolters Kluwer and their fields are called by people.
import type { FieldNames } from '../../src/domain/field-names.ts';
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  account: { en: 'account', nl: 'account' },
  organisation: { en: 'organisation', nl: 'organisatie' },
  membership: { en: 'membership', nl: 'lidmaatschap' },
  'application-access': { en: 'tick of the application', nl: 'vinkje voor de applicatie' },
  'hand-over': { en: 'hand-over', nl: 'overdracht' },
} as const satisfies TypeNames;

export const fieldNames = {
  employee: { en: 'colleague', nl: 'collega' },
  role: { en: 'role', nl: 'rol' },
  to: { en: 'successor', nl: 'opvolger' },
} as const satisfies FieldNames;
