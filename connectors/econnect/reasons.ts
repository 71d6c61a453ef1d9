// Why a client or a contact stands where it stands, as far as only eConnect knows such a reason.
import { NOTHING, type ReasonText } from '../../src/domain/reasons.ts';

export const reasons = {
  ORGANISATION_NUMBER_MISSING: {
    state: 'failed',
    en: 'There is no KvK number or enterprise number of the right length.',
    nl: 'Er is geen KvK-nummer of ondernemingsnummer van de juiste lengte.',
    remedyEn: 'Enter the number in the practice software.',
    remedyNl: 'Vul het nummer in in de praktijksoftware.',
  },
  REQUEST_ADDRESS_MISSING: {
    state: 'failed',
    en: 'There is no e-mail address to send the request to.',
    nl: 'Er is geen e-mailadres om het verzoek aan te sturen.',
    remedyEn:
      'Enter the e-mail address of the client, mark a contact as manager in its link, or set "requestTo" in the link of the client.',
    remedyNl:
      'Vul het e-mailadres van de klant in, markeer een contactpersoon in de koppeling als manager, of zet "requestTo" in de koppeling van de klant.',
  },
  REQUEST_NOT_ACCEPTED: {
    state: 'waiting',
    en: 'The client has not answered the authorisation request yet.',
    nl: 'De klant heeft het machtigingsverzoek nog niet beantwoord.',
    remedyEn:
      'Ask the client to accept it. Operations can have it mailed once more, or note that the client said no.',
    remedyNl:
      'Vraag de klant het te accepteren. Technisch beheer kan het nog een keer laten mailen, of noteren dat de klant nee zei.',
    commands: ['koppel request resend', 'koppel request declined'],
  },
  REQUEST_KEYS_MISSING: {
    state: 'waiting',
    en: 'The keys of the service that sends and reads requests are not complete.',
    nl: 'De sleutels van de dienst die verzoeken verstuurt en leest, zijn niet compleet.',
    remedyEn: 'Ask operations to enter them, or to let people send the requests.',
    remedyNl: 'Vraag technisch beheer ze in te voeren, of mensen de verzoeken te laten versturen.',
    commands: ['koppel connection test'],
  },
  PARTNERSHIP_NOT_VISIBLE: {
    state: 'waiting',
    en: 'The request was accepted; the portal does not show the partnership yet.',
    nl: 'Het verzoek is geaccepteerd; het portaal toont het partnerschap nog niet.',
    ...NOTHING,
  },
  ORGANISATION_NOT_ACTIVE: {
    state: 'waiting',
    en: "The organisation is not active in the client's environment yet.",
    nl: 'De organisatie is nog niet actief in de omgeving van de klant.',
    remedyEn: "Ask the administrator of the client's environment to activate the organisation.",
    remedyNl: 'Vraag de beheerder van de omgeving van de klant de organisatie te activeren.',
  },
  MEMBER_NOT_ADDED: {
    state: 'waiting',
    en: "The client's administrator must add this person to the organisation.",
    nl: 'De beheerder van de klant moet deze persoon toevoegen aan de organisatie.',
    remedyEn:
      'Ask the administrator to sign out and in again, and to add the person. An administrator who came later is connected first (Partners › Relationship managers); a colleague who is still not found is made a relationship manager.',
    remedyNl:
      'Vraag de beheerder uit en weer in te loggen en de persoon toe te voegen. Een beheerder die later kwam, wordt eerst verbonden (Partners › Relatiemanagers); een collega die dan nog onvindbaar is, wordt relatiemanager gemaakt.',
  },
  INVITATION_NOT_ACCEPTED: {
    state: 'waiting',
    en: 'An invitation to the organisation has not been accepted yet.',
    nl: 'Een uitnodiging voor de organisatie is nog niet geaccepteerd.',
    remedyEn: 'The person invited accepts it in Inbox IN of the portal.',
    remedyNl: 'De uitgenodigde accepteert die in Inbox IN van het portaal.',
  },
  USER_NOT_IN_ENVIRONMENT: {
    state: 'waiting',
    en: "The contact has no account in the client's environment of the portal yet.",
    nl: 'De contactpersoon heeft nog geen account in de omgeving van de klant in het portaal.',
    remedyEn: "Ask the contact to register, or the administrator of the client's environment to add them.",
    remedyNl:
      'Vraag de contactpersoon zich te registreren, of de beheerder van de omgeving van de klant om diegene toe te voegen.',
  },
  ROLE_TOO_LOW: {
    state: 'waiting',
    en: "A colleague's role in the portal is too low: only an Advanced user or an Administrator can work at a partner.",
    nl: 'De rol van een collega in het portaal is te laag: alleen een gevorderde gebruiker of een beheerder kan bij een partner werken.',
    remedyEn: "An administrator of the practice's own environment raises the role in user management.",
    remedyNl: 'Een beheerder van de eigen omgeving van het kantoor verhoogt de rol in gebruikersbeheer.',
  },
  CONTACT_ROLE_TOO_LOW: {
    state: 'waiting',
    en: "The contact's role in the portal is too low: only an Advanced user or an Administrator can work at a partner.",
    nl: 'De rol van de contactpersoon in het portaal is te laag: alleen een gevorderde gebruiker of een beheerder kan bij een partner werken.',
    remedyEn: "Ask an administrator of the client's environment to raise the role in user management.",
    remedyNl: 'Vraag een beheerder van de omgeving van de klant de rol in gebruikersbeheer te verhogen.',
  },
  MANAGER_ROLE_MISSING: {
    state: 'waiting',
    en: 'A colleague does not have the role of relationship manager in the portal.',
    nl: 'Een collega heeft in het portaal niet de rol van relatiemanager.',
    remedyEn: "An administrator of the practice's own environment assigns the role in user management.",
    remedyNl: 'Een beheerder van de eigen omgeving van het kantoor kent de rol toe in gebruikersbeheer.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;
