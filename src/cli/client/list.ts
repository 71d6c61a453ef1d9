// koppel list: clients and contacts with where they stand in each portal.
import { Option, type Command } from 'commander';
import { LIST_SORTS } from '../../domain/list-sorts.ts';
import { STANDING_STATES } from '../../domain/reasons.ts';
import { readLimit } from '../frame/parse-option.ts';
import { runPaged } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { ListOptions } from './show-list.ts';

const HELP = `
A line for each record and connection; what the filters ask must hold of that line. All are listed unless --limit says how
many; with --json the answer then has "next", to be given back as --cursor.

Examples:
  koppel list --practice jansen --link off --clients
  koppel list --practice jansen --state failed --csv > failed.csv
  koppel list --practice jansen --not-signed-in --sort since`;

export function addListCommand(program: Command, run: CommandRun): void {
  program
    .command('list')
    .description('list clients and contacts: who is linked, where they stand, and why')
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'on this connection alone')
    .option('--clients', 'clients alone')
    .option('--contacts', 'contacts alone')
    .addOption(new Option('--link <position>', 'whose link is on, or off').choices(['on', 'off']))
    .addOption(new Option('--state <state>', 'in this state').choices(STANDING_STATES))
    .option('--reason <code>', 'for this reason, such as EMAIL_MISSING', (code) => code.toUpperCase())
    .option('--not-signed-in', 'who was mailed by the portal and has not used it')
    .option('--waiting-on <whom>', 'what waits for: client, contact, practice, portal …')
    .addOption(new Option('--sort <order>', 'in which order').choices(LIST_SORTS).default('client'))
    .option('--limit <n>', 'how many records at most', readLimit)
    .option('--cursor <text>', 'go on behind an earlier answer')
    .option('--json', 'print one JSON value')
    .option('--csv', 'print CSV')
    .addHelpText('after', HELP)
    .action((options: ListOptions) =>
      runPaged(run, options, async (context) => (await import('./show-list.ts')).showList(context, options)),
    );
}
