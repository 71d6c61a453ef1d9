// Reasons for which the data of a client or contact cannot be pushed as it is (rule 12).
import type { ReasonText } from './reason-text.ts';

export const FAILED_REASONS = {
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
  ENTERPRISE_NUMBER_MISSING: {
    state: 'failed',
    en: 'There is no Belgian enterprise number, or not a valid one.',
    nl: 'Er is geen (geldig) Belgisch ondernemingsnummer.',
    remedyEn: 'Enter the enterprise number of ten digits in the practice software.',
    remedyNl: 'Vul het ondernemingsnummer van tien cijfers in in de praktijksoftware.',
  },
  LINK_SETTINGS_INVALID: {
    state: 'failed',
    en: 'The settings in the link are not what this portal takes.',
    nl: 'De instellingen in de koppeling passen niet bij dit portaal.',
    remedyEn: 'Correct the setting named in the link.',
    remedyNl: 'Corrigeer de genoemde instelling in de koppeling.',
  },
  LAST_ADMINISTRATOR: {
    state: 'failed',
    en: 'The portal never leaves an organisation without an administrator, and this is the last one.',
    nl: 'Het portaal laat een organisatie nooit zonder beheerder achter, en dit is de laatste.',
    remedyEn: 'Appoint another administrator in the portal; Koppel then tries again.',
    remedyNl: 'Wijs in het portaal een andere beheerder aan; Koppel probeert het dan opnieuw.',
  },
  REVOKE_REFUSED: {
    state: 'failed',
    en: 'The portal refuses to take the access away. Koppel goes on asking.',
    nl: 'Het portaal weigert de toegang in te trekken. Koppel blijft het vragen.',
    remedyEn: 'Take the access away in the portal, and tell operations; Koppel then sees that it is gone.',
    remedyNl:
      'Trek de toegang in het portaal in, en meld het aan technisch beheer; Koppel ziet dan dat die weg is.',
  },
  AMBIGUOUS_MATCH: {
    state: 'failed',
    en: 'The portal has more than one record with this number or address; Koppel does not guess.',
    nl: 'Het portaal heeft meer dan één record met dit nummer of adres; Koppel gokt niet.',
    remedyEn: 'Merge or remove the double record in the portal, then ask operations to look again.',
    remedyNl:
      'Voeg het dubbele record in het portaal samen of verwijder het, en vraag technisch beheer dan opnieuw te kijken.',
    commands: ['koppel sync'],
  },
  REJECTED_BY_PORTAL: {
    state: 'failed',
    en: 'The portal refuses the data.',
    nl: 'Het portaal weigert de gegevens.',
    remedyEn: 'Correct the record in the practice software; Koppel then tries again.',
    remedyNl: 'Corrigeer het record in de praktijksoftware; Koppel probeert het dan opnieuw.',
  },
  FORBIDDEN_BY_PORTAL: {
    state: 'failed',
    en: 'The portal refuses this one record, although the connection works. Koppel goes on asking.',
    nl: 'Het portaal weigert dit ene record, terwijl de verbinding werkt. Koppel blijft het vragen.',
    remedyEn:
      'Give the account that Koppel signs in with the rights to this record in the portal; Koppel then goes on by itself.',
    remedyNl:
      'Geef het account waarmee Koppel zich aanmeldt in het portaal rechten op dit record; Koppel gaat dan vanzelf verder.',
  },
  PARENT_MISSING: {
    state: 'failed',
    en: 'The portal says again and again that it does not know what this record belongs to. Koppel goes on asking.',
    nl: 'Het portaal zegt keer op keer dat het niet kent waar dit record bij hoort. Koppel blijft het vragen.',
    remedyEn:
      'Look in the portal whether the client, or its group, was removed or merged there; if all is there, tell operations.',
    remedyNl:
      'Kijk in het portaal of de klant, of diens groep, daar is verwijderd of samengevoegd; staat alles er, meld het dan aan technisch beheer.',
  },
  INTERNAL_ERROR: {
    state: 'failed',
    en: 'Koppel itself failed on this record.',
    nl: 'Koppel zelf is op dit record vastgelopen.',
    remedyEn: 'Tell operations; they find the job on the dashboard.',
    remedyNl: 'Meld het aan technisch beheer; dat vindt de taak op het dashboard.',
  },
} as const satisfies Record<string, ReasonText>;
