// What a person does in the screens of ClearFacts where Koppel may not. Configuration › Users of the dossier is public
// [seed]; the steps in it are described as far as they are.
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';
import { toTask, type Step } from '../kit/manual-task.ts';

/** With what the portal shows of the dossier: a part of its web address, and who is responsible for it. [doc] */
function openUsers({ client, shown }: ManualNames): Step {
  const { slug, accountManager } = shown ?? {};
  const isKnown = (value: unknown): value is string => typeof value === 'string' && value !== '';
  const [atEn, atNl] = isKnown(slug)
    ? [` Its web address has "${slug}" in it.`, ` Het webadres ervan bevat "${slug}".`]
    : ['', ''];
  const [whoEn, whoNl] = isKnown(accountManager)
    ? [` Responsible for it: ${accountManager}.`, ` Verantwoordelijk: ${accountManager}.`]
    : ['', ''];
  return {
    en: `Select the dossier of "${client}" › Configuration › Users.${atEn}${whoEn}`,
    nl: `Kies het dossier van "${client}" › Configuratie › Gebruikers.${atNl}${whoNl}`,
  };
}

const nameOf = ({ contact, email }: ManualNames): string => `${contact} (${email})`;

export function userTask(action: ManualAction, names: ManualNames): ManualTask {
  const who = nameOf(names);
  if (action === 'find-out') {
    return toTask([
      openUsers(names),
      {
        en: `Confirm whether ${who} is in the list. Add nobody: a new user is mailed a temporary password.`,
        nl: `Bevestig of ${who} in de lijst staat. Voeg niemand toe: een nieuwe gebruiker krijgt een tijdelijk wachtwoord gemaild.`,
      },
    ]);
  }
  return toTask([
    openUsers(names),
    {
      en: `Look for ${who}. Not there: New user, with the profile that the link says. A known address is linked, not created again.`,
      nl: `Zoek ${who}. Staat die er niet: Nieuwe gebruiker, met het profiel uit de koppeling. Een bekend adres wordt gekoppeld, niet opnieuw aangemaakt.`,
    },
    {
      en: 'There with other names or another profile: change them. A profile changes in all dossiers of the user: agree on that first.',
      nl: 'Staat die er met andere namen of een ander profiel: wijzig ze. Een profiel wijzigt in alle dossiers van de gebruiker: spreek dat eerst af.',
    },
  ]);
}

export function assignmentTask(action: ManualAction, names: ManualNames): ManualTask {
  const who = nameOf(names);
  switch (action) {
    case 'create':
      return toTask([
        openUsers(names),
        {
          en: `Check that ${who} is in the list; if not, add them with the profile that the link says.`,
          nl: `Controleer dat ${who} in de lijst staat; zo niet, voeg die toe met het profiel uit de koppeling.`,
        },
      ]);
    case 'remove':
      return toTask([openUsers(names), removeStep(who)]);
    case 'find-out':
      return toTask([
        openUsers(names),
        { en: `Confirm whether ${who} is in the list.`, nl: `Bevestig of ${who} in de lijst staat.` },
      ]);
  }
}

function removeStep(who: string): Step {
  return {
    en: `Remove ${who} from this dossier only. The user and the other dossiers stay.`,
    nl: `Verwijder ${who} alleen uit dit dossier. De gebruiker en de andere dossiers blijven.`,
  };
}

/** Where the portal takes no list of dossiers from Koppel. */
export function unassignTask(email: string, companyNumber: string): ManualTask {
  return toTask([
    {
      en: `Select the dossier ${companyNumber} › Configuration › Users.`,
      nl: `Kies het dossier ${companyNumber} › Configuratie › Gebruikers.`,
    },
    removeStep(email),
  ]);
}
