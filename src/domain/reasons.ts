// The closed list of reason codes (rule 5): why a client or a contact stands where it stands, in the words that office
// staff read. Those of one kind stand together in reason-texts; nothing else in the program holds such a text.

import { FAILED_REASONS } from './reason-texts/failed.ts';
import { NOTHING, type ReasonText } from './reason-texts/reason-text.ts';
import { RIGHTS_REASONS } from './reason-texts/rights.ts';
import { WAITING_REASONS } from './reason-texts/waiting.ts';
import type { StandingState } from './standing-states.ts';

export { STANDING_STATES, type StandingState } from './standing-states.ts';

export const REASONS = {
  IN_SYNC: {
    state: 'in-sync',
    en: 'The portal shows what the practice software says.',
    nl: 'Het portaal toont wat de praktijksoftware zegt.',
    ...NOTHING,
  },

  CHANGE_PENDING: {
    state: 'due',
    en: 'A change is on its way to the portal.',
    nl: 'Een wijziging is onderweg naar het portaal.',
    ...NOTHING,
  },
  RETRYING: {
    state: 'due',
    en: 'The portal did not answer well; Koppel tries again by itself.',
    nl: 'Het portaal antwoordde niet goed; Koppel probeert het vanzelf opnieuw.',
    ...NOTHING,
  },
  REVOKE_PENDING: {
    state: 'due',
    en: 'Access is about to be taken away.',
    nl: 'De toegang wordt ingetrokken.',
    ...NOTHING,
  },
  REVOKE_SENT: {
    state: 'due',
    en: 'Access was taken away; Koppel still reads the portal back to prove it.',
    nl: 'De toegang is ingetrokken; Koppel leest het portaal nog terug om dat te bewijzen.',
    ...NOTHING,
  },

  ...WAITING_REASONS,
  ...RIGHTS_REASONS,

  HELD_BY_CLIENT: {
    state: 'held',
    en: 'The contact waits until its client has arrived in the portal.',
    nl: 'De contactpersoon wacht tot de klant in het portaal staat.',
    remedyEn: 'Solve what keeps the client; the contact follows by itself.',
    remedyNl: 'Los op wat de klant tegenhoudt; de contactpersoon volgt vanzelf.',
  },
  LAST_WORD_OPEN: {
    state: 'held',
    en: 'What the practice software last said of this record could not be taken over: it names a client that is not known, or a field is wrong.',
    nl: 'Wat de praktijksoftware het laatst over dit record zei kon niet worden overgenomen: de klant is niet bekend of een veld klopt niet.',
    remedyEn: 'Run `koppel explain`, which says what; correct it in the practice software.',
    remedyNl: 'Gebruik `koppel explain`, dat zegt wat; corrigeer het in de praktijksoftware.',
  },
  EMAIL_IN_USE: {
    state: 'held',
    en: 'Another contact already uses this e-mail address in the portal, and an address can belong to one person only.',
    nl: 'Een andere contactpersoon gebruikt dit e-mailadres al in het portaal, en een adres kan maar bij één persoon horen.',
    remedyEn:
      'Give this contact an address of its own, or mark both as the same person in the practice software. If the other one was just given another address: nothing, it follows by itself.',
    remedyNl:
      'Geef deze contactpersoon een eigen adres, of koppel beide aan dezelfde hoofdpersoon in de praktijksoftware. Kreeg de ander net een nieuw adres: niets, het volgt vanzelf.',
  },
  NUMBER_IN_USE: {
    state: 'held',
    en: 'Another client still has this client number in the portal.',
    nl: 'Een andere klant heeft dit klantnummer nog in het portaal.',
    remedyEn:
      'Change the number of one of the two in the practice software. If the other one was just given another number: nothing, it follows by itself.',
    remedyNl:
      'Wijzig het nummer van een van beide in de praktijksoftware. Kreeg de ander net een nieuw nummer: niets, het volgt vanzelf.',
  },
  DOMAIN_BUSY: {
    state: 'held',
    en: 'Another request to the same e-mail domain must be answered first.',
    nl: 'Een ander verzoek aan hetzelfde e-maildomein moet eerst beantwoord zijn.',
    remedyEn: 'Nothing: it follows by itself. `koppel request list` shows the one that is open.',
    remedyNl: 'Niets: het volgt vanzelf. `koppel request list` toont welk verzoek openstaat.',
  },
  BRAKE: {
    state: 'held',
    en: 'So many accesses would be taken away at once that a person must approve it first.',
    nl: 'Er zou zoveel toegang tegelijk worden ingetrokken dat iemand dat eerst moet goedkeuren.',
    remedyEn: 'Run `koppel approve` or `koppel reject`.',
    remedyNl: 'Gebruik `koppel approve` of `koppel reject`.',
  },
  CONNECTION_PAUSED: {
    state: 'held',
    en: 'The connection was paused by a person.',
    nl: 'De verbinding is door iemand gepauzeerd.',
    remedyEn: 'Run `koppel connection resume`.',
    remedyNl: 'Gebruik `koppel connection resume`.',
  },
  CONNECTION_STOPPED: {
    state: 'held',
    en: 'The connection is stopped: the portal refuses Koppel, or a restored database waits for its records.',
    nl: 'De verbinding ligt stil: het portaal weigert Koppel, of een teruggezette database wacht op haar gegevens.',
    remedyEn: 'Tell operations; `koppel status` shows why. Mended, it goes on by itself.',
    remedyNl: 'Meld het aan beheer; `koppel status` toont waarom. Hersteld gaat zij vanzelf verder.',
  },

  LINK_OFF: {
    state: 'excluded',
    en: 'The link is off.',
    nl: 'De koppeling staat uit.',
    remedyEn: 'Switch the link on.',
    remedyNl: 'Zet de koppeling aan.',
  },
  CLIENT_LINK_OFF: {
    state: 'excluded',
    en: 'The link of the client is off.',
    nl: 'De koppeling van de klant staat uit.',
    remedyEn: 'Switch the link of the client on.',
    remedyNl: 'Zet de koppeling van de klant aan.',
  },
  CLIENT_IS_PRIVATE: {
    state: 'excluded',
    en: 'Private clients are never pushed.',
    nl: 'Particuliere klanten worden nooit doorgezet.',
    remedyEn: 'Nothing, unless the client is a company: then correct its kind in the practice software.',
    remedyNl: 'Niets, tenzij de klant een onderneming is: corrigeer dan de soort in de praktijksoftware.',
  },
  CLIENT_IS_SUSPECT: {
    state: 'excluded',
    en: 'Clients with status "suspect" are never pushed.',
    nl: 'Klanten met de status "suspect" worden nooit doorgezet.',
    remedyEn: 'Change the status in the practice software.',
    remedyNl: 'Wijzig de status in de praktijksoftware.',
  },
  CLIENT_DELETED: {
    state: 'excluded',
    en: 'The client was deleted in the practice software.',
    nl: 'De klant is verwijderd in de praktijksoftware.',
    remedyEn: 'Restore the client in the practice software.',
    remedyNl: 'Zet de klant terug in de praktijksoftware.',
  },
  CONTACT_DELETED: {
    state: 'excluded',
    en: 'The contact was deleted in the practice software.',
    nl: 'De contactpersoon is verwijderd in de praktijksoftware.',
    remedyEn: 'Restore the contact in the practice software.',
    remedyNl: 'Zet de contactpersoon terug in de praktijksoftware.',
  },

  ...FAILED_REASONS,
} as const satisfies Record<string, ReasonText>;

export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS).filter((code): code is ReasonCode => code in REASONS);

export function isReasonCode(value: unknown): value is ReasonCode {
  return typeof value === 'string' && Object.hasOwn(REASONS, value);
}

/** The reasons of a state, or the one asked for where it is of that state. Null: neither was asked for. */
export function reasonsIn(
  state: StandingState | null,
  reason: ReasonCode | null,
): readonly ReasonCode[] | null {
  if (state === null && reason === null) return null;
  return REASON_CODES.filter(
    (code) => (reason ?? code) === code && (state === null || REASONS[code].state === state),
  );
}
