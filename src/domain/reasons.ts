// The reason codes (rule 5): why a client or a contact stands where it stands, in the words that office staff read. Those of
// one kind stand together in reason-texts; those that only one portal has stand with its connector, and are made known by it.

import { FAILED_REASONS } from './reason-texts/failed.ts';
import { NOTHING, type ReasonText } from './reason-texts/reason-text.ts';
import { WAITING_REASONS } from './reason-texts/waiting.ts';
import { STANDING_STATES, type StandingState } from './standing-states.ts';

export { NOTHING, type ReasonText } from './reason-texts/reason-text.ts';
export { STANDING_STATES, type StandingState } from './standing-states.ts';

const COMMON = {
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
    remedyEn: 'Correct it in the practice software; the card says what.',
    remedyNl: 'Corrigeer het in de praktijksoftware; de kaart zegt wat.',
    commands: ['koppel explain'],
  },
  EMAIL_IN_USE: {
    state: 'held',
    isConflict: true,
    en: 'Another contact already uses this e-mail address in the portal, and an address can belong to one person only.',
    nl: 'Een andere contactpersoon gebruikt dit e-mailadres al in het portaal, en een adres kan maar bij één persoon horen.',
    remedyEn:
      'Give this contact an address of its own, or mark both as the same person in the practice software. If the other one was just given another address: nothing, it follows by itself.',
    remedyNl:
      'Geef deze contactpersoon een eigen adres, of koppel beide aan dezelfde hoofdpersoon in de praktijksoftware. Kreeg de ander net een nieuw adres: niets, het volgt vanzelf.',
  },
  NUMBER_IN_USE: {
    state: 'held',
    isConflict: true,
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
    remedyEn: 'Nothing: it follows by itself.',
    remedyNl: 'Niets: het volgt vanzelf.',
    commands: ['koppel request list'],
  },
  BRAKE: {
    state: 'held',
    en: 'So many accesses would be taken away at once that a person must approve it first.',
    nl: 'Er zou zoveel toegang tegelijk worden ingetrokken dat iemand dat eerst moet goedkeuren.',
    remedyEn: 'An administrator looks the list through and decides.',
    remedyNl: 'Een beheerder bekijkt de lijst en beslist.',
    commands: ['koppel approve', 'koppel reject'],
    page: 'brake',
  },
  CONNECTION_PAUSED: {
    state: 'held',
    en: 'The connection was paused by a person.',
    nl: 'De verbinding is door iemand gepauzeerd.',
    remedyEn: 'Ask operations to let it run again.',
    remedyNl: 'Vraag technisch beheer de verbinding te hervatten.',
    commands: ['koppel connection resume'],
  },
  CONNECTION_STOPPED: {
    state: 'held',
    en: 'The connection is stopped: the portal refuses Koppel, or a restored database waits for its records.',
    nl: 'De verbinding ligt stil: het portaal weigert Koppel, of een teruggezette database wacht op haar gegevens.',
    remedyEn: 'Tell operations. Mended, it goes on by itself.',
    remedyNl: 'Meld het aan technisch beheer. Is het verholpen, dan gaat de verbinding vanzelf verder.',
    commands: ['koppel status'],
  },

  LINK_OFF: {
    state: 'excluded',
    en: 'The link is off.',
    nl: 'De koppeling staat uit.',
    remedyEn: 'Only if this one must be in the portal: switch the link on.',
    remedyNl: 'Alleen als deze naar het portaal moet: zet de koppeling aan.',
  },
  CLIENT_LINK_OFF: {
    state: 'excluded',
    en: 'The link of the client is off.',
    nl: 'De koppeling van de klant staat uit.',
    remedyEn: 'Only if the client must be in the portal: switch the link of the client on.',
    remedyNl: 'Alleen als de klant naar het portaal moet: zet de koppeling van de klant aan.',
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

type Reasons = Readonly<Record<string, ReasonText>>;

/** Of a portal: any other text. */
export type ReasonCode = keyof typeof COMMON | (string & Record<never, never>);

const known = new Map<string, ReasonText>(Object.entries(COMMON));

/** Makes the reasons of a portal known, where portals are loaded. Throws where one has a code that is another's. */
export function learnReasons(reasons: Reasons): void {
  for (const [code, text] of Object.entries(reasons)) {
    if (known.has(code) && known.get(code)?.en !== text.en)
      throw new Error(`There is another reason ${code} already.`);
    known.set(code, text);
  }
}

/** Kept from a portal, or a version of Koppel, that is no longer here: it is shown as it is. */
function unknownReason(code: string): ReasonText {
  return {
    state: 'waiting',
    en: code,
    nl: code,
    remedyEn: 'Tell operations: this version of Koppel does not know this reason.',
    remedyNl: 'Meld het aan technisch beheer: deze versie van Koppel kent deze reden niet.',
  };
}

export function reasonOf(code: ReasonCode): ReasonText {
  return known.get(code) ?? unknownReason(code);
}

/** From well to ill. */
export function reasonCodes(): readonly ReasonCode[] {
  const rank = (code: string): number => STANDING_STATES.indexOf(reasonOf(code).state);
  return [...known.keys()].toSorted((one, other) => rank(one) - rank(other));
}

export function isReasonCode(value: unknown): value is ReasonCode {
  return typeof value === 'string' && known.has(value);
}

/** The reasons of a state, or the one asked for where it is of that state. Null: neither was asked for. */
export function reasonsIn(
  state: StandingState | null,
  reason: ReasonCode | null,
): readonly ReasonCode[] | null {
  if (state === null && reason === null) return null;
  const asked = reason === null ? reasonCodes() : [reason];
  return asked.filter((code) => state === null || reasonOf(code).state === state);
}
