// What a person does in the screens of ClearFacts where Koppel may not. Configuration › Users of the dossier is public
// [seed]; the steps in it are described as far as they are.
import type { ManualNames, ManualTask } from '../connector.ts';
import { confirmListed, taskBy, toTask, type Lines } from '../kit/manual-task.ts';
import { readProfile } from './assumed.ts';
import { PROFILE_TITLES } from './capabilities.ts';

/** With what the portal shows of the dossier: a part of its web address, and who is responsible for it. [doc] */
function openUsers({ client, shown }: ManualNames): Lines {
  const { slug, accountManager } = shown ?? {};
  const isKnown = (value: unknown): value is string => typeof value === 'string' && value !== '';
  const [at, op] = isKnown(slug)
    ? [` Its web address has "${slug}" in it.`, ` Het webadres ervan bevat "${slug}".`]
    : ['', ''];
  const [by, door] = isKnown(accountManager)
    ? [` Responsible for it: ${accountManager}.`, ` Verantwoordelijk: ${accountManager}.`]
    : ['', ''];
  return [
    `Select the dossier of "${client}" › Configuration › Users.${at}${by}`,
    `Kies het dossier van "${client}" › Configuratie › Gebruikers.${op}${door}`,
  ];
}

const nameOf = ({ contact, email }: ManualNames): string => `${contact} (${email})`;

/** The screens call it the same in both languages. [seed] */
function profileOf({ wanted }: ManualNames): string {
  const profile = readProfile(wanted.profile);
  return profile === undefined ? '-' : PROFILE_TITLES[profile];
}

/** There already, and let in with something else than is wished. */
const PROFILE_DIFFERS: Lines = [
  'There with other names or another profile: change them. A profile changes in all dossiers of the user: agree on that first.',
  'Staat die er met andere namen of een ander profiel: wijzig ze. Een profiel wijzigt in alle dossiers van de gebruiker: spreek dat eerst af.',
];

export const userTask = taskBy((names) => {
  const [who, profile] = [nameOf(names), profileOf(names)];
  const make = [
    ...openUsers(names),
    `Look for ${who}. Not there: New user, with the profile ${profile}. A known address is linked, not created again.`,
    `Zoek ${who}. Staat die er niet: Nieuwe gebruiker, met het profiel ${profile}. Een bekend adres wordt gekoppeld, niet opnieuw aangemaakt.`,
    ...PROFILE_DIFFERS,
  ];
  return {
    create: make,
    remove: make,
    'find-out': [
      ...openUsers(names),
      `Confirm whether ${who} is in the list. Add nobody: a new user is mailed a temporary password.`,
      `Bevestig of ${who} in de lijst staat. Voeg niemand toe: een nieuwe gebruiker krijgt een tijdelijk wachtwoord gemaild.`,
    ],
  };
});

export const assignmentTask = taskBy((names) => {
  const [who, profile] = [nameOf(names), profileOf(names)];
  return {
    at: openUsers(names),
    create: [
      `Check whether ${who} is in the list; if not, add them with the profile ${profile}.`,
      `Controleer of ${who} in de lijst staat; zo niet, voeg die toe met het profiel ${profile}.`,
      ...PROFILE_DIFFERS,
    ],
    remove: removal(who),
    'find-out': confirmListed(who),
  };
});

const removal = (who: string): Lines => [
  `Remove ${who} from this dossier only. The user and the other dossiers stay.`,
  `Verwijder ${who} alleen uit dit dossier. De gebruiker en de andere dossiers blijven.`,
];

/** Where the portal takes no list of dossiers from Koppel. */
export function unassignTask(email: string, companyNumber: string): ManualTask {
  return toTask([
    `Select the dossier ${companyNumber} › Configuration › Users.`,
    `Kies het dossier ${companyNumber} › Configuratie › Gebruikers.`,
    ...removal(email),
  ]);
}
