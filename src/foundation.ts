// What every command stands on: the database (a given one, or the embedded one) and the keys. Opened first, closed last.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { assertMigrated, migrateDatabase } from './database/migrate.ts';
import { openStore, type Store } from './database/open-store.ts';
import { startEmbeddedPostgres } from './embedded/postgres.ts';
import { ConfigError } from './errors.ts';
import type { Log } from './logger.ts';
import { migrateQueues } from './queue/prepare-store.ts';
import { createSealer, type Sealer } from './seal.ts';

export interface Foundation {
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly databaseUrl: string;
  readonly queueUrl: string;
  close(): Promise<void>;
}

export async function openFoundation(config: Config, log: Log): Promise<Foundation> {
  const database = await openDatabase(config, log);
  try {
    const sealer = createSealer(await secretKeys(config));
    const store = openStore({
      url: database.url,
      maxConnections: config.workerConcurrency + 10,
      onError: (err) => log.warn({ err }, 'database connection lost'),
    });
    await assertMigrated(store.db);
    const close = async (): Promise<void> => {
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

/** Migrates a given database; the embedded one migrates whenever it is opened. */
export async function migrate(url: string): Promise<readonly string[]> {
  const applied = await migrateDatabase(url);
  await migrateQueues(url);
  return applied;
}

interface OpenDatabase {
  readonly url: string;
  close(): Promise<void>;
}

async function openDatabase(config: Config, log: Log): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, close: () => Promise.resolve() };
  const embedded = await startEmbeddedPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    log: (message, fields) => log.info(fields, message),
  });
  try {
    await migrate(embedded.url);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return { url: embedded.url, close: () => embedded.stop() };
}

/** With nothing configured the key is made once and kept beside the embedded database. */
async function secretKeys(config: Config): Promise<readonly string[]> {
  if (config.secretKeys.length > 0) return config.secretKeys;
  if (config.databaseUrl !== null) {
    throw new ConfigError([
      'KOPPEL_SECRET_KEY is required with DATABASE_URL (make one: openssl rand -base64 32).',
    ]);
  }
  const path = join(config.dataDir, 'secret.key');
  await mkdir(config.dataDir, { recursive: true });
  try {
    return [(await readFile(path, 'utf8')).trim()];
  } catch {
    const key = randomBytes(32).toString('base64');
    await writeFile(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
    await chmod(path, 0o600);
    return [key];
  }
}
