// `koppel import`: reads an export of clients and contacts into the database.
import { type Command, InvalidArgumentError } from 'commander';
import type { ImportOptions } from './import-request.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import type { OutputOptions } from '../frame/output.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import { parseInstant } from '../../intake/records/instant.ts';

export function addImportCommand(program: Command, run: CommandRun): void {
  program
    .command('import')
    .summary('read an export of clients and contacts')
    .description(
      paragraphs(`Reads CSV or NDJSON files (docs/import.md describes them). Everything is checked first: while one row is wrong,
nothing is written but what the rows switch off, and every problem is listed.

A record that is not in the files stays as it is, unless --complete says that they hold everything.`),
    )
    .requiredOption('--practice <id>', 'the practice')
    .option('--clients <file>', 'clients, .csv or .ndjson')
    .option('--contacts <file>', 'contacts, .csv or .ndjson')
    .option('--records <file>', 'both in one .ndjson file, instead of the two')
    .option('--complete', 'the files hold everything: what two complete exports lack is deleted')
    .option(
      '--as-of <time>',
      'when the export was made, such as 2026-11-22T09:00:00Z, or now (default: what the files say)',
      parseTime,
    )
    .option('--dry-run', 'show what would become new, changed, missing or refused, and write nothing')
    .option('--skip-invalid', 'leave wrong rows out and import the rest')
    .option('--max-problems <n>', 'how many problems are listed; all are counted', parseCount, 100)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  $ koppel import --practice jansen --clients clients.csv --contacts contacts.csv --as-of 2026-11-22T09:00:00Z

Exit codes: 0 imported; 1 failed; 2 given wrongly; 3 rows or files are wrong, or a contact's client is unknown;
4 the configuration is wrong.`,
    )
    .action((options: ImportOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./import-records.ts')).importRecords(context, options),
      ),
    );
}

function parseTime(text: string): Date {
  if (text === 'now') return new Date();
  const time = parseInstant(text);
  if (time === null)
    throw new InvalidArgumentError('Write it with a time zone, like 2026-11-22T09:00:00Z, or now.');
  return time;
}

function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
