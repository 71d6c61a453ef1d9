// A place for the built program to run in: settings, a store (the embedded default, a PostgreSQL, or that and a Redis), and
// processes of it.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { ready, signInSettings } from '../../test/support/koppel-server.ts';
import { runKoppel, startKoppel, type KoppelResult } from '../../test/support/koppel-process.ts';
import { startRedis } from '../../test/support/redis.ts';
import { releaseAtEnd } from '../../test/support/released-at-end.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { Asked } from './run-bench.ts';

export const STORES = ['embedded', 'postgres', 'redis'] as const;
export type StoreKind = (typeof STORES)[number];

/** Those of the option `stores`, in the order given. */
export function readStores(asked: Asked): readonly StoreKind[] {
  return asked.list('stores').map((name) => {
    const kind = STORES.find((each) => each === name);
    if (kind === undefined) throw new Error(`There is no store ${name}: ${STORES.join(', ')}.`);
    return kind;
  });
}

export interface KoppelProcess {
  readonly pid: number;
  /** Empty for one that serves nothing. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface KoppelPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Throws unless it ends with 0, or with 5: an answer that is no. */
  readonly koppel: (...args: string[]) => Promise<KoppelResult>;
  start(command: 'start' | 'serve' | 'worker'): Promise<KoppelProcess>;
  /** Of the server of the database: of the embedded one once it runs. */
  readonly databasePid: () => Promise<number>;
  /** Of Redis, where there is one. */
  readonly redisPid: number | null;
  close(): Promise<void>;
}

/** `more`: further settings. */
export async function openKoppelPlace(
  kind: StoreKind,
  more: Readonly<Record<string, string>> = {},
): Promise<KoppelPlace> {
  const folder = await temporaryFolder('bench');
  const dataDir = join(folder, 'data');
  const store = kind === 'embedded' ? embedded(dataDir) : await openStores(folder, kind);
  const env = {
    ...(await signInSettings()),
    KOPPEL_DATA_DIR: dataDir,
    KOPPEL_SECRET_KEY: randomBytes(32).toString('base64'),
    KOPPEL_PORT: '0',
    ...store.env,
    ...more,
  };
  const koppel = async (...args: string[]): Promise<KoppelResult> => {
    const result = await runKoppel(args, { env });
    if (result.code === 0 || result.code === 5) return result;
    throw new Error(
      `koppel ${args.join(' ')} ended with ${result.code}: ${result.stderr}${result.stdout.slice(0, 500)}`,
    );
  };
  if (kind !== 'embedded') await koppel('migrate');
  return {
    ...{ folder, env, koppel, databasePid: store.databasePid, redisPid: store.redisPid },
    close: () => store.close(),
    start: async (command) => {
      const running = await startKoppel([command], { env });
      const address = await ready(running);
      const { pid = 0 } = running.child;
      const stop = async (): Promise<void> => {
        running.child.kill('SIGTERM');
        await running.ended;
      };
      return { pid, address, stop };
    },
  };
}

interface Stores {
  readonly env: Readonly<Record<string, string>>;
  readonly databasePid: () => Promise<number>;
  readonly redisPid: number | null;
  close(): Promise<void>;
}

/** Every process of Koppel brings it, and the last one ends it. */
function embedded(dataDir: string): Stores {
  return {
    env: {},
    databasePid: async () => {
      const lock = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8');
      return Number(lock.split('\n')[0]);
    },
    redisPid: null,
    close: () => Promise.resolve(),
  };
}

async function openStores(folder: string, kind: 'postgres' | 'redis'): Promise<Stores> {
  const database = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
  releaseAtEnd(() => database.stop());
  const redis = kind === 'redis' ? await startRedis() : null;
  releaseAtEnd(async () => redis?.stop());
  return {
    env: { DATABASE_URL: database.url, ...(redis === null ? {} : { REDIS_URL: redis.url }) },
    databasePid: () => Promise.resolve(database.pid),
    redisPid: redis?.pid ?? null,
    close: async () => {
      await database.stop();
      await redis?.stop();
    },
  };
}
