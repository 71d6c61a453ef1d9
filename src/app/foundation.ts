// What every command stands on: the database (a given one, or the embedded one) and the keys. Opened first, closed last.
import { join } from 'node:path';
import type { Config } from './config.ts';
import { assertMigrated, migrateDatabase } from '../database/migrate.ts';
import { openStore, type Store } from '../database/open-store.ts';
import { explainOpening } from '../database/opening-failure.ts';
import { prepareLogin, type RuntimeLogin } from '../database/runtime-login.ts';
import { startEmbeddedPostgres } from '../embedded/postgres.ts';
import { ConfigError } from '../errors.ts';
import { readOrMakeKey } from '../secrets/kept-key.ts';
import type { Log } from './logger.ts';
import { createSealer, type Sealer } from '../secrets/seal.ts';

export interface Foundation {
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly databaseUrl: string;
  readonly queueUrl: string;
  close(): Promise<void>;
}

/** `mustStay`: for a process that is relied on, data may not lie where machines clean unless somebody put it there. */
export async function openFoundation(
  config: Config,
  log: Log,
  { mustStay = false }: { mustStay?: boolean } = {},
): Promise<Foundation> {
  const database = await openDatabase(config, log, mustStay);
  try {
    const sealer = createSealer(await secretKeys(config));
    let isClosing = false;
    const store = openStore({
      url: database.url,
      maxConnections: config.workerConcurrency + 10,
      onError: (err) => {
        if (!isClosing) log.warn({ err }, 'database connection lost');
      },
    });
    try {
      await assertMigrated(store.db);
      await store.assertSessions();
    } catch (error) {
      isClosing = true;
      await store.close();
      throw explainOpening(error);
    }
    const close = async (): Promise<void> => {
      isClosing = true;
      await store.close();
      await database.close();
    };
    return {
      config,
      log,
      store,
      sealer,
      databaseUrl: database.url,
      queueUrl: config.redisUrl ?? database.url,
      close,
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Migrates a given database; the embedded one migrates whenever it is opened. `runtime`: the login that Koppel runs under,
 * where that is not the owner of the tables.
 */
export async function migrate(url: string, runtime: RuntimeLogin | null): Promise<readonly string[]> {
  const applied = await migrateDatabase(url);
  if (runtime !== null) await prepareLogin(url, runtime);
  // Loaded here: most commands migrate nothing, and need no queue.
  const { migrateQueues } = await import('../queue/prepare-store.ts');
  await migrateQueues(url, runtime?.name);
  return applied;
}

interface OpenDatabase {
  readonly url: string;
  close(): Promise<void>;
}

async function openDatabase(config: Config, log: Log, mustStay: boolean): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, close: () => Promise.resolve() };
  const embedded = await startEmbeddedPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    keep: true,
    temporary: placeOfData(config, mustStay),
    log: (message, fields) => log.warn(fields, message),
  });
  try {
    await migrate(embedded.url, embedded.runtime);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return { url: embedded.runtimeUrl, close: () => embedded.stop() };
}

function placeOfData({ isDataDirGiven }: Config, mustStay: boolean): 'anywhere' | 'where-asked' | 'nowhere' {
  if (!mustStay) return 'anywhere';
  return isDataDirGiven ? 'where-asked' : 'nowhere';
}

/** With nothing configured the key is made once and kept beside the embedded database. */
async function secretKeys(config: Config): Promise<readonly string[]> {
  if (config.secretKeys.length > 0) return config.secretKeys;
  if (config.databaseUrl !== null) {
    throw new ConfigError([
      {
        en: 'KOPPEL_SECRET_KEY is required with DATABASE_URL (make one: openssl rand -base64 32).',
        nl: 'KOPPEL_SECRET_KEY is verplicht met DATABASE_URL (maak er een: openssl rand -base64 32).',
      },
    ]);
  }
  return [await readOrMakeKey(config.dataDir, 'secret.key')];
}
