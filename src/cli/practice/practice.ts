// `koppel practice`: the accounting firms that Koppel works for.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LINK_OWNERS } from '../../domain/practice.ts';
import type { PracticeOptions } from './practice-add.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import type { OutputOptions } from '../frame/output.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';

const EXIT_CODES = 'Exit codes: 0 done; 1 failed; 2 given wrongly; 4 the configuration is wrong.';

export function addPracticeCommands(program: Command, run: CommandRun): void {
  const practice = program
    .command('practice')
    .summary('add, list and change practices')
    .description('The accounting firms that Koppel works for. Everything else belongs to exactly one.');
  addAdd(practice, run);
  practice
    .command('list')
    .description('Lists the practices.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}`)
    .action((options: OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./practice-list.ts')).showPractices(context),
      ),
    );
  addRotateSecret(practice, run);
}

function addAdd(practice: Command, run: CommandRun): void {
  practice
    .command('add')
    .summary('add a practice, or change one')
    .description(
      paragraphs(`Adds a practice and prints, once, the address and the secret with which its practice software sends webhooks.
With the id of a practice that exists, what is given is changed and no secret is made.`),
    )
    .argument(
      '<id>',
      'lower-case letters, digits and hyphens; stands in the webhook address and never changes',
    )
    .option('--name <name>', 'name of the firm (required for a new one)')
    .addOption(
      new Option('--links-from <owner>', 'where links are switched (default: practice-software)').choices(
        LINK_OWNERS,
      ),
    )
    .addOption(
      new Option('--source-folder <path>', 'folder in which complete exports are dropped').conflicts(
        'sourceUrl',
      ),
    )
    .option('--source-url <url>', 'https address that answers with a complete export')
    .option(
      '--source-every <minutes>',
      'how often an export comes: later than half as much again, and it alarms (default: 60)',
      parseMinutes,
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  $ koppel practice add jansen --name "Jansen Accountants" --source-folder /srv/jansen/exports

${EXIT_CODES}`,
    )
    .action((id: string, options: PracticeOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./practice-add.ts')).addPractice(context, id, options),
      ),
    );
}

const MONTH_MINUTES = 31 * 24 * 60;

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MONTH_MINUTES)
    throw new InvalidArgumentError(`It is a number of minutes from 1 to ${MONTH_MINUTES}.`);
  return minutes;
}

function addRotateSecret(practice: Command, run: CommandRun): void {
  practice
    .command('rotate-secret')
    .summary('make a new webhook secret')
    .description(
      paragraphs(`Makes a new webhook secret and prints it, once. The old one works too until --drop-old, so that no event is lost
while the practice software is given the new one.`),
    )
    .argument('<id>', 'the practice')
    .option('--drop-old', 'stop accepting all but the newest secret; makes none')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  $ koppel practice rotate-secret jansen              # then set it in the practice software
  $ koppel practice rotate-secret jansen --drop-old

${EXIT_CODES}`,
    )
    .action((id: string, options: OutputOptions & { dropOld?: boolean }) =>
      runCommand(run, options, async (context) =>
        (await import('./practice-secret.ts')).rotateSecret(context, id, {
          dropOld: options.dropOld === true,
        }),
      ),
    );
}
