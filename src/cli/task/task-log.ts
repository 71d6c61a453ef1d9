// koppel task-log: what became of the tasks that were delegated to a client, as the portal itself logged it.
import type { Command } from 'commander';
import { addAskingOptions, type AskingOptions } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';

const HELP = `
Reads the portal and changes nothing. Only portals where tasks can be delegated have such a log.

Example:
  koppel task-log 1001 --practice jansen --connection econnect`;

export function addTaskLogCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('task-log')
    .argument('<client>', 'its key, its id or its number')
    .description('show the audit log of the tasks delegated to a client in the portal');
  addAskingOptions(command)
    .addHelpText('after', HELP)
    .action((text: string, options: AskingOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./show-task-log.ts')).showTaskLog(context, text, options),
      ),
    );
}
