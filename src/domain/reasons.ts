// The closed list of reason codes (rule 5): why a client or a contact stands where it stands, in the words that office
// staff read. Nothing else in the program holds such a text.

/** Rule 5: at any moment every client and contact is in exactly one of these, per connection. */
export const STANDING_STATES = ['in-sync', 'due', 'waiting', 'held', 'excluded', 'failed'] as const;
export type StandingState = (typeof STANDING_STATES)[number];

interface ReasonText {
  readonly state: StandingState;
  readonly en: string;
  readonly nl: string;
  /** What would change it, for the person who asks. */
  readonly remedyEn: string;
  readonly remedyNl: string;
}

const NOTHING = { remedyEn: 'Nothing to do.', remedyNl: 'Niets te doen.' } as const;

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

  MANUAL_TASK: {
    state: 'waiting',
    en: 'A person must do this step in the portal.',
    nl: 'Iemand moet deze stap zelf in het portaal doen.',
    remedyEn: 'Do the task that `koppel task list` shows, then confirm it.',
    remedyNl: 'Voer de taak uit die `koppel task list` toont en bevestig die daarna.',
  },
  UNCERTAIN: {
    state: 'waiting',
    en: 'The portal never answered, and trying again might reach a person twice.',
    nl: 'Het portaal gaf geen antwoord en opnieuw proberen kan iemand twee keer bereiken.',
    remedyEn: 'Look in the portal whether it happened and confirm the task.',
    remedyNl: 'Kijk in het portaal of het is gebeurd en bevestig de taak.',
  },
  WAITING_ON_PORTAL: {
    state: 'waiting',
    en: 'The portal has not shown the result yet; Koppel looks again.',
    nl: 'Het portaal toont het resultaat nog niet; Koppel kijkt later opnieuw.',
    ...NOTHING,
  },
  WAITING_ON_PERSON: {
    state: 'waiting',
    en: 'Someone outside Koppel must act first.',
    nl: 'Iemand buiten Koppel moet eerst iets doen.',
    remedyEn: 'Ask the person named to act.',
    remedyNl: 'Vraag de genoemde persoon om actie.',
  },
  DECLINED: {
    state: 'waiting',
    en: 'The other side declined; Koppel does not ask again by itself.',
    nl: 'De andere partij heeft geweigerd; Koppel vraagt het niet vanzelf opnieuw.',
    remedyEn: 'Talk to the other side.',
    remedyNl: 'Overleg met de andere partij.',
  },

  HELD_BY_CLIENT: {
    state: 'held',
    en: 'The contact waits until its client has arrived in the portal.',
    nl: 'De contactpersoon wacht tot de klant in het portaal staat.',
    remedyEn: 'Solve what keeps the client; the contact follows by itself.',
    remedyNl: 'Los op wat de klant tegenhoudt; de contactpersoon volgt vanzelf.',
  },
  EMAIL_IN_USE: {
    state: 'held',
    en: 'Another contact already uses this e-mail address in the portal, and an address can belong to one person only.',
    nl: 'Een andere contactpersoon gebruikt dit e-mailadres al in het portaal, en een adres kan maar bij één persoon horen.',
    remedyEn:
      'Give this contact an address of its own, or mark both as the same person in the practice software.',
    remedyNl:
      'Geef deze contactpersoon een eigen adres, of koppel beide aan dezelfde hoofdpersoon in de praktijksoftware.',
  },
  NUMBER_IN_USE: {
    state: 'held',
    en: 'Another client still has this client number in the portal.',
    nl: 'Een andere klant heeft dit klantnummer nog in het portaal.',
    remedyEn: 'Change the number of one of the two in the practice software.',
    remedyNl: 'Wijzig het nummer van een van beide in de praktijksoftware.',
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
    en: 'The portal refuses the credentials of this connection.',
    nl: 'Het portaal weigert de aanmeldgegevens van deze verbinding.',
    remedyEn: 'Mend the credentials, then run `koppel connection resume`.',
    remedyNl: 'Herstel de aanmeldgegevens en gebruik daarna `koppel connection resume`.',
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

  NAME_MISSING: {
    state: 'failed',
    en: 'There is no name.',
    nl: 'Er is geen naam.',
    remedyEn: 'Enter a name in the practice software.',
    remedyNl: 'Vul een naam in in de praktijksoftware.',
  },
  NAME_TOO_LONG: {
    state: 'failed',
    en: 'The name is longer than the portal allows; Koppel never cuts it.',
    nl: 'De naam is langer dan het portaal toestaat; Koppel kort nooit in.',
    remedyEn: 'Shorten the name in the practice software.',
    remedyNl: 'Kort de naam in in de praktijksoftware.',
  },
  NUMBER_MISSING: {
    state: 'failed',
    en: 'There is no client number.',
    nl: 'Er is geen klantnummer.',
    remedyEn: 'Enter a client number in the practice software.',
    remedyNl: 'Vul een klantnummer in in de praktijksoftware.',
  },
  NUMBER_TOO_LONG: {
    state: 'failed',
    en: 'The client number is longer than the portal allows.',
    nl: 'Het klantnummer is langer dan het portaal toestaat.',
    remedyEn: 'Shorten the client number in the practice software.',
    remedyNl: 'Kort het klantnummer in in de praktijksoftware.',
  },
  EMAIL_MISSING: {
    state: 'failed',
    en: 'There is no e-mail address, and the address is the login.',
    nl: 'Er is geen e-mailadres, en dat adres is de gebruikersnaam.',
    remedyEn: 'Enter the business e-mail address in the practice software.',
    remedyNl: 'Vul het zakelijke e-mailadres in in de praktijksoftware.',
  },
  EMAIL_INVALID: {
    state: 'failed',
    en: 'The e-mail address is not a valid one.',
    nl: 'Het e-mailadres is niet geldig.',
    remedyEn: 'Correct the e-mail address in the practice software.',
    remedyNl: 'Corrigeer het e-mailadres in de praktijksoftware.',
  },
  EMAIL_TOO_LONG: {
    state: 'failed',
    en: 'The e-mail address is longer than the portal allows.',
    nl: 'Het e-mailadres is langer dan het portaal toestaat.',
    remedyEn: 'Use a shorter e-mail address.',
    remedyNl: 'Gebruik een korter e-mailadres.',
  },
  FIELD_TOO_LONG: {
    state: 'failed',
    en: 'A field is longer than the portal allows.',
    nl: 'Een veld is langer dan het portaal toestaat.',
    remedyEn: 'Shorten the field named in the practice software.',
    remedyNl: 'Kort het genoemde veld in in de praktijksoftware.',
  },
  AMBIGUOUS_MATCH: {
    state: 'failed',
    en: 'The portal has more than one record with this number or address; Koppel does not guess.',
    nl: 'Het portaal heeft meer dan één record met dit nummer of adres; Koppel gokt niet.',
    remedyEn: 'Merge or remove the double record in the portal.',
    remedyNl: 'Voeg het dubbele record in het portaal samen of verwijder het.',
  },
  REJECTED_BY_PORTAL: {
    state: 'failed',
    en: 'The portal refuses the data.',
    nl: 'Het portaal weigert de gegevens.',
    remedyEn: 'Correct the record in the practice software; Koppel then tries again.',
    remedyNl: 'Corrigeer het record in de praktijksoftware; Koppel probeert het dan opnieuw.',
  },
  INTERNAL_ERROR: {
    state: 'failed',
    en: 'Koppel itself failed on this record.',
    nl: 'Koppel zelf is op dit record vastgelopen.',
    remedyEn: 'Tell operations; they find the job on the dashboard.',
    remedyNl: 'Meld het bij beheer; zij vinden de taak op het dashboard.',
  },
} as const satisfies Record<string, ReasonText>;

export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS).filter((code): code is ReasonCode => code in REASONS);

export function isReasonCode(value: unknown): value is ReasonCode {
  return typeof value === 'string' && Object.hasOwn(REASONS, value);
}
