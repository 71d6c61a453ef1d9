// What a person does in the screens of CaseWare Cloud where Koppel may not. The screens are described in
// https://support.caseware.com.au/portal/kb/articles/setting-staff-access-levels [doc]
import type { ManualNames, ManualTask } from '../connector.ts';
import { taskBy, toTask } from '../kit/manual-task.ts';
import { groupName } from './assumed.ts';
import { COLLABORATOR_NAMES } from './roles.ts';

/** The language of the firm decides which of its two names the usual one has. */
function roleOf({ wanted: { Role = COLLABORATOR_NAMES[0] } }: ManualNames): string {
  return Role === COLLABORATOR_NAMES[0] ? COLLABORATOR_NAMES.join(' / ') : String(Role);
}

export function groupTask({ client, clientNumber, parentId = null }: ManualNames): ManualTask {
  const menu = [
    'Cloud menu › Groups › New › Contacts Group.',
    'Cloudmenu › Groepen › Nieuw › Groep contactpersonen.',
  ];
  if (parentId !== null) {
    const name = groupName(parentId);
    return toTask([
      ...menu,
      `Name, exactly: ${name}. Add no members. Select Save. It is the group of "${client}" (${clientNumber}).`,
      `Naam, precies: ${name}. Voeg geen leden toe. Kies Opslaan. Het is de groep van "${client}" (${clientNumber}).`,
    ]);
  }
  return toTask([
    `Open the entity "${client}" (${clientNumber}) and copy its identifier (CWGuid) from the address bar.`,
    `Open de entiteit "${client}" (${clientNumber}) en kopieer de aanduiding (CWGuid) uit de adresbalk.`,
    ...menu,
    'Name: the word Koppel, a space, and the identifier. Add no members. Select Save.',
    'Naam: het woord Koppel, een spatie en de aanduiding. Voeg geen leden toe. Kies Opslaan.',
  ]);
}

export function groupRoleTask(names: ManualNames): ManualTask {
  const { client, clientNumber } = names;
  return toTask([
    'Cloud menu › Groups: select the group of the entity; its name begins with Koppel.',
    'Cloudmenu › Groepen: kies de groep van de entiteit; de naam begint met Koppel.',
    'Ellipsis (…) › Assign to Entities.',
    'Menu met de drie puntjes (…) › Toewijzen aan entiteiten.',
    `Select the entity "${client}" (${clientNumber}), then Assign Roles › ${roleOf(names)}.`,
    `Kies de entiteit "${client}" (${clientNumber}) en daarna Rollen toewijzen › ${roleOf(names)}.`,
    'The group has another role on that entity already: take it away, so that only this one is left. Select Share.',
    'Heeft de groep al een andere rol op die entiteit: haal die weg, zodat alleen deze overblijft. Kies Delen.',
  ]);
}

export const accessTask = taskBy(({ client, clientNumber, contact, email }) => {
  return {
    at: [
      `Open the entity "${client}" (${clientNumber}) and see which group beginning with Koppel has a role on it.`,
      `Open de entiteit "${client}" (${clientNumber}) en kijk welke groep die met Koppel begint er een rol op heeft.`,
      'Cloud menu › Groups: select that group › Edit › Members.',
      'Cloudmenu › Groepen: kies die groep › Bewerken › Leden.',
    ],
    create: [
      `Add ${contact} (${email}) and select Save. The portal mails the activation link by itself.`,
      `Voeg ${contact} (${email}) toe en kies Opslaan. Het portaal mailt de activeringslink vanzelf.`,
    ],
    remove: [
      `Remove ${contact} (${email}) and select Save.`,
      `Verwijder ${contact} (${email}) en kies Opslaan.`,
      `Cloud menu › Contacts › ${contact}: check under roles that no other role on "${client}" is left.`,
      `Cloudmenu › Contactpersonen › ${contact}: controleer bij de rollen of er geen andere rol op "${client}" over is.`,
    ],
    'find-out': [
      `Confirm whether ${contact} (${email}) is a member.`,
      `Bevestig of ${contact} (${email}) lid is.`,
    ],
  };
});

/** By hand, or looked up where the portal did not answer, or does not show what it answered. */
export const entityRoleTask = taskBy((names) => {
  const { client, clientNumber, contact, email } = names;
  return {
    at: [
      `Cloud menu › Contacts: select ${contact} (${email}) › Roles.`,
      `Cloudmenu › Contactpersonen: kies ${contact} (${email}) › Rollen.`,
    ],
    create: [
      `Add the role ${roleOf(names)} on the entity "${client}" (${clientNumber}) and select Save. The portal mails the activation link by itself.`,
      `Voeg de rol ${roleOf(names)} toe op de entiteit "${client}" (${clientNumber}) en kies Opslaan. Het portaal mailt de activeringslink vanzelf.`,
      'There with another role on that entity: take that one away.',
      'Staat er al een andere rol op die entiteit: haal die weg.',
    ],
    remove: [
      `Remove every role on the entity "${client}" (${clientNumber}) and select Save.`,
      `Verwijder elke rol op de entiteit "${client}" (${clientNumber}) en kies Opslaan.`,
    ],
    'find-out': [
      `Look whether there is a role on the entity "${client}" (${clientNumber}), change nothing, and answer yes or no.`,
      `Kijk of er een rol is op de entiteit "${client}" (${clientNumber}), wijzig niets en antwoord ja of nee.`,
    ],
  };
});
