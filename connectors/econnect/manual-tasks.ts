// What a person does in the screens of eConnect where Koppel may not: the request, the partnership and the people. The
// menus Partners › Relationship managers › Connect, user management and Inbox IN are public [doc, seed]; the steps in
// between are described as far as they are.
import type { ManualNames } from '../connector.ts';
import { confirmListed, taskBy, wordsFor, type Lines } from '../kit/manual-task.ts';

const openPartner = ({ client }: ManualNames): Lines => [
  `Partners › select the partner of "${client}".`,
  `Partners › kies de partner van "${client}".`,
];

export const requestTask = taskBy(({ client, key, email }) => {
  const listed = [
    `Partners › Authorisation requests: look for the request for "${client}" (${key}).`,
    `Partners › Machtigingsverzoeken: zoek het verzoek voor "${client}" (${key}).`,
  ];
  return {
    create: [
      'Partners › Authorisation requests › New.',
      'Partners › Machtigingsverzoeken › Nieuw.',
      `Organisation: ${key} ("${client}"). E-mail address: ${email}. Select Send, once only.`,
      `Organisatie: ${key} ("${client}"). E-mailadres: ${email}. Kies Versturen, één keer.`,
    ],
    remove: [
      ...listed,
      'Still open: select Withdraw. The link in the mail is then dead. Accepted: leave it as it is.',
      'Nog open: kies Intrekken. De link in de mail werkt dan niet meer. Geaccepteerd: laat het zo.',
      'Not in the list: nobody has sent it, and nothing is left to do. Confirm.',
      'Niet in de lijst: niemand heeft het verstuurd, en er is niets meer te doen. Bevestig dit.',
    ],
    'find-out': [
      ...listed,
      'Confirm whether it is there. Send nothing: the client would be mailed twice.',
      'Bevestig of het er staat. Verstuur niets: de klant zou twee keer gemaild worden.',
    ],
  };
});

export const partnershipTask = taskBy((names) => {
  const look = [
    'Sign out of the portal and in again.',
    'Log uit bij het portaal en weer in.',
    `Partners: look for ${names.key}. It appears by itself once the request was accepted.`,
    `Partners: zoek ${names.key}. Die verschijnt vanzelf zodra het verzoek is geaccepteerd.`,
    'Confirm when it is in the list.',
    'Bevestig zodra die in de lijst staat.',
  ];
  return {
    create: look,
    remove: [
      ...openPartner(names),
      'Check whether a linked client is left in it: both sides lose access at once. None left: End partnership.',
      'Controleer of er geen gekoppelde klant meer in zit: beide kanten verliezen meteen toegang. Is er geen meer: Partnerschap beëindigen.',
    ],
    'find-out': look,
  };
});

export const managerTask = taskBy((names) => {
  const { key } = names;
  const open = [
    `User management › ${key}: the platform role is Advanced or Administrator, and the role Relationship manager is assigned. Only an administrator changes that.`,
    `Gebruikersbeheer › ${key}: de platformrol is Gevorderd of Beheerder en de rol Relatiemanager is toegekend. Alleen een beheerder wijzigt dat.`,
    ...openPartner(names),
  ];
  return {
    create: [
      ...open,
      `Relationship managers › Connect, behind ${key}.`,
      `Relatiemanagers › Verbind, achter ${key}.`,
    ],
    remove: [
      ...open,
      `Relationship managers › Disconnect, behind ${key}.`,
      `Relatiemanagers › Ontkoppel, achter ${key}.`,
    ],
    'find-out': [
      ...openPartner(names),
      `Relationship managers: confirm whether ${key} is connected.`,
      `Relatiemanagers: bevestig of ${key} verbonden is.`,
    ],
  };
});

export const organisationTask = taskBy((names) => {
  const look = [
    ...openPartner(names),
    `Organisations: confirm when ${names.key} is in the list and active. The client activates it.`,
    `Organisaties: bevestig zodra ${names.key} in de lijst staat en actief is. De klant activeert die.`,
  ];
  return { 'find-out': look };
});

/** On an organisation; beside the role that somebody has on the platform. */
const ROLES = { Member: ['Member', 'Lid'], Administrator: ['Administrator', 'Beheerder'] } as const;

export const memberTask = taskBy(({ client, key, wanted }) => {
  const [role, rol] = wordsFor(wanted.role, ROLES);
  const members = [`Organisations › "${client}" › Members.`, `Organisaties › "${client}" › Leden.`];
  return {
    create: [
      `Ask an administrator of "${client}" to sign out and in again: only then are the people of a new partner found.`,
      `Vraag een beheerder van "${client}" uit en weer in te loggen: pas dan zijn de mensen van een nieuwe partner te vinden.`,
      `The administrator: Organisations › "${client}" › Members › Add › ${key}, with the role ${role}.`,
      `De beheerder: Organisaties › "${client}" › Leden › Toevoegen › ${key}, met de rol ${rol}.`,
      ...roleDiffers(role, rol),
      `Not found by an administrator who came after the partnership: Partners › the partner of "${client}" › Relationship managers › Connect, behind that administrator.`,
      `Niet te vinden voor een beheerder die na het partnerschap kwam: Partners › de partner van "${client}" › Relatiemanagers › Verbind, achter die beheerder.`,
      'A colleague still not found: make that colleague a relationship manager, and connect them in the same place.',
      'Is een collega dan nog niet te vinden: maak die relatiemanager en verbind die op dezelfde plek.',
      `${key} accepts the invitation in Inbox IN. Confirm after that.`,
      `${key} accepteert de uitnodiging in Inbox IN. Bevestig daarna.`,
    ],
    remove: [
      ...members,
      `Select ${key} › Remove. The account stays. An organisation keeps at least one administrator.`,
      `Kies ${key} › Verwijderen. Het account blijft. Een organisatie houdt ten minste één beheerder.`,
    ],
    'find-out': [...members, `Confirm whether ${key} is a member.`, `Bevestig of ${key} lid is.`],
  };
});

export const userTask = taskBy((names) => {
  const look = [
    ...openPartner(names),
    `Users: confirm when ${names.key} is in the list. The client's administrator adds users.`,
    `Gebruikers: bevestig zodra ${names.key} in de lijst staat. De beheerder van de klant voegt gebruikers toe.`,
  ];
  return { 'find-out': look };
});

export const connectionTask = taskBy((names) => {
  const who = `${names.contact} (${names.email})`;
  return {
    at: [...openPartner(names), 'The tab Relationship managers.', 'Het tabblad Relatiemanagers.'],
    create: [
      `Connect, behind ${who}. Somebody who came after the partnership is not connected by a new request.`,
      `Verbind, achter ${who}. Wie na het partnerschap kwam, wordt niet verbonden door een nieuw verzoek.`,
    ],
    remove: [`Disconnect, behind ${who}.`, `Ontkoppel, achter ${who}.`],
    'find-out': [`Confirm whether ${who} is connected.`, `Bevestig of ${who} verbonden is.`],
  };
});

const roleDiffers = (role: string, rol: string): Lines => [
  `In the list already with another role: change it to ${role}.`,
  `Staat die al in de lijst met een andere rol: wijzig die in ${rol}.`,
];

export const guestTask = taskBy(({ contact, email, key, wanted }) => {
  const [role, rol] = wordsFor(wanted.role, ROLES);
  const who = `${contact} (${email})`;
  return {
    at: [`Organisations › ${key} › Members.`, `Organisaties › ${key} › Leden.`],
    create: [
      `Add › ${who}, with the role ${role}.`,
      `Toevoegen › ${who}, met de rol ${rol}.`,
      ...roleDiffers(role, rol),
      'The contact accepts the invitation in Inbox IN. Confirm after that.',
      'De contactpersoon accepteert de uitnodiging in Inbox IN. Bevestig daarna.',
    ],
    remove: [
      `Select ${who} › Remove. An open invitation is removed in the same place.`,
      `Kies ${who} › Verwijderen. Een open uitnodiging verwijdert u op dezelfde plek.`,
    ],
    'find-out': confirmListed(who),
  };
});
