// `koppel init`: writes what a first start needs into the folder that it is given in. Needs no database.
import type { Command } from 'commander';
import { paragraphs } from '../frame/paragraphs.ts';
import { runAlone } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { InitOptions } from './write-first-files.ts';

export function addInitCommand(program: Command, run: CommandRun): void {
  program
    .command('init')
    .summary('write .env, sample records and credentials for a sandbox')
    .description(
      paragraphs(`Writes into this folder: .env with fresh keys and a first user of the dashboard, an operator; sample/clients.csv and
sample/contacts.csv with invented records; and caseware-sandbox.json with the credentials of the sandbox of CaseWare Cloud.

Nothing that is there is overwritten. Given again, it changes nothing and says so.`),
    )
    .option('--user <name>', 'name of the first user', 'operator')
    .option(
      '--ask-password',
      'read the password of the user, from the terminal or from the first line of standard input (default: one is made, and shown once)',
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ koppel init
  $ koppel init --user olga --ask-password

Exit codes: 0 written, or everything was there; 1 failed; 2 some of the files are there, or the name or password is not
accepted: nothing was written.`,
    )
    .action((options: InitOptions) =>
      runAlone(run, options, async (surroundings) =>
        (await import('./write-first-files.ts')).writeFirstFiles(surroundings, options),
      ),
    );
}
