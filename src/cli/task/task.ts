// koppel task list|confirm: steps that a person does in the portal, and what that person says about them.
import type { CommandSpec } from '../frame/command-table.ts';
import { BY, AS_JSON, ONE_CONNECTION, PRACTICE } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const taskCommand: CommandSpec = {
  name: 'task',
  does: {
    en: 'Steps that a person must do in a portal.',
    nl: 'Stappen die een mens in een portaal moet doen.',
  },
  more: {
    en: `Where Koppel may read the portal it reads it back after a confirmation; a task that the portal contradicts is open
again and says so.`,
    nl: `Waar Koppel het portaal mag lezen, leest het na een bevestiging terug; een taak die het portaal tegenspreekt staat weer open
en zegt dat.`,
  },
  examples: [
    'koppel task list --practice jansen',
    'koppel task confirm 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen --done',
  ],
  commands: [
    {
      name: 'list',
      does: { en: 'Shows what is to be done, step by step.', nl: 'Toont wat er te doen is, stap voor stap.' },
      options: [PRACTICE, ONE_CONNECTION, AS_JSON],
      act: acting(runCommand, async () => (await import('./confirm-task.ts')).showTasks),
    },
    {
      name: 'confirm',
      does: {
        en: 'Says that a task is done, or what was found.',
        nl: 'Zegt dat een taak is gedaan, of wat is gevonden.',
      },
      args: [['<id>', { en: 'id of the task', nl: 'id van de taak' }]],
      options: [
        PRACTICE,
        [
          '--done',
          {
            en: 'it is done; for a task that asks to find out: it is there',
            nl: 'het is gedaan; bij een taak die vraagt om na te gaan: het is er',
          },
        ],
        [
          '--not-there',
          {
            en: 'only for a task that asks to find out: it is not there',
            nl: 'alleen bij een taak die vraagt om na te gaan: het is er niet',
          },
        ],
        BY,
        AS_JSON,
      ],
      act: acting(runCommand, async () => (await import('./confirm-task.ts')).confirmOne),
    },
  ],
};
