// What a person does in the screens of Sample Portal where Koppel may not. [assumed]
import { confirmListed, taskBy } from '../../connectors/kit/manual-task.ts';

export const workspaceTask = taskBy(({ client, key }) => {
  const find = [`Workspaces › look for ${key}.`, `Werkruimtes › zoek ${key}.`];
  const look = [...find, 'Confirm whether it is there.', 'Bevestig of die er staat.'];
  return {
    create: [
      ...find,
      `Not there: New › "${client}". Confirm.`,
      `Staat die er niet: Nieuw › "${client}". Bevestig.`,
    ],
    'find-out': look,
  };
});

export const memberTask = taskBy(({ client, key }) => {
  return {
    at: [`Workspaces › "${client}" › Members.`, `Werkruimtes › "${client}" › Leden.`],
    create: [`Add › ${key}. Confirm.`, `Toevoegen › ${key}. Bevestig.`],
    remove: [`${key} › Remove. Confirm.`, `${key} › Verwijderen. Bevestig.`],
    'find-out': confirmListed(key),
  };
});
