// What a person does in the screens of CaseWare Cloud where Koppel may not. The screens are described in
// https://support.caseware.com.au/portal/kb/articles/setting-staff-access-levels [doc]
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';
import { groupName } from './assumed.ts';
import { COLLABORATOR_NAMES } from './roles.ts';
import { settingsSchema } from './settings.ts';

export function groupTask({ client, clientNumber, parentId = null }: ManualNames): ManualTask {
  const menu = [
    'Cloud menu › Groups › New › Contacts Group.',
    'Cloudmenu › Groepen › Nieuw › Groep contactpersonen.',
  ] as const;
  if (parentId !== null) {
    const name = groupName(parentId);
    return {
      en: [
        menu[0],
        `Name, exactly: ${name}. Add no members. Select Save. It is the group of "${client}" (${clientNumber}).`,
      ],
      nl: [
        menu[1],
        `Naam, precies: ${name}. Voeg geen leden toe. Kies Opslaan. Het is de groep van "${client}" (${clientNumber}).`,
      ],
    };
  }
  return {
    en: [
      `Open the entity "${client}" (${clientNumber}) and copy its identifier (CWGuid) from the address bar.`,
      menu[0],
      'Name: the word Koppel, a space, and the identifier. Add no members. Select Save.',
    ],
    nl: [
      `Open de entiteit "${client}" (${clientNumber}) en kopieer de aanduiding (CWGuid) uit de adresbalk.`,
      menu[1],
      'Naam: het woord Koppel, een spatie en de aanduiding. Voeg geen leden toe. Kies Opslaan.',
    ],
  };
}

export function groupRoleTask({ client, clientNumber, settings }: ManualNames): ManualTask {
  const role = settingsSchema.safeParse(settings ?? {}).data?.roleName ?? COLLABORATOR_NAMES.join(' / ');
  return {
    en: [
      'Cloud menu › Groups: select the group of the entity; its name begins with Koppel.',
      'Ellipsis (…) › Assign to Entities.',
      `Select the entity "${client}" (${clientNumber}), then Assign Roles › ${role}.`,
      'Select Share.',
    ],
    nl: [
      'Cloudmenu › Groepen: kies de groep van de entiteit; de naam begint met Koppel.',
      'Beletselteken (…) › Toewijzen aan entiteiten.',
      `Kies de entiteit "${client}" (${clientNumber}) en daarna Rollen toewijzen › ${role}.`,
      'Kies Delen.',
    ],
  };
}

export function accessTask(action: 'create' | 'remove', names: ManualNames): ManualTask {
  return action === 'create' ? grantTask(names) : revokeTask(names);
}

function grantTask({ client, clientNumber, contact, email }: ManualNames): ManualTask {
  return {
    en: [
      `Open the entity "${client}" (${clientNumber}) and see which group beginning with Koppel has a role on it.`,
      'Cloud menu › Groups: select that group › Edit › Members.',
      `Add ${contact} (${email}) and select Save. The portal mails the activation link by itself.`,
    ],
    nl: [
      `Open de entiteit "${client}" (${clientNumber}) en kijk welke groep die met Koppel begint er een rol op heeft.`,
      'Cloudmenu › Groepen: kies die groep › Bewerken › Leden.',
      `Voeg ${contact} (${email}) toe en kies Opslaan. Het portaal mailt de activeringslink vanzelf.`,
    ],
  };
}

function revokeTask({ client, clientNumber, contact, email }: ManualNames): ManualTask {
  return {
    en: [
      `Open the entity "${client}" (${clientNumber}) and see which group beginning with Koppel has a role on it.`,
      'Cloud menu › Groups: select that group › Edit › Members.',
      `Remove ${contact} (${email}) and select Save.`,
      `Cloud menu › Contacts › ${contact}: check under roles that no other role on "${client}" is left.`,
    ],
    nl: [
      `Open de entiteit "${client}" (${clientNumber}) en kijk welke groep die met Koppel begint er een rol op heeft.`,
      'Cloudmenu › Groepen: kies die groep › Bewerken › Leden.',
      `Verwijder ${contact} (${email}) en kies Opslaan.`,
      `Cloudmenu › Contactpersonen › ${contact}: controleer bij de rollen of er geen andere rol op "${client}" over is.`,
    ],
  };
}

/** By hand, or looked up where the portal did not answer, or does not show what it answered. */
export function entityRoleTask(
  action: ManualAction,
  { client, clientNumber, contact, email, settings }: ManualNames,
): ManualTask {
  const role = settingsSchema.safeParse(settings ?? {}).data?.roleName ?? COLLABORATOR_NAMES.join(' / ');
  const way = {
    en: `Cloud menu › Contacts: select ${contact} (${email}) › Roles.`,
    nl: `Cloudmenu › Contactpersonen: kies ${contact} (${email}) › Rollen.`,
  };
  const what = {
    create: {
      en: `Add the role ${role} on the entity "${client}" (${clientNumber}) and select Save. The portal mails the activation link by itself.`,
      nl: `Voeg de rol ${role} toe op de entiteit "${client}" (${clientNumber}) en kies Opslaan. Het portaal mailt de activeringslink vanzelf.`,
    },
    remove: {
      en: `Remove every role on the entity "${client}" (${clientNumber}) and select Save.`,
      nl: `Verwijder elke rol op de entiteit "${client}" (${clientNumber}) en kies Opslaan.`,
    },
    'find-out': {
      en: `Look whether there is a role on the entity "${client}" (${clientNumber}), change nothing, and answer yes or no.`,
      nl: `Kijk of er een rol is op de entiteit "${client}" (${clientNumber}), wijzig niets en antwoord ja of nee.`,
    },
  }[action];
  return { en: [way.en, what.en], nl: [way.nl, what.nl] };
}
