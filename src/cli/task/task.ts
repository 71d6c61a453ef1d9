// koppel task list|confirm: steps that a person does in the portal, and what that person says about them.
import type { Command } from 'commander';
import { addByOption } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { TaskOptions } from './confirm-task.ts';

const HELP = `
Where Koppel may read the portal it reads it back after a confirmation; a task that the portal contradicts is open
again and says so.

Examples:
  koppel task list --practice jansen --lang nl
  koppel task confirm 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen --done`;

export function addTaskCommand(program: Command, run: CommandRun): void {
  const task = program
    .command('task')
    .description('steps that a person must do in a portal')
    .addHelpText('after', HELP);
  task
    .command('list')
    .description('show what is to be done, step by step')
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'only this connection')
    .option('--json', 'print one JSON value')
    .action((options: TaskOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./confirm-task.ts')).showTasks(context, options),
      ),
    );
  const confirm = task
    .command('confirm')
    .argument('<id>', 'id of the task')
    .description('say that a task is done, or what was found')
    .requiredOption('--practice <id>', 'the practice')
    .option('--done', 'it is done; for a task that asks to find out: it is there')
    .option('--not-there', 'only for a task that asks to find out: it is not there')
    .option('--json', 'print one JSON value');
  addByOption(confirm)
    .addHelpText('after', HELP)
    .action((id: string, options: TaskOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./confirm-task.ts')).confirmOne(context, id, options),
      ),
    );
}
