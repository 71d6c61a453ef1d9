// koppel task-log: what became of the tasks that were delegated to a client, as the portal itself logged it.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, RECORD } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const taskLogCommand: CommandSpec = {
  name: 'task-log',
  does: {
    en: 'Shows the audit log of the tasks delegated to a client in the portal.',
    nl: 'Toont het logboek van de taken die in het portaal aan een klant zijn gegeven.',
  },
  more: {
    en: 'Reads the portal and changes nothing. Only portals where tasks can be delegated have such a log.',
    nl: "Leest het portaal en verandert niets. Alleen portalen waar taken kunnen worden gedelegeerd hebben zo'n logboek.",
  },
  args: [['<client>', RECORD]],
  options: ASKING,
  examples: ['koppel task-log 1001 --practice jansen --connection econnect'],
  act: acting(runCommand, async () => (await import('./show-task-log.ts')).showTaskLog),
};
