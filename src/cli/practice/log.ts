// koppel log: what people and Koppel did.
import { InvalidArgumentError, type Command } from 'commander';
import { parseInstant } from '../../intake/records/instant.ts';
import { readLimit } from '../frame/parse-option.ts';
import { runPaged } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { LogOptions } from './show-log.ts';

const HELP = `
The audit trail, newest first. Of a client: with its contacts.

Examples:
  koppel log --practice jansen --limit 20
  koppel log 1001 --practice jansen
  koppel log --practice jansen --action link --by user:olga --csv`;

export function addLogCommand(program: Command, run: CommandRun): void {
  program
    .command('log')
    .argument('[client|contact]', 'its name, number, key, e-mail address or the beginning of its id')
    .description('show what people and Koppel did, newest first')
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'on this connection alone')
    .option('--action <name>', 'this alone, such as link.off, or all that begin so, such as link')
    .option('--by <actor>', 'who did it: koppel, webhook, or user:<name>')
    .option('--since <time>', 'not before, such as 2026-11-22T09:00:00Z', readTime)
    .option('--limit <n>', 'how many at most', readLimit, 100)
    .option('--cursor <text>', 'go on behind an earlier answer')
    .option('--json', 'print one JSON value')
    .option('--csv', 'print CSV')
    .addHelpText('after', HELP)
    .action((text: string | undefined, options: LogOptions) =>
      runPaged(run, options, async (context) =>
        (await import('./show-log.ts')).showLog(context, text, options),
      ),
    );
}

function readTime(text: string): Date {
  const time = parseInstant(text);
  if (time === null) throw new InvalidArgumentError('Write it with a time zone, like 2026-11-22T09:00:00Z.');
  return time;
}
