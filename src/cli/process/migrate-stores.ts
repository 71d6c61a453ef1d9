// What `koppel migrate` does: migrates the database and the queue's tables, and seals secrets under a new key.
import { readConfig, type Config } from '../../app/config.ts';
import { explainOpening } from '../../database/opening-failure.ts';
import type { RuntimeLogin } from '../../database/runtime-login.ts';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { migrate } from '../../app/foundation.ts';
import { openCommandFoundation } from '../frame/open-command-foundation.ts';
import type { Output } from '../frame/output.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';
import type { Terminal } from '../frame/terminal.ts';
import { sealAgain, type SealedAgain } from './seal-again.ts';

export interface MigrateOptions {
  readonly runtimeRole?: string;
  readonly sealAgain?: boolean;
  readonly json?: boolean;
}

export async function migrateStores(
  { out, terminal }: Surroundings,
  options: MigrateOptions,
): Promise<number> {
  const config = readConfig(terminal.environment);
  checkSealing(config, options);
  const applied = await migrateGiven(config, options);
  const isOpened = options.sealAgain === true || applied === null;
  const sealed = isOpened ? await openAndSeal(terminal, options) : null;
  report(out, { applied, sealed });
  return EXIT.ok;
}

/** Without DATABASE_URL the embedded database would be opened, which holds none of the secrets that are meant. */
function checkSealing({ databaseUrl, migrateUrl }: Config, { sealAgain: isAsked }: MigrateOptions): void {
  if (isAsked !== true || migrateUrl === null || databaseUrl !== null) return;
  throw new UsageError({
    en: '--seal-again works on what Koppel runs on: set DATABASE_URL as well.',
    nl: '--seal-again werkt op waar Koppel op draait: zet ook DATABASE_URL.',
  });
}

/** Null: there is no database to migrate but the embedded one, which opening migrates. */
async function migrateGiven(
  config: Config,
  { runtimeRole }: MigrateOptions,
): Promise<readonly string[] | null> {
  const { migrateUrl } = config;
  if (migrateUrl === null) {
    if (runtimeRole !== undefined)
      throw new UsageError({
        en: '--runtime-role is for a database of your own: set DATABASE_URL.',
        nl: '--runtime-role is voor een eigen database: zet DATABASE_URL.',
      });
    return null;
  }
  try {
    return await migrate(migrateUrl, runtimeLogin(config, runtimeRole));
  } catch (error) {
    throw explainOpening(error);
  }
}

/** The login of DATABASE_URL, where another one owns the tables, or the one that was named. */
function runtimeLogin({ databaseUrl, migrateUrl }: Config, named: string | undefined): RuntimeLogin | null {
  const { name, password } = loginOf(databaseUrl);
  if (named !== undefined) return { name: named, password: named === name ? password : null };
  return name === '' || name === loginOf(migrateUrl).name ? null : { name, password };
}

function loginOf(url: string | null): RuntimeLogin {
  if (url === null || !URL.canParse(url)) return { name: '', password: null };
  const { username, password } = new URL(url);
  return {
    name: decodeURIComponent(username),
    password: password === '' ? null : decodeURIComponent(password),
  };
}

async function openAndSeal(terminal: Terminal, options: MigrateOptions): Promise<SealedAgain | null> {
  const foundation = await openCommandFoundation(terminal);
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
  out.line(upToDate(applied));
  if (sealed !== null) {
    const { credentials, webhookSecrets } = sealed;
    out.line({
      en: `Sealed again: ${credentials} credentials, ${webhookSecrets} webhook secrets.`,
      nl: `Opnieuw verzegeld: ${credentials} toegangsgegevens, ${webhookSecrets} webhookgeheimen.`,
    });
    out.line({
      en: 'The old key may be removed from KOPPEL_SECRET_KEY once every process has the new one first.',
      nl: 'De oude sleutel mag uit KOPPEL_SECRET_KEY zodra elk proces de nieuwe vooraan heeft.',
    });
  }
  out.result({ applied: applied ?? [], sealedAgain: sealed });
}

function upToDate(applied: readonly string[] | null): Text {
  if (applied === null)
    return { en: 'The embedded database is up to date.', nl: 'De ingebouwde database is bijgewerkt.' };
  if (applied.length === 0)
    return { en: 'The database was up to date already.', nl: 'De database was al bijgewerkt.' };
  const names = applied.join(', ');
  return {
    en: `The database is up to date. Applied: ${names}.`,
    nl: `De database is bijgewerkt. Toegepast: ${names}.`,
  };
}
