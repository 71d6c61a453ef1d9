// What a person does in the screens of eConnect where Koppel may not: the group of a client, its members, what is shared
// with it, and the rule for its purchase invoices.
import type { ManualTask } from '../connector.ts';
import { confirmListed, taskBy, toTask, wordsFor, type Lines } from '../kit/manual-task.ts';
import { numberOf } from './party.ts';

const GROUPS: Lines = ['Groups › Partner groups.', 'Groepen › Partnergroepen.'];

export const groupTask = taskBy(({ client, key }) => ({
  create: [
    `Groups › New › Partner group, with the partner of "${client}".`,
    `Groepen › Nieuw › Partnergroep, met de partner van "${client}".`,
    `Name: ${client} (${numberOf(key)}). Add no members. Select Save.`,
    `Naam: ${client} (${numberOf(key)}). Voeg geen leden toe. Kies Opslaan.`,
  ],
  remove: removal(key),
  'find-out': [
    ...GROUPS,
    `Confirm whether a group that ends with (${numberOf(key)}) is in the list.`,
    `Bevestig of er een groep in de lijst staat die eindigt op (${numberOf(key)}).`,
  ],
}));

const removal = (key: string): Lines => [
  ...GROUPS,
  `Select the group that ends with (${numberOf(key)}). Ask whoever is still a member, or shares something in it, whether it can go: shares and rules go with it.`,
  `Kies de groep die eindigt op (${numberOf(key)}). Vraag aan wie nog lid is of er iets in deelt, of de groep weg kan: wat ermee is gedeeld en de regels verdwijnen mee.`,
  'Delete. Documents stay where they are.',
  'Verwijderen. Documenten blijven waar ze zijn.',
];

/** Also of a group in which Koppel found what it did not put there. */
export function removeGroupTask(key: string): ManualTask {
  return toTask(removal(key));
}

export const groupMemberTask = taskBy(({ client, key }) => {
  return {
    at: [
      `Groups › Partner groups › select the group whose name begins with "${client}".`,
      `Groepen › Partnergroepen › kies de groep waarvan de naam begint met "${client}".`,
    ],
    create: [`Members › Add › ${key} › Save.`, `Leden › Toevoegen › ${key} › Opslaan.`],
    remove: [`Members › ${key} › Remove › Save.`, `Leden › ${key} › Verwijderen › Opslaan.`],
    'find-out': [
      `Members: confirm whether ${key} is in the list.`,
      `Leden: bevestig of ${key} in de lijst staat.`,
    ],
  };
});

const PLACES = {
  documents: ['Documents', 'Documenten'],
  'inbox-in': ['Inbox IN', 'Inbox IN'],
  'inbox-out': ['Inbox OUT', 'Inbox OUT'],
} as const;

const LEVELS = {
  full: ['Full', 'Volledig'],
  edit: ['Edit', 'Bewerken'],
  read: ['Read', 'Lezen'],
} as const;

export const shareTask = taskBy(({ client, key, wanted }) => {
  const [location = '', kind = '', ...target] = key.split(':');
  const [place, plaats] = wordsFor(location, PLACES);
  const [level, niveau] = wordsFor(wanted.level, LEVELS);
  const [whom = '', wie] = sharedWith(kind, { client, target: target.join(':') });
  return {
    at: [
      `${place} › the documents of "${client}" › Share.`,
      `${plaats} › de documenten van "${client}" › Delen.`,
    ],
    create: [
      `Select ${whom}, and the level ${level}. Select Share.`,
      `Kies ${wie} en het niveau ${niveau}. Kies Delen.`,
      `Shared there already at another level: change it to ${level}.`,
      `Is er al gedeeld op een ander niveau: wijzig dat in ${niveau}.`,
    ],
    remove: [`Remove ${whom} and select Save.`, `Verwijder ${wie} en kies Opslaan.`],
    'find-out': confirmListed(whom, wie),
  };
});

function sharedWith(kind: string, { client, target }: { client: string; target: string }): Lines {
  if (kind === 'user') return [target, target];
  return kind === 'group'
    ? [`the group whose name ends with (${target})`, `de groep waarvan de naam eindigt op (${target})`]
    : [`the organisation "${client}" (${target})`, `de organisatie "${client}" (${target})`];
}

export const ruleTask = taskBy(({ client }) => {
  return {
    at: [`Workflow › Delegation rules › "${client}".`, `Workflow › Delegatieregels › "${client}".`],
    create: [
      `New: purchase invoices, to the group whose name begins with "${client}". Select Save.`,
      `Nieuw: inkoopfacturen, aan de groep waarvan de naam begint met "${client}". Kies Opslaan.`,
    ],
    remove: [
      'Select the rule for purchase invoices › Delete. Open tasks stay with whoever has them.',
      'Kies de regel voor inkoopfacturen › Verwijderen. Open taken blijven bij wie ze heeft.',
    ],
    'find-out': [
      'Confirm whether a rule for purchase invoices is there.',
      'Bevestig of er een regel voor inkoopfacturen staat.',
    ],
  };
});
