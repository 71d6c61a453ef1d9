// What the records of ClearFacts and their fields are called by people.
import type { FieldNames } from '../../src/domain/field-names.ts';
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  dossier: { en: 'dossier', nl: 'dossier' },
  'dossier-profile': { en: 'access profile of the dossier', nl: 'toegangsprofiel van het dossier' },
  user: { en: 'user', nl: 'gebruiker' },
  assignment: { en: 'place in the dossier', nl: 'plaats in het dossier' },
} as const satisfies TypeNames;

export const fieldNames = {
  language: { en: 'language', nl: 'taal' },
  profile: { en: 'profile', nl: 'profiel' },
} as const satisfies FieldNames;
