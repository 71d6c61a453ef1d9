// `koppel connection`: a practice's accesses to portals.
import { type Command, InvalidArgumentError } from 'commander';
import { PORTAL_IDS } from '../../../connectors/registry.ts';
import type { AddOptions } from './connection-add.ts';
import type { CheckApiOptions } from './check-api.ts';
import type { TestOptions } from './connection-test.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import type { OutputOptions } from '../frame/output.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';

const EXIT_CODES = 'Exit codes: 0 done; 1 failed; 2 given wrongly; 4 the configuration is wrong';

export function addConnectionCommands(program: Command, run: CommandRun): void {
  const connection = program
    .command('connection')
    .summary('add, list, test, pause and resume connections')
    .description("A practice's accesses to portals: base address, credentials, settings, limits and state.");
  addAdd(connection, run);
  addList(connection, run);
  addState(connection, run, {
    verb: 'pause',
    meaning: 'Nothing more is sent for it, and what is due is kept.',
  });
  addState(connection, run, {
    verb: 'resume',
    meaning:
      'What is due is sent again, after a pause or after it was stopped. After a restore from a backup it asks first, while no complete snapshot was read since.',
  });
  addTest(connection, run);
  addCheckApi(connection, run);
}

function addAdd(connection: Command, run: CommandRun): void {
  connection
    .command('add')
    .summary('add a connection, or change one')
    .description(
      paragraphs(`Adds a connection. With the name of one that exists, what is given is changed and the rest stays.

Credentials are JSON and never stand in the command itself: give @file, - for standard input, or env:NAME for an
environment variable. They are stored encrypted and never shown again.`),
    )
    .argument('<name>', 'lower-case letters, digits and hyphens; records name it in their links')
    .requiredOption('--practice <id>', 'the practice')
    .option('--portal <id>', `the portal: ${PORTAL_IDS.join(', ')} (required for a new one)`)
    .option('--url <address>', "base address of the portal's API (required for a new one)")
    .option('--credentials <from>', '@file, - or env:NAME (required for a new one)')
    .option('--settings <json>', "the portal's own settings, as JSON or @file")
    .option('--policy <json>', 'what holds for every portal, as JSON or @file')
    .option('--concurrency <n>', 'clients handled at a time', parseNumber)
    .option('--rate <n>', 'requests per second', parseNumber)
    .option('--brake-count <n>', 'revokes in 24 hours above which the brake is on', parseNumber)
    .option(
      '--brake-share <n>',
      'share of all accesses, from 0 to 1, above which the brake is on',
      parseNumber,
    )
    .option('--move', 'the portal itself has moved: keep what is known of it at a new address')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  $ koppel connection add caseware --practice jansen --portal caseware-cloud \\
      --url https://nl.casewarecloud.com/jansen/ms/caseware-cloud/api/v2 --credentials @caseware.json

${EXIT_CODES}.`,
    )
    .action((name: string, options: AddOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./connection-add.ts')).addConnection(context, name, options),
      ),
    );
}

function addList(connection: Command, run: CommandRun): void {
  connection
    .command('list')
    .description('Lists connections, without their credentials.')
    .option('--practice <id>', 'only those of this practice')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}.`)
    .action((options: OutputOptions & { practice?: string }) =>
      runCommand(run, options, async (context) =>
        (await import('./connection-list.ts')).showConnections(context, options.practice),
      ),
    );
}

interface StateChange {
  readonly verb: 'pause' | 'resume';
  readonly meaning: string;
}

function addState(connection: Command, run: CommandRun, { verb, meaning }: StateChange): void {
  const command = connection
    .command(verb)
    .description(`${verb === 'pause' ? 'Pauses' : 'Resumes'} a connection. ${meaning}`)
    .argument('<name>', 'the connection')
    .requiredOption('--practice <id>', 'the practice')
    .option('--by <name>', 'who gives the command, for the audit trail (default: this account)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\n${EXIT_CODES}${verb === 'resume' ? '; 5 the answer was no' : ''}.`)
    .action((name: string, options: OutputOptions & { practice: string; by?: string; yes?: boolean }) =>
      runCommand(run, options, async (context) =>
        (await import('./connection-state.ts')).setState(context, name, { ...options, verb }),
      ),
    );
  if (verb === 'resume') command.option('--yes', 'do not ask, also after a restore');
}

function addTest(connection: Command, run: CommandRun): void {
  connection
    .command('test')
    .summary('sign in and read, and prove what is assumed')
    .description(
      paragraphs(`Signs in and reads a little, without writing anything.

With --prove it also tries, on one record that you name, the calls that no public document describes. Until they are
proven, Koppel leaves those steps to people. What will be done is shown first, and nobody is mailed.`),
    )
    .argument('<name>', 'the connection')
    .requiredOption('--practice <id>', 'the practice')
    .option('--prove', 'prove the assumed calls')
    .option('--test-key <number>', 'number of a record in the portal that is there for testing')
    .option('--yes', 'do not ask first')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ koppel connection test caseware --practice jansen
  $ koppel connection test caseware --practice jansen --prove --test-key 99999

${EXIT_CODES}; 5 the test failed.`,
    )
    .action((name: string, options: TestOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./connection-test.ts')).testConnection(context, name, options),
      ),
    );
}

function addCheckApi(connection: Command, run: CommandRun): void {
  connection
    .command('check-api')
    .summary("hold Koppel's calls against the portal's own OpenAPI file")
    .description(
      paragraphs(`Holds every call, field and value that Koppel uses in this portal against the OpenAPI file (3.x, or Swagger 2; JSON)
that the firm downloaded from its portal, and says what fits, what differs and what is missing. Sends nothing.

It proposes settings where the file has another name or value. With --apply these are set, and steps that the file
documents as Koppel does them no longer wait for a proof.`),
    )
    .argument('<name>', 'the connection')
    .requiredOption('--practice <id>', 'the practice')
    .requiredOption('--openapi <file>', 'the file')
    .option('--apply', 'set what it proposes, and do what it documents')
    .option('--by <name>', 'who decides, for the audit trail (default: this account)')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  $ koppel connection check-api caseware --practice jansen --openapi caseware-cloud-v2.json

${EXIT_CODES}; 5 something differs or is missing.`,
    )
    .action((name: string, options: CheckApiOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./check-api.ts')).checkApi(context, name, options),
      ),
    );
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
