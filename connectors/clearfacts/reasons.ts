// Why a client or a contact stands where it stands, as far as only ClearFacts knows such a reason.
import { NOTHING, type ReasonText } from '../../src/domain/reasons.ts';

export const reasons = {
  DOSSIER_NOT_FOUND: {
    state: 'failed',
    en: 'After a day the portal still has no dossier with this enterprise number.',
    nl: 'Het portaal heeft na een dag nog geen dossier met dit ondernemingsnummer.',
    remedyEn: 'Check the enterprise number in the accounting package and in the practice software.',
    remedyNl: 'Controleer het ondernemingsnummer in het boekhoudpakket en in de praktijksoftware.',
  },
  DOSSIER_NOT_VISIBLE: {
    state: 'waiting',
    en: 'The portal does not show the dossier yet; the accounting package brings it within a quarter of an hour.',
    nl: 'Het portaal toont het dossier nog niet; het boekhoudpakket brengt het binnen een kwartier.',
    ...NOTHING,
  },
  PROFILE_CONFLICT: {
    state: 'held',
    isConflict: true,
    en: 'The link of another dossier asks for another access profile for this e-mail address, and a user has one profile for all dossiers.',
    nl: 'In een ander dossier is voor dit e-mailadres een ander toegangsprofiel gewenst, en een gebruiker heeft één profiel voor alle dossiers.',
    remedyEn:
      'Either give both links the same profile, or give the contact a second e-mail address for one of the dossiers.',
    remedyNl:
      'Geef beide koppelingen hetzelfde profiel, of geef de contactpersoon voor een van de dossiers een tweede e-mailadres.',
  },
  PROFILE_CHANGE_UNCONFIRMED: {
    state: 'waiting',
    en: 'The access profile would change in other dossiers too; somebody must agree to that first.',
    nl: 'Het toegangsprofiel zou ook in andere dossiers wijzigen; iemand moet daar eerst mee instemmen.',
    remedyEn: 'Ask operations what it changes in the other dossiers, and agree to it.',
    remedyNl: 'Vraag technisch beheer wat dit in de andere dossiers wijzigt, en ga akkoord.',
    commands: ['koppel profile-change list', 'koppel profile-change confirm'],
  },
  PROFILE_EMPTY: {
    state: 'waiting',
    en: 'With the configuration of this dossier the access profile gives no rights at all.',
    nl: 'Bij de configuratie van dit dossier geeft het toegangsprofiel geen enkel recht.',
    remedyEn: 'Choose another profile in the link, or another configuration of the dossier.',
    remedyNl: 'Kies een ander profiel in de koppeling, of een andere configuratie van het dossier.',
  },
  NO_ADMINISTRATOR: {
    state: 'in-sync',
    en: 'Everything has arrived; no linked contact is Administrator of this dossier, and at least one should be.',
    nl: 'Alles is doorgezet; geen gekoppelde contactpersoon is Administrator van dit dossier, en minstens één zou dat moeten zijn.',
    remedyEn: 'Give one contact the profile Administrator, unless somebody else has it.',
    remedyNl: 'Geef één contactpersoon het profiel Administrator, tenzij iemand anders het heeft.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;
