// What a person does in the screens of the Panda portal where Koppel may not. That organisations are added, left to an
// administrator to approve, ticked and handed over in these screens is public [seed]; the steps in between are described
// as far as they are.
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';
import { toTask, type Step } from '../kit/manual-task.ts';
import { numbersOfKey } from './numbers.ts';

const switchTo = (client: string): Step => ({
  en: `Panda portal › your name (top right) › Switch organisation › "${client}".`,
  nl: `Panda-portaal › uw naam (rechtsboven) › Wissel van organisatie › "${client}".`,
});

const membersOf = (client: string): readonly Step[] => [
  switchTo(client),
  { en: 'Manage organisation › Users.', nl: 'Beheer organisatie › Gebruikers.' },
];

export function accountTask(action: ManualAction, { key }: ManualNames): ManualTask {
  if (action === 'create') {
    return toTask([
      {
        en: `Panda portal › Register, with the personal address ${key}. Not when there is an account already.`,
        nl: `Panda-portaal › Registreren, met het persoonlijke adres ${key}. Niet als er al een account is.`,
      },
      {
        en: 'Its owner opens the mail and confirms. Confirm this task after that.',
        nl: 'De eigenaar opent de mail en bevestigt. Bevestig daarna deze taak.',
      },
    ]);
  }
  return toTask([
    {
      en: `Panda portal › Register: confirm whether ${key} has an account. Register nothing: its owner would be mailed twice.`,
      nl: `Panda-portaal › Registreren: bevestig of ${key} een account heeft. Registreer niets: de eigenaar zou twee keer gemaild worden.`,
    },
  ]);
}

export function organisationTask(action: ManualAction, { client, key }: ManualNames): ManualTask {
  const numbers = numbersOfKey(key);
  const told = [numbers?.customerNumber ?? key, numbers?.enterpriseNumber ?? ''] as const;
  const lookUp: Step = {
    en: `Panda portal › Add organisation › customer number ${told[0]} and enterprise number ${told[1]} ("${client}").`,
    nl: `Panda-portaal › Organisatie toevoegen › klantnummer ${told[0]} en ondernemingsnummer ${told[1]} ("${client}").`,
  };
  if (action === 'create') {
    return toTask([
      lookUp,
      {
        en: 'Unknown: add it; you become its administrator. Known: do not ask to join yet. Confirm when it exists.',
        nl: 'Onbekend: voeg die toe; u wordt er beheerder van. Bekend: vraag nog geen lidmaatschap aan. Bevestig zodra die bestaat.',
      },
    ]);
  }
  return toTask([
    lookUp,
    {
      en: 'Confirm whether the portal knows it. Add nothing, and do not ask to join.',
      nl: 'Bevestig of het portaal die kent. Voeg niets toe en vraag geen lidmaatschap aan.',
    },
  ]);
}

export function membershipTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client, key } = names;
  switch (action) {
    case 'create':
      return toTask([
        {
          en: `Panda portal › Add organisation › "${client}": ${key} asks to join, once only, unless ${key} added it. A contact is invited by an administrator: Manage organisation › Users › Invite.`,
          nl: `Panda-portaal › Organisatie toevoegen › "${client}": ${key} vraagt één keer lidmaatschap aan, tenzij ${key} die zelf heeft toegevoegd. Een contactpersoon wordt uitgenodigd door een beheerder: Beheer organisatie › Gebruikers › Uitnodigen.`,
        },
        {
          en: 'An administrator of the organisation approves, or the contact accepts. Confirm after that.',
          nl: 'Een beheerder van de organisatie keurt goed, of de contactpersoon aanvaardt. Bevestig daarna.',
        },
      ]);
    case 'remove':
      return toTask([...membersOf(client), ...leaveSteps(key)]);
    case 'find-out':
      return toTask([
        ...membersOf(client),
        {
          en: `Confirm whether ${key} is in the list, or a request or invitation is open. Send nothing: people would be mailed twice.`,
          nl: `Bevestig of ${key} in de lijst staat, of dat er een aanvraag of uitnodiging openstaat. Verstuur niets: mensen zouden twee keer gemaild worden.`,
        },
      ]);
  }
}

function leaveSteps(email: string): readonly Step[] {
  return [
    {
      en: `An administrator of the organisation: ${email} › untick every application › Remove. An open request or invitation: Withdraw.`,
      nl: `Een beheerder van de organisatie: ${email} › vink elke applicatie uit › Verwijderen. Een openstaande aanvraag of uitnodiging: Intrekken.`,
    },
    {
      en: 'The last administrator stays: appoint another one first. Confirm when it is done.',
      nl: 'De laatste beheerder blijft: wijs eerst een andere aan. Bevestig zodra het gedaan is.',
    },
  ];
}

/** Where only an administrator of the client can do it. */
export function leaveTask(email: string): ManualTask {
  return toTask([
    {
      en: 'Panda portal › Switch organisation › the client › Manage organisation › Users.',
      nl: 'Panda-portaal › Wissel van organisatie › de klant › Beheer organisatie › Gebruikers.',
    },
    ...leaveSteps(email),
  ]);
}

export function applicationTask(action: ManualAction, { client, key }: ManualNames): ManualTask {
  const email = key.slice(key.indexOf(':') + 1);
  const user: Step = { en: `Select ${email}: the detail screen.`, nl: `Kies ${email}: het detailscherm.` };
  switch (action) {
    case 'create':
      return toTask([
        ...membersOf(client),
        user,
        {
          en: 'An administrator of the organisation: Application access › tick Support Community › Confirm.',
          nl: 'Een beheerder van de organisatie: Applicatietoegang › vink Support Community aan › Bevestigen.',
        },
      ]);
    case 'remove':
      return toTask([
        ...membersOf(client),
        user,
        {
          en: 'An administrator of the organisation: Application access › untick Support Community › Confirm.',
          nl: 'Een beheerder van de organisatie: Applicatietoegang › vink Support Community uit › Bevestigen.',
        },
      ]);
    case 'find-out':
      return toTask([
        {
          en: `WK Support Community › the name of ${email} › Switch organisation: confirm whether "${client}" is in the list.`,
          nl: `WK Support Community › de naam van ${email} › Wissel van organisatie: bevestig of "${client}" in de lijst staat.`,
        },
      ]);
  }
}

export function handOverTask(action: ManualAction, { client }: ManualNames): ManualTask {
  if (action === 'find-out') {
    return toTask([
      ...membersOf(client),
      {
        en: 'Confirm whether the client administers it and the practice is a member only.',
        nl: 'Bevestig of de klant de beheerder is en het kantoor alleen lid.',
      },
    ]);
  }
  return toTask([
    ...membersOf(client),
    {
      en: 'Only where the practice added the organisation, and a contact has accepted to be its administrator: Manage organisation › Hand over › that contact. Else there is nothing to do. Confirm.',
      nl: 'Alleen als het kantoor de organisatie heeft toegevoegd en een contactpersoon het beheer heeft aanvaard: Beheer organisatie › Overdragen › die contactpersoon. Anders is er niets te doen. Bevestig.',
    },
  ]);
}
