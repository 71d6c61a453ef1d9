// Which store keeps the queues, told by its address, and how producers and workers connect to it. Everything that
// differs between BullMQ's two backends is here; the rest of this folder is the same for both.
import {
  createPostgresBackend,
  createRedisBackend,
  withBackend,
  type PostgresPoolConfig,
  type RedisOptions,
} from 'bullmq';
import { ConfigError } from '../errors.ts';

export const QUEUE_SCHEMA = 'bullmq';

export const postgresQueues = withBackend(createPostgresBackend);
export const redisQueues = withBackend<
  ReturnType<typeof createRedisBackend>,
  Parameters<typeof createRedisBackend>[1]['connection']
>(createRedisBackend);

export type Role = 'producer' | 'worker';

export function storeOf(url: string): 'postgres' | 'redis' {
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgres';
  if (/^rediss?:\/\//.test(url)) return 'redis';
  throw new ConfigError([
    {
      en: 'The address of the queue store starts with neither postgres:// nor redis://.',
      nl: 'Het adres van de wachtrij begint niet met postgres:// en niet met redis://.',
    },
  ]);
}

/** At the start of a process, on a machine that has much to do: BullMQ never recovers from a failed first connection. */
export const READY_WITHIN_MS = 10_000;

export function postgresConnection(url: string, role: Role): PostgresPoolConfig {
  const address = new URL(url);
  // Options in the address would replace ours, and with them the search path that BullMQ sets.
  const given = address.searchParams.get('options') ?? '';
  address.searchParams.delete('options');
  // A worker's write that a crash loses only makes a job run again; what producers add must be there afterwards.
  const durability = role === 'worker' ? '-c synchronous_commit=off' : '';
  return {
    connectionString: address.href,
    schema: QUEUE_SCHEMA,
    max: role === 'worker' ? 5 : 3,
    connectionTimeoutMillis: READY_WITHIN_MS,
    keepAlive: true,
    options: `${given} ${durability}`.trim(),
  };
}

/** Told when a connection is given up, so that a Redis that is away is not called for ever. */
export interface Lifetime {
  ended: boolean;
}

/** https://docs.bullmq.io/guide/going-to-production: producers fail fast, workers wait for Redis to come back. */
export function redisConnection(url: string, role: Role, lifetime: Lifetime): RedisOptions {
  return {
    url,
    connectTimeout: 2_000,
    retryStrategy: (attempt: number) => (lifetime.ended ? null : Math.min(attempt * 200, 1_000)),
    ...(role === 'producer'
      ? { enableOfflineQueue: false, maxRetriesPerRequest: 1 }
      : { maxRetriesPerRequest: null }),
  };
}
