// Reasons for which a client or contact waits: a person, or the portal, must act first (rule 26).
import { NOTHING, type ReasonText } from './reason-text.ts';

export const WAITING_REASONS = {
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
  REVOKE_UNSEEN: {
    state: 'waiting',
    en: 'The portal answered that it took the access away, and shows nothing in which Koppel could read that back.',
    nl: 'Het portaal antwoordde dat het de toegang introk, en toont niets waarin Koppel dat kan teruglezen.',
    remedyEn: 'Look in the portal and answer the task that `koppel task list` shows.',
    remedyNl: 'Kijk in het portaal en beantwoord de taak die `koppel task list` toont.',
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

  REQUEST_NOT_ACCEPTED: {
    state: 'waiting',
    en: 'The client has not answered the authorisation request yet.',
    nl: 'De klant heeft het machtigingsverzoek nog niet beantwoord.',
    remedyEn:
      'Ask the client to accept it; `koppel request resend` mails it once more, `declined` tells that the client said no.',
    remedyNl:
      'Vraag de klant het te accepteren; `koppel request resend` mailt het nog een keer, `declined` meldt dat de klant nee zei.',
  },
  REQUEST_DECLINED: {
    state: 'waiting',
    en: 'The client declined the authorisation request; Koppel does not ask again by itself.',
    nl: 'De klant heeft het machtigingsverzoek geweigerd; Koppel vraagt het niet vanzelf opnieuw.',
    remedyEn: 'Talk to the client; `koppel request resend` sends a new one.',
    remedyNl: 'Overleg met de klant; `koppel request resend` stuurt een nieuw verzoek.',
  },
  REQUEST_WITHDRAWN: {
    state: 'waiting',
    en: 'The request was withdrawn; Koppel does not ask again by itself.',
    nl: 'Het verzoek is ingetrokken; Koppel vraagt het niet vanzelf opnieuw.',
    remedyEn: 'Run `koppel request resend` to send a new one.',
    remedyNl: 'Gebruik `koppel request resend` om een nieuw verzoek te sturen.',
  },
  CHECK_BY_HAND: {
    state: 'waiting',
    en: 'The request was sent, and Koppel cannot see in this portal what became of it.',
    nl: 'Het verzoek is verstuurd en Koppel kan in dit portaal niet zien wat ervan is geworden.',
    remedyEn: 'Look in the portal; `koppel request accepted` or `declined` tells Koppel the answer.',
    remedyNl: 'Kijk in het portaal; `koppel request accepted` of `declined` vertelt Koppel het antwoord.',
  },
  REQUEST_KEYS_MISSING: {
    state: 'waiting',
    en: 'The keys of the service that sends and reads requests are not complete.',
    nl: 'De sleutels van de dienst die verzoeken verstuurt en leest, zijn niet compleet.',
    remedyEn:
      'Ask operations to enter them, or to let people send the requests; `koppel connection test` names what is missing.',
    remedyNl:
      'Vraag beheer ze in te voeren, of mensen de verzoeken te laten versturen; `koppel connection test` noemt wat ontbreekt.',
  },
  PARTNERSHIP_NOT_VISIBLE: {
    state: 'waiting',
    en: 'The request was accepted; the portal does not show the partnership yet.',
    nl: 'Het verzoek is geaccepteerd; het portaal toont het partnerschap nog niet.',
    ...NOTHING,
  },
  DOSSIER_NOT_VISIBLE: {
    state: 'waiting',
    en: 'The portal does not show the dossier yet; the accounting package brings it within a quarter of an hour.',
    nl: 'Het portaal toont het dossier nog niet; het boekhoudpakket brengt het binnen een kwartier.',
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
      'Ask the administrator to sign out and in again first: only then can they find and invite people of a new partner.',
    remedyNl:
      'Vraag de beheerder eerst uit te loggen en opnieuw in te loggen: pas dan zijn de mensen van een nieuwe partner te vinden en uit te nodigen.',
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
  MANAGER_ROLE_MISSING: {
    state: 'waiting',
    en: 'A colleague does not have the role of relationship manager in the portal.',
    nl: 'Een collega heeft in het portaal niet de rol van relatiemanager.',
    remedyEn: "An administrator of the practice's own environment assigns the role in user management.",
    remedyNl: 'Een beheerder van de eigen omgeving van het kantoor kent de rol toe in gebruikersbeheer.',
  },
} as const satisfies Record<string, ReasonText>;
