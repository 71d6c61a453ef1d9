// How a resource stands in the portal, in words for people. English and Dutch of the words of the ledger.
import type { Language, Text } from '../domain/text.ts';

const LEDGER: Readonly<Record<string, Text>> = {
  reserved: { en: 'about to be made', nl: 'wordt gemaakt' },
  present: { en: 'there', nl: 'aanwezig' },
  absent: { en: 'not there', nl: 'niet aanwezig' },
  waiting: { en: 'waits for an answer', nl: 'wacht op antwoord' },
  declined: { en: 'declined', nl: 'geweigerd' },
  manual: { en: 'a person does it', nl: 'iemand doet het' },
  uncertain: { en: 'not certain', nl: 'niet zeker' },
  revoke_pending: { en: 'is to be taken away', nl: 'moet worden ingetrokken' },
  revoked_sent: {
    en: 'taken away as the portal says, not read back',
    nl: 'ingetrokken volgens het portaal, niet teruggelezen',
  },
  revoked_verified: { en: 'taken away, and read back', nl: 'ingetrokken, en teruggelezen' },
  revoked_confirmed: {
    en: 'taken away, confirmed by a person or by the account itself',
    nl: 'ingetrokken, bevestigd door een persoon of door het account zelf',
  },
  created: { en: 'made by Koppel', nl: 'gemaakt door Koppel' },
  adopted: { en: 'was there already', nl: 'stond er al' },
};

/** Of its state, its origin and its revoke. Any other word stays as it is. */
export function ledgerText(word: string, lang: Language): string {
  return LEDGER[word]?.[lang] ?? word;
}

export const SIGN_INS = {
  active: { en: 'can sign in', nl: 'kan inloggen' },
  'mail-sent': { en: 'mailed, not used yet', nl: 'gemaild, nog niet gebruikt' },
} as const satisfies Record<string, Text>;
