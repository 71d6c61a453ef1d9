// What a person does in the screens of eConnect where Koppel may not: the group of a client, its members, what is shared
// with it, and the rule for its purchase invoices.
import type { ManualAction, ManualNames, ManualTask } from '../connector.ts';
import { toTask, type Step } from '../kit/manual-task.ts';
import { numberOf } from './party.ts';

const groupOf = ({ client }: ManualNames): Step => ({
  en: `Groups › Partner groups › select the group whose name begins with "${client}".`,
  nl: `Groepen › Partnergroepen › kies de groep waarvan de naam begint met "${client}".`,
});

const GROUPS: Step = { en: 'Groups › Partner groups.', nl: 'Groepen › Partnergroepen.' };

export function groupTask(action: ManualAction, { client, key }: ManualNames): ManualTask {
  const number = numberOf(key);
  if (action === 'remove') return removeGroupTask(key);
  if (action === 'create') {
    return toTask([
      {
        en: `Groups › New › Partner group, with the partner of "${client}".`,
        nl: `Groepen › Nieuw › Partnergroep, met de partner van "${client}".`,
      },
      {
        en: `Name: ${client} (${number}). Add no members. Select Save.`,
        nl: `Naam: ${client} (${number}). Voeg geen leden toe. Kies Opslaan.`,
      },
    ]);
  }
  return toTask([
    GROUPS,
    {
      en: `Confirm whether a group that ends with (${number}) is in the list.`,
      nl: `Bevestig of er een groep in de lijst staat die eindigt op (${number}).`,
    },
  ]);
}

/** Also of a group in which Koppel found what it did not put there. */
export function removeGroupTask(key: string): ManualTask {
  const number = numberOf(key);
  return toTask([
    GROUPS,
    {
      en: `Select the group that ends with (${number}). Ask whoever is still a member, or shares something in it, whether it can go: shares and rules go with it.`,
      nl: `Kies de groep die eindigt op (${number}). Vraag wie nog lid is of er iets in deelt of de groep weg kan: deelacties en regels verdwijnen mee.`,
    },
    { en: 'Delete. Documents stay where they are.', nl: 'Verwijderen. Documenten blijven waar ze zijn.' },
  ]);
}

export function groupMemberTask(action: ManualAction, names: ManualNames): ManualTask {
  const { key } = names;
  const step: Record<ManualAction, Step> = {
    create: { en: `Members › Add › ${key} › Save.`, nl: `Leden › Toevoegen › ${key} › Opslaan.` },
    remove: { en: `Members › ${key} › Remove › Save.`, nl: `Leden › ${key} › Verwijderen › Opslaan.` },
    'find-out': {
      en: `Members: confirm whether ${key} is in the list.`,
      nl: `Leden: bevestig of ${key} in de lijst staat.`,
    },
  };
  return toTask([groupOf(names), step[action]]);
}

const PLACES: Readonly<Record<string, Step>> = {
  documents: { en: 'Documents', nl: 'Documenten' },
  'inbox-in': { en: 'Inbox IN', nl: 'Inbox IN' },
  'inbox-out': { en: 'Inbox OUT', nl: 'Inbox OUT' },
};

export function shareTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client, key } = names;
  const [location = '', kind = '', ...target] = key.split(':');
  const place = PLACES[location] ?? { en: location, nl: location };
  const whom = sharedWith(kind, { client, target: target.join(':') });
  const step: Record<ManualAction, Step> = {
    create: {
      en: `Select ${whom.en}, and the level that the settings of the connection say. Select Share.`,
      nl: `Kies ${whom.nl} en het niveau dat in de instellingen van de verbinding staat. Kies Delen.`,
    },
    remove: { en: `Remove ${whom.en} and select Save.`, nl: `Verwijder ${whom.nl} en kies Opslaan.` },
    'find-out': {
      en: `Confirm whether ${whom.en} is in the list.`,
      nl: `Bevestig of ${whom.nl} in de lijst staat.`,
    },
  };
  return toTask([
    {
      en: `${place.en} › the documents of "${client}" › Share.`,
      nl: `${place.nl} › de documenten van "${client}" › Delen.`,
    },
    step[action],
  ]);
}

function sharedWith(kind: string, { client, target }: { client: string; target: string }): Step {
  if (kind === 'user') return { en: target, nl: target };
  return kind === 'group'
    ? {
        en: `the group whose name ends with (${target})`,
        nl: `de groep waarvan de naam eindigt op (${target})`,
      }
    : { en: `the organisation "${client}" (${target})`, nl: `de organisatie "${client}" (${target})` };
}

export function ruleTask(action: ManualAction, names: ManualNames): ManualTask {
  const { client } = names;
  const rules: Step = {
    en: `Workflow › Delegation rules › "${client}".`,
    nl: `Workflow › Delegatieregels › "${client}".`,
  };
  const step: Record<ManualAction, Step> = {
    create: {
      en: `New: purchase invoices, to the group whose name begins with "${client}". Select Save.`,
      nl: `Nieuw: inkoopfacturen, aan de groep waarvan de naam begint met "${client}". Kies Opslaan.`,
    },
    remove: {
      en: 'Select the rule for purchase invoices › Delete. Open tasks stay with whoever has them.',
      nl: 'Kies de regel voor inkoopfacturen › Verwijderen. Open taken blijven bij wie ze heeft.',
    },
    'find-out': {
      en: 'Confirm whether a rule for purchase invoices is there.',
      nl: 'Bevestig of er een regel voor inkoopfacturen staat.',
    },
  };
  return toTask([rules, step[action]]);
}
