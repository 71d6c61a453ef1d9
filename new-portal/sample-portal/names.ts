// What the records of Sample Portal and their fields are called by people.
import type { FieldNames } from '../../src/domain/field-names.ts';
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  workspace: { en: 'workspace', nl: 'werkruimte' },
  member: { en: 'place in the workspace', nl: 'plaats in de werkruimte' },
} as const satisfies TypeNames;

export const fieldNames = {
  role: { en: 'role', nl: 'rol' },
} as const satisfies FieldNames;
