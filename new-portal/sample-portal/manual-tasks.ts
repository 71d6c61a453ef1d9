// What a person does in the screens of Sample Portal where Koppel may not. [assumed]
import type { ManualAction, ManualNames, ManualTask } from '../../connectors/connector.ts';
import { toTask, type Step } from '../../connectors/kit/manual-task.ts';

export function workspaceTask(action: ManualAction, { client, key }: ManualNames): ManualTask {
  const find: Step = { en: `Workspaces › look for ${key}.`, nl: `Werkruimtes › zoek ${key}.` };
  return toTask([
    find,
    action === 'create'
      ? {
          en: `Not there: New › "${client}". Confirm.`,
          nl: `Staat die er niet: Nieuw › "${client}". Bevestig.`,
        }
      : { en: 'Confirm whether it is there.', nl: 'Bevestig of die er staat.' },
  ]);
}

export function memberTask(action: ManualAction, { client, key }: ManualNames): ManualTask {
  const steps: Record<ManualAction, Step> = {
    create: { en: `Add › ${key}. Confirm.`, nl: `Toevoegen › ${key}. Bevestig.` },
    remove: { en: `${key} › Remove. Confirm.`, nl: `${key} › Verwijderen. Bevestig.` },
    'find-out': { en: `Confirm whether ${key} is in the list.`, nl: `Bevestig of ${key} in de lijst staat.` },
  };
  return toTask([
    { en: `Workspaces › "${client}" › Members.`, nl: `Werkruimtes › "${client}" › Leden.` },
    steps[action],
  ]);
}
