// What the records of Sample Portal are called by people.
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  workspace: { en: 'workspace', nl: 'werkruimte' },
  member: { en: 'place in the workspace', nl: 'plaats in de werkruimte' },
} as const satisfies TypeNames;
