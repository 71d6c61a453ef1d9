// koppel find: clients and contacts by a part of what is known of them.
import type { Command } from 'commander';
import { readLimit } from '../frame/parse-option.ts';
import { runPaged } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { FindOptions } from './show-found.ts';

const HELP = `
Every word that is given is a part of the name, the number, the key, the e-mail address or the city; accents, dots and
capitals do not matter. What stands under "type" can be given to every other command. Exit code 5 when nothing fits.

Examples:
  koppel find jansen --practice jansen
  koppel find bakkerij hoorn --practice jansen --json`;

export function addFindCommand(program: Command, run: CommandRun): void {
  program
    .command('find')
    .argument('<words...>', 'parts of a name, a number, a key, an e-mail address or a city')
    .description('find clients and contacts, and see where they stand')
    .requiredOption('--practice <id>', 'the practice')
    .option('--limit <n>', 'how many at most', readLimit, 20)
    .option('--json', 'print one JSON value')
    .option('--csv', 'print CSV')
    .addHelpText('after', HELP)
    .action((words: string[], options: FindOptions) =>
      runPaged(run, options, async (context) =>
        (await import('./show-found.ts')).showFound(context, words.join(' '), options),
      ),
    );
}
