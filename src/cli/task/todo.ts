// koppel todo: everything that waits for somebody.
import { Option, type Command } from 'commander';
import { ACTOR_NAMES } from '../../domain/who-acts.ts';
import { readLimit } from '../frame/parse-option.ts';
import { runPaged } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { ToDoOptions } from './show-to-do.ts';

const HELP = `
By who must act, what stands longest first: records to be corrected, requests, tasks, the brake, mails of a portal that were
not used, exports that are not read, connections that do not run. Exit code 0 also when there is something.

Examples:
  koppel todo --practice jansen
  koppel todo --practice jansen --for office --csv > monday.csv`;

export function addToDoCommand(program: Command, run: CommandRun): void {
  program
    .command('todo')
    .description('show everything that waits for somebody, and what to do about it')
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'of this connection alone')
    .addOption(new Option('--for <whom>', 'who must act').choices(ACTOR_NAMES))
    .option('--limit <n>', 'how many at most', readLimit)
    .option('--json', 'print one JSON value')
    .option('--csv', 'print CSV')
    .addHelpText('after', HELP)
    .action((options: ToDoOptions) =>
      runPaged(run, options, async (context) => (await import('./show-to-do.ts')).showToDo(context, options)),
    );
}
