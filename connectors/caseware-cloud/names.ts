// What the records of CaseWare Cloud are called by people.
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  entity: { en: 'client in the portal', nl: 'klant in het portaal' },
  address: { en: 'address', nl: 'adres' },
  person: { en: 'person', nl: 'persoon' },
  'entity-role': { en: 'role at the client', nl: 'rol bij de klant' },
  group: { en: 'group', nl: 'groep' },
  'group-role': { en: 'place in the group', nl: 'plaats in de groep' },
  access: { en: 'access', nl: 'toegang' },
} as const satisfies TypeNames;
