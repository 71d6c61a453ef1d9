// Why a client or a contact stands where it stands, as far as only Wolters Kluwer knows such a reason.
import type { ReasonText } from '../../src/domain/reasons.ts';

export const reasons = {
  WK_NUMBER_MISSING: {
    state: 'failed',
    en: 'There is no WK customer number, or not a valid one.',
    nl: 'Er is geen (geldig) WK-klantnummer.',
    remedyEn: 'Enter the WK customer number of the client in the practice software.',
    remedyNl: 'Vul het WK-klantnummer van de klant in in de praktijksoftware.',
  },
  ACCOUNT_NOT_CONFIRMED: {
    state: 'waiting',
    en: 'The account was registered; its owner has not opened the mail that confirms it.',
    nl: 'Het account is geregistreerd; de eigenaar heeft de bevestigingsmail nog niet geopend.',
    remedyEn: 'Ask the owner of the account to open the mail and confirm.',
    remedyNl: 'Vraag de eigenaar van het account de mail te openen en te bevestigen.',
  },
  ACCOUNT_NOT_OF_PRACTICE: {
    state: 'waiting',
    en: 'A colleague has an account that the portal does not let Koppel act for.',
    nl: 'Een collega heeft een account waarvoor Koppel van het portaal niets mag doen.',
    remedyEn: "Let the vendor add the account to the practice's integration.",
    remedyNl: 'Laat de leverancier het account toevoegen aan de integratie van het kantoor.',
  },
  MEMBERSHIP_NOT_APPROVED: {
    state: 'waiting',
    en: 'The request to join the organisation has not been approved yet.',
    nl: 'Het verzoek om lid te worden van de organisatie is nog niet goedgekeurd.',
    remedyEn: "Ask an administrator of the client's organisation to approve it.",
    remedyNl: 'Vraag een beheerder van de organisatie van de klant het goed te keuren.',
  },
  MEMBERSHIP_DECLINED: {
    state: 'waiting',
    en: 'The membership was declined; Koppel does not ask again by itself.',
    nl: 'Het lidmaatschap is geweigerd; Koppel vraagt het niet vanzelf opnieuw.',
    remedyEn: 'Talk to the client; operations can ask once more.',
    remedyNl: 'Overleg met de klant; technisch beheer kan het nog een keer vragen.',
    commands: ['koppel request resend'],
  },
  INVITATION_OPEN: {
    state: 'waiting',
    en: 'The invitation to the organisation has not been accepted yet.',
    nl: 'De uitnodiging voor de organisatie is nog niet geaccepteerd.',
    remedyEn: 'The person invited opens the mail and accepts.',
    remedyNl: 'De uitgenodigde opent de mail en accepteert.',
  },
  CONTACT_NOT_INVITED: {
    state: 'waiting',
    en: 'Only an administrator of the organisation can let this person in, and the practice is none.',
    nl: 'Alleen een beheerder van de organisatie kan deze persoon toelaten, en het kantoor is dat niet.',
    remedyEn: "Ask an administrator of the client's organisation to invite the contact.",
    remedyNl: 'Vraag een beheerder van de organisatie van de klant de contactpersoon uit te nodigen.',
  },
  ROLE_DIFFERS: {
    state: 'waiting',
    en: 'The contact has another role in the organisation than the link says, and only an administrator of the organisation can change it.',
    nl: 'De contactpersoon heeft in de organisatie een andere rol dan de koppeling zegt, en alleen een beheerder van de organisatie kan dat wijzigen.',
    remedyEn: "Ask an administrator of the client's organisation to change the role, or change the link.",
    remedyNl:
      'Vraag een beheerder van de organisatie van de klant de rol te wijzigen, of wijzig de koppeling.',
  },
  TICK_MISSING: {
    state: 'waiting',
    en: 'The membership stands; the tick for the application is missing.',
    nl: 'Het lidmaatschap is er; het vinkje voor de applicatie ontbreekt.',
    remedyEn: 'An administrator of the client must tick Support Community on the detail screen of this user.',
    remedyNl:
      'Een beheerder van de klant moet op het detailscherm van deze gebruiker Support Community aanvinken.',
  },
  HAND_OVER_WAITS: {
    state: 'waiting',
    en: 'The practice is administrator of the organisation until a contact has accepted to be.',
    nl: 'Het kantoor is beheerder van de organisatie totdat een contactpersoon dat heeft geaccepteerd.',
    remedyEn: 'Ask the contact whose link says administrator to accept the invitation.',
    remedyNl: 'Vraag de contactpersoon met de rol beheerder de uitnodiging te accepteren.',
  },
} as const satisfies Readonly<Record<string, ReasonText>>;
