// `koppel migrate`: brings the database and the queue's tables up to this version, and seals secrets under a new key.
import type { Command } from 'commander';
import { paragraphs } from '../frame/paragraphs.ts';
import { runAlone } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { MigrateOptions } from './migrate-stores.ts';

export function addMigrateCommand(program: Command, run: CommandRun): void {
  program
    .command('migrate')
    .summary('bring the database up to this version')
    .description(
      paragraphs(`Makes or updates the tables of Koppel and of its queue in the database at KOPPEL_MIGRATE_DATABASE_URL, or else at
DATABASE_URL. Safe to repeat. The embedded database, used without either, is migrated whenever it is opened.`),
    )
    .option(
      '--runtime-role <login>',
      'login that Koppel runs under, where it does not own the tables (default: that of DATABASE_URL, made if need be)',
    )
    .option('--seal-again', 'seal all stored secrets under the first key of KOPPEL_SECRET_KEY')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ koppel migrate
  $ KOPPEL_MIGRATE_DATABASE_URL=postgres://owner:…@db/koppel koppel migrate --runtime-role koppel_run
  $ KOPPEL_SECRET_KEY=<new>,<old> koppel migrate --seal-again

Exit codes: 0 the database is up to date; 1 failed; 2 no such login; 4 the configuration is wrong.`,
    )
    .action((options: MigrateOptions) =>
      runAlone(run, options, async (surroundings) =>
        (await import('./migrate-stores.ts')).migrateStores(surroundings, options),
      ),
    );
}
