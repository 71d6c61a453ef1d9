// What a person does in the screens of eConnect where Koppel may not: the group of a client, its members, what is shared
// with it, and the rule for its purchase invoices.
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';
import { toTask } from './manual-tasks.ts';
import { numberOf } from './party.ts';

type Step = readonly [en: string, nl: string];

const groupOf = ({ client }: ManualNames): Step => [
  `Groups › Partner groups › select the group whose name begins with "${client}".`,
  `Groepen › Partnergroepen › kies de groep waarvan de naam begint met "${client}".`,
];

const GROUPS: Step = ['Groups › Partner groups.', 'Groepen › Partnergroepen.'];

export function groupTask(action: ManualAction, { client, key }: ManualNames): ManualTask {
  const number = numberOf(key);
  if (action === 'remove') return removeGroupTask(key);
  if (action === 'create') {
    return toTask([
      [
        `Groups › New › Partner group, with the partner of "${client}".`,
        `Groepen › Nieuw › Partnergroep, met de partner van "${client}".`,
      ],
      [
        `Name: ${client} (${number}). Add no members. Select Save.`,
        `Naam: ${client} (${number}). Voeg geen leden toe. Kies Opslaan.`,
      ],
    ]);
  }
  return toTask([
    GROUPS,
    [
      `Confirm whether a group that ends with (${number}) is in the list.`,
      `Bevestig of er een groep in de lijst staat die eindigt op (${number}).`,
    ],
  ]);
}

/** Also of a group in which Koppel found what it did not put there. */
export function removeGroupTask(key: string): ManualTask {
  const number = numberOf(key);
  return toTask([
    GROUPS,
    [
      `Select the group that ends with (${number}). Ask whoever is still a member, or shares something in it, whether it can go: shares and rules go with it.`,
      `Kies de groep die eindigt op (${number}). Vraag wie nog lid is of er iets in deelt of de groep weg kan: deelacties en regels verdwijnen mee.`,
    ],
    ['Delete. Documents stay where they are.', 'Verwijderen. Documenten blijven waar ze zijn.'],
  ]);
}

export function groupMemberTask(action: ManualAction, names: ManualNames): ManualTask {
  const { key } = names;
  const step: Record<ManualAction, Step> = {
    create: [`Members › Add › ${key} › Save.`, `Leden › Toevoegen › ${key} › Opslaan.`],
    remove: [`Members › ${key} › Remove › Save.`, `Leden › ${key} › Verwijderen › Opslaan.`],
    'find-out': [
      `Members: confirm whether ${key} is in the list.`,
      `Leden: bevestig of ${key} in de lijst staat.`,
    ],
  };
  return toTask([groupOf(names), step[action]]);
}

const PLACES: Readonly<Record<string, Step>> = {
  documents: ['Documents', 'Documenten'],
  'inbox-in': ['Inbox IN', 'Inbox IN'],
  'inbox-out': ['Inbox OUT', 'Inbox OUT'],
};

export function shareTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client, key } = names;
  const [location = '', kind = '', ...target] = key.split(':');
  const [placeEn, placeNl] = PLACES[location] ?? [location, location];
  const [withEn, withNl] = sharedWith(kind, { client, target: target.join(':') });
  const step: Record<ManualAction, Step> = {
    create: [
      `Select ${withEn}, and the level that the settings of the connection say. Select Share.`,
      `Kies ${withNl} en het niveau dat in de instellingen van de verbinding staat. Kies Delen.`,
    ],
    remove: [`Remove ${withEn} and select Save.`, `Verwijder ${withNl} en kies Opslaan.`],
    'find-out': [`Confirm whether ${withEn} is in the list.`, `Bevestig of ${withNl} in de lijst staat.`],
  };
  return toTask([
    [
      `${placeEn} › the documents of "${client}" › Share.`,
      `${placeNl} › de documenten van "${client}" › Delen.`,
    ],
    step[action],
  ]);
}

function sharedWith(kind: string, { client, target }: { client: string; target: string }): Step {
  if (kind === 'user') return [target, target];
  return kind === 'group'
    ? [`the group whose name ends with (${target})`, `de groep waarvan de naam eindigt op (${target})`]
    : [`the organisation "${client}" (${target})`, `de organisatie "${client}" (${target})`];
}

export function ruleTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client } = names;
  const rules: Step = [
    `Workflow › Delegation rules › "${client}".`,
    `Workflow › Delegatieregels › "${client}".`,
  ];
  const step: Record<ManualAction, Step> = {
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
  return toTask([rules, step[action]]);
}
