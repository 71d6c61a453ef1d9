// Why a contact stands where it stands, as far as only CaseWare Cloud knows such a reason.
import type { ReasonText } from '../../src/domain/reasons.ts';

export const reasons = {
  ROLE_NOT_FOUND: {
    state: 'failed',
    en: 'No role in the portal has the name of the one that contacts are to get.',
    nl: 'Geen rol in het portaal heet zoals de rol die contactpersonen moeten krijgen.',
    remedyEn:
      'Ask operations to set the name of the role, as the portal has it, for the connection (roleName).',
    remedyNl:
      'Vraag technisch beheer de naam van de rol, zoals het portaal die heeft, in te stellen voor de verbinding (roleName).',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;
