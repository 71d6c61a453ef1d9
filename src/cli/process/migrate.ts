// `koppel migrate`: brings the database and the queue's tables up to this version, and seals secrets under a new key.
import type { Command } from 'commander';
import { readConfig, type Config } from '../../app/config.ts';
import { explainOpening } from '../../database/opening-failure.ts';
import { UsageError } from '../../errors.ts';
import { migrate, openFoundation } from '../../app/foundation.ts';
import { createLogger } from '../../app/logger.ts';
import { createOutput, type Output } from '../frame/output.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { EXIT, withErrors } from '../frame/run-command.ts';
import { sealAgain, type SealedAgain } from './seal-again.ts';

interface MigrateOptions {
  readonly runtimeRole?: string;
  readonly sealAgain?: boolean;
  readonly json?: boolean;
}

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .summary('bring the database up to this version')
    .description(
      paragraphs(`Makes or updates the tables of Koppel and of its queue in the database at KOPPEL_MIGRATE_DATABASE_URL, or else at
DATABASE_URL. Safe to repeat. The embedded database, used without either, is migrated whenever it is opened.`),
    )
    .option(
      '--runtime-role <login>',
      'login that Koppel runs under, where it does not own the tables (default: that of DATABASE_URL)',
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
    .action(runMigrate);
}

async function runMigrate(options: MigrateOptions): Promise<void> {
  const out = createOutput(options.json === true, (text) => process.stdout.write(text));
  process.exitCode = await withErrors(out, async () => {
    const config = readConfig();
    checkSealing(config, options);
    const applied = await migrateGiven(config, options);
    const sealed = options.sealAgain === true || applied === null ? await openAndSeal(config, options) : null;
    report(out, { applied, sealed });
    return EXIT.ok;
  });
}

/** Without DATABASE_URL the embedded database would be opened, which holds none of the secrets that are meant. */
function checkSealing({ databaseUrl, migrateUrl }: Config, { sealAgain: isAsked }: MigrateOptions): void {
  if (isAsked !== true || migrateUrl === null || databaseUrl !== null) return;
  throw new UsageError('--seal-again works on what Koppel runs on: set DATABASE_URL as well.');
}

/** Null: there is no database to migrate but the embedded one, which opening migrates. */
async function migrateGiven(
  config: Config,
  { runtimeRole }: MigrateOptions,
): Promise<readonly string[] | null> {
  const { migrateUrl } = config;
  if (migrateUrl === null) {
    if (runtimeRole !== undefined)
      throw new UsageError('--runtime-role is for a database of your own: set DATABASE_URL.');
    return null;
  }
  try {
    return await migrate(migrateUrl, runtimeRole ?? runtimeRoleOf(config));
  } catch (error) {
    throw explainOpening(error);
  }
}

/** The login of DATABASE_URL, where another one owns the tables. */
function runtimeRoleOf({ databaseUrl, migrateUrl }: Config): string | undefined {
  if (databaseUrl === null || migrateUrl === null) return undefined;
  const login = loginOf(databaseUrl);
  return login === '' || login === loginOf(migrateUrl) ? undefined : login;
}

function loginOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).username) : '';
}

async function openAndSeal(config: Config, options: MigrateOptions): Promise<SealedAgain | null> {
  const foundation = await openFoundation(config, createLogger('warn'));
  try {
    return options.sealAgain === true ? await sealAgain(foundation) : null;
  } finally {
    await foundation.close();
  }
}

interface Report {
  readonly applied: readonly string[] | null;
  readonly sealed: SealedAgain | null;
}

function report(out: Output, { applied, sealed }: Report): void {
  if (applied === null) out.line('The embedded database is up to date.');
  else if (applied.length === 0) out.line('The database was up to date already.');
  else out.line(`The database is up to date. Applied: ${applied.join(', ')}.`);
  if (sealed !== null) {
    out.line(`Sealed again: ${sealed.credentials} credentials, ${sealed.webhookSecrets} webhook secrets.`);
    out.line('The old key may be removed from KOPPEL_SECRET_KEY once every process has the new one first.');
  }
  out.result({ applied: applied ?? [], sealedAgain: sealed });
}
