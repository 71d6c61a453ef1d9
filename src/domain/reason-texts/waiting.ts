// Reasons for which a client or contact waits: a person, or the portal, must act first (rule 26).
import { NOTHING, type ReasonText } from './reason-text.ts';

export const WAITING_REASONS = {
  MANUAL_TASK: {
    state: 'waiting',
    en: 'A person must do this step in the portal.',
    nl: 'Iemand moet deze stap zelf in het portaal doen.',
    remedyEn: 'Do the task in the portal, then confirm it.',
    remedyNl: 'Voer de taak in het portaal uit en bevestig die daarna.',
    commands: ['koppel task list'],
    page: 'tasks',
  },
  UNCERTAIN: {
    state: 'waiting',
    en: 'The portal never answered, and trying again might reach a person twice.',
    nl: 'Het portaal gaf geen antwoord en opnieuw proberen kan iemand twee keer bereiken.',
    remedyEn: 'Look in the portal whether it happened and confirm the task.',
    remedyNl: 'Kijk in het portaal of het is gebeurd en bevestig de taak.',
    commands: ['koppel task list'],
    page: 'tasks',
  },
  REVOKE_UNSEEN: {
    state: 'waiting',
    en: 'The portal answered that it took the access away. Koppel cannot read that back there by itself.',
    nl: 'Het portaal antwoordde dat het de toegang introk. Zelf kan Koppel dat daar niet teruglezen.',
    remedyEn: 'Look in the portal and answer the task.',
    remedyNl: 'Kijk in het portaal en beantwoord de taak.',
    commands: ['koppel task list'],
    page: 'tasks',
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

  REQUEST_DECLINED: {
    state: 'waiting',
    en: 'The client declined the authorisation request; Koppel does not ask again by itself.',
    nl: 'De klant heeft het machtigingsverzoek geweigerd; Koppel vraagt het niet vanzelf opnieuw.',
    remedyEn: 'Talk to the client; operations can send a new one.',
    remedyNl: 'Overleg met de klant; technisch beheer kan een nieuw verzoek sturen.',
    commands: ['koppel request resend'],
  },
  REQUEST_WITHDRAWN: {
    state: 'waiting',
    en: 'The request was withdrawn; Koppel does not ask again by itself.',
    nl: 'Het verzoek is ingetrokken; Koppel vraagt het niet vanzelf opnieuw.',
    remedyEn: 'Ask operations to send a new one.',
    remedyNl: 'Vraag technisch beheer een nieuw verzoek te sturen.',
    commands: ['koppel request resend'],
  },
  CHECK_BY_HAND: {
    state: 'waiting',
    en: 'The request was sent, and Koppel cannot see in this portal what became of it.',
    nl: 'Het verzoek is verstuurd en Koppel kan in dit portaal niet zien wat ervan is geworden.',
    remedyEn: 'Look in the portal, and tell operations the answer.',
    remedyNl: 'Kijk in het portaal en geef het antwoord door aan technisch beheer.',
    commands: ['koppel request accepted', 'koppel request declined'],
  },
} as const satisfies Record<string, ReasonText>;
