// What a person does in the screens of the Panda portal where Koppel may not. That organisations are added, left to an
// administrator to approve, ticked and handed over in these screens is public [seed]; the steps in between are described
// as far as they are.
import type { ManualNames, ManualTask } from '../connector.ts';
import { taskBy, toTask, wordsFor, type Lines } from '../kit/manual-task.ts';
import { numbersOfKey } from './numbers.ts';

const membersOf = (client: string): Lines => [
  `Panda portal › your name (top right) › Switch organisation › "${client}".`,
  `Panda-portaal › uw naam (rechtsboven) › Wissel van organisatie › "${client}".`,
  'Manage organisation › Users.',
  'Beheer organisatie › Gebruikers.',
];

export const accountTask = taskBy(({ key }) => {
  const look = [
    `Panda portal › Register: confirm whether ${key} has an account. Register nothing: its owner would be mailed twice.`,
    `Panda-portaal › Registreren: bevestig of ${key} een account heeft. Registreer niets: de eigenaar zou twee keer gemaild worden.`,
  ];
  return {
    create: [
      `Panda portal › Register, with the personal address ${key}. Not when there is an account already.`,
      `Panda-portaal › Registreren, met het persoonlijke adres ${key}. Niet als er al een account is.`,
      'Its owner opens the mail and confirms. Confirm this task after that.',
      'De eigenaar opent de mail en bevestigt. Bevestig daarna deze taak.',
    ],
    'find-out': look,
  };
});

export const organisationTask = taskBy(({ client, key }) => {
  const { customerNumber, enterpriseNumber } = numbersOfKey(key) ?? {
    customerNumber: key,
    enterpriseNumber: '',
  };
  const add = [
    `Panda portal › Add organisation › customer number ${customerNumber} and enterprise number ${enterpriseNumber} ("${client}").`,
    `Panda-portaal › Organisatie toevoegen › klantnummer ${customerNumber} en ondernemingsnummer ${enterpriseNumber} ("${client}").`,
  ];
  const look = [
    ...add,
    'Confirm whether the portal knows it. Add nothing, and do not ask to join.',
    'Bevestig of het portaal die kent. Voeg niets toe en vraag geen lidmaatschap aan.',
  ];
  return {
    create: [
      ...add,
      'Unknown: add it; you become its administrator. Known: do not ask to join yet. Confirm when it exists.',
      'Onbekend: voeg die toe; u wordt er beheerder van. Bekend: vraag nog geen lidmaatschap aan. Bevestig zodra die bestaat.',
    ],
    'find-out': look,
  };
});

export const membershipTask = taskBy((names) => {
  const { client, key } = names;
  return {
    // A link says a role for contacts alone: whoever asks to join cannot choose one.
    create: names.wanted.role === undefined ? joining(names) : inviting(names),
    remove: [...membersOf(client), ...leaving(key)],
    'find-out': [
      ...membersOf(client),
      `Confirm whether ${key} is in the list, or a request or invitation is open. Send nothing: people would be mailed twice.`,
      `Bevestig of ${key} in de lijst staat, of dat er een aanvraag of uitnodiging openstaat. Verstuur niets: mensen zouden twee keer gemaild worden.`,
    ],
  };
});

const joining = ({ client, key }: ManualNames): Lines => [
  `Panda portal › Add organisation › "${client}": ${key} asks to join, once only, unless ${key} added it.`,
  `Panda-portaal › Organisatie toevoegen › "${client}": ${key} vraagt één keer lidmaatschap aan, tenzij ${key} die zelf heeft toegevoegd.`,
  'An administrator of the organisation approves. Confirm after that.',
  'Een beheerder van de organisatie keurt goed. Bevestig daarna.',
];

const ROLES = { member: ['Member', 'Lid'], administrator: ['Administrator', 'Beheerder'] } as const;

function inviting({ client, key, wanted }: ManualNames): Lines {
  const [role, rol] = wordsFor(wanted.role, ROLES);
  return [
    ...membersOf(client),
    `An administrator of the organisation: Invite › ${key}, with the role ${role}, once only.`,
    `Een beheerder van de organisatie: Uitnodigen › ${key}, met de rol ${rol}, één keer.`,
    `In the list already with another role: change it to ${role}.`,
    `Staat die al in de lijst met een andere rol: wijzig die in ${rol}.`,
    'The contact accepts. Confirm after that.',
    'De contactpersoon accepteert. Bevestig daarna.',
  ];
}

const leaving = (email: string): Lines => [
  `An administrator of the organisation: ${email} › untick every application › Remove. An open request or invitation: Withdraw.`,
  `Een beheerder van de organisatie: ${email} › vink elke applicatie uit › Verwijderen. Een openstaande aanvraag of uitnodiging: Intrekken.`,
  'The last administrator stays: appoint another one first. Confirm when it is done.',
  'De laatste beheerder blijft: wijs eerst een andere aan. Bevestig zodra het gedaan is.',
];

/** Where only an administrator of the client can do it. */
export function leaveTask(email: string): ManualTask {
  return toTask([
    'Panda portal › Switch organisation › the client › Manage organisation › Users.',
    'Panda-portaal › Wissel van organisatie › de klant › Beheer organisatie › Gebruikers.',
    ...leaving(email),
  ]);
}

export const applicationTask = taskBy(({ client, key }) => {
  const email = key.slice(key.indexOf(':') + 1);
  const open = [
    ...membersOf(client),
    `Select ${email}: the detail screen.`,
    `Kies ${email}: het detailscherm.`,
  ];
  return {
    create: [
      ...open,
      'An administrator of the organisation: Application access › tick Support Community › Confirm.',
      'Een beheerder van de organisatie: Applicatietoegang › vink Support Community aan › Bevestigen.',
    ],
    remove: [
      ...open,
      'An administrator of the organisation: Application access › untick Support Community › Confirm.',
      'Een beheerder van de organisatie: Applicatietoegang › vink Support Community uit › Bevestigen.',
    ],
    'find-out': [
      `WK Support Community › the name of ${email} › Switch organisation: confirm whether "${client}" is in the list.`,
      `WK Support Community › de naam van ${email} › Wissel van organisatie: bevestig of "${client}" in de lijst staat.`,
    ],
  };
});

/** Opened before anybody has accepted: confirmed then, the practice would stay administrator unnoticed. */
export const handOverTask = taskBy(({ client, wanted }) => {
  const successors = String(wanted.to ?? '-').split(' ');
  const over = [
    'Not added by the practice: there is nothing to do. Confirm.',
    'Niet door het kantoor toegevoegd: er is niets te doen. Bevestig.',
    `Added by the practice, and ${successors.join(' or ')} has accepted to be administrator: Manage organisation › Hand over › that contact. Confirm after that.`,
    `Door het kantoor toegevoegd, en ${successors.join(' of ')} heeft het beheer geaccepteerd: Beheer organisatie › Overdragen › die contactpersoon. Bevestig daarna.`,
    'Added by the practice, and nobody of them has accepted yet: leave this task open.',
    'Door het kantoor toegevoegd, en niemand van hen heeft het nog geaccepteerd: laat deze taak openstaan.',
  ];
  return {
    at: membersOf(client),
    create: over,
    remove: over,
    'find-out': [
      'Confirm whether the client administers it and the practice is a member only.',
      'Bevestig of de klant de beheerder is en het kantoor alleen lid.',
    ],
  };
});
