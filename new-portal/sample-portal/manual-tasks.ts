// What a person does in the screens of Sample Portal where Koppel may not. [assumed]
import { taskBy } from '../../connectors/kit/manual-task.ts';

export const workspaceTask = taskBy(({ client, key }) => {
  const find = [`Workspaces › look for ${key}.`, `Werkruimtes › zoek ${key}.`];
  const look = [...find, 'Confirm whether it is there.', 'Bevestig of die er staat.'];
  return {
    create: [
      ...find,
      `Not there: New › "${client}". Confirm.`,
      `Staat die er niet: Nieuw › "${client}". Bevestig.`,
    ],
    remove: look,
    'find-out': look,
  };
});

export const memberTask = taskBy(({ client, key }) => {
  const members = [`Workspaces › "${client}" › Members.`, `Werkruimtes › "${client}" › Leden.`];
  return {
    create: [...members, `Add › ${key}. Confirm.`, `Toevoegen › ${key}. Bevestig.`],
    remove: [...members, `${key} › Remove. Confirm.`, `${key} › Verwijderen. Bevestig.`],
    'find-out': [
      ...members,
      `Confirm whether ${key} is in the list.`,
      `Bevestig of ${key} in de lijst staat.`,
    ],
  };
});
