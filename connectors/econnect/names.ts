// What the records of eConnect and their fields are called by people.
import type { FieldNames } from '../../src/domain/field-names.ts';
import type { TypeNames } from '../../src/domain/type-names.ts';

export const names = {
  'authorisation-request': { en: 'authorisation request', nl: 'machtigingsverzoek' },
  partnership: { en: 'partnership', nl: 'partnerschap' },
  'relationship-manager': { en: 'relationship manager', nl: 'relatiemanager' },
  organisation: { en: 'organisation', nl: 'organisatie' },
  'organisation-member': { en: 'place in the organisation', nl: 'plaats in de organisatie' },
  user: { en: 'user', nl: 'gebruiker' },
  'user-connection': { en: 'connection with the user', nl: 'verbinding met de gebruiker' },
  'guest-member': { en: 'place in our own organisation', nl: 'plaats in de eigen organisatie' },
  group: { en: 'group', nl: 'groep' },
  'group-member': { en: 'place in the group', nl: 'plaats in de groep' },
  'document-share': { en: 'shared documents', nl: 'gedeelde documenten' },
  'delegation-rule': { en: 'delegation rule', nl: 'delegatieregel' },
} as const satisfies TypeNames;

export const fieldNames = {
  manager: { en: 'manager', nl: 'beheerder' },
  role: { en: 'role', nl: 'rol' },
  level: { en: 'level', nl: 'niveau' },
} as const satisfies FieldNames;
