// Makes the store fit for queues before anything opens them: BullMQ's tables in PostgreSQL, and a look at the settings
// of Redis that decide whether jobs can get lost.
import { PostgresConnection, quoteSchemaName } from 'bullmq';
import { Redis, ReplyError } from 'ioredis';
import type { Text } from '../domain/text.ts';
import { ConfigError, TransientError } from '../errors.ts';
import { withDeadline } from './deadline.ts';
import { QUEUE_NAMES } from './open-queues.ts';
import { QUEUE_SCHEMA, postgresConnection, redisConnection, storeOf } from './queue-store.ts';

const MIGRATE_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 5_000;

/**
 * Brings BullMQ's schema up to date; does nothing for Redis. Processes may do it at the same time. The role of `url`
 * needs CREATE on the database; `runtimeRole` is then given what reading and writing jobs takes, and no more.
 */
export async function migrateQueues(url: string, runtimeRole?: string): Promise<void> {
  if (storeOf(url) === 'redis') return;
  const connection = new PostgresConnection({
    ...postgresConnection(url, 'producer'),
    max: 1,
    migrate: true,
  });
  connection.on('error', () => undefined);
  try {
    await withDeadline(connection.waitUntilReady(), MIGRATE_WITHIN_MS);
    // BullMQ would make a queue's sequence at the first job, which the role that adds jobs may not.
    await connection.pool.query('select next_job_id(name) from unnest($1::text[]) as name', [QUEUE_NAMES]);
    if (runtimeRole !== undefined) await grant(connection, runtimeRole);
  } finally {
    await withDeadline(connection.close(), ANSWER_WITHIN_MS).catch(() => undefined);
  }
}

const LACKING = `
  select from pg_class c where c.relnamespace = $2::regnamespace and case c.relkind
    when 'r' then not has_table_privilege($1, c.oid, 'delete') when 'S' then not has_sequence_privilege($1, c.oid, 'usage')
    else false end
  union all select from pg_proc p where p.pronamespace = $2::regnamespace and not has_function_privilege($1, p.oid, 'execute')`;

/**
 * Given together, so that one right of a table tells of all; where nothing lacks, nothing is written. One process at a time:
 * PostgreSQL refuses to change the rights to one table twice at once.
 */
async function grant({ pool }: PostgresConnection, role: string): Promise<void> {
  const { rows } = await pool.query(LACKING, [role, QUEUE_SCHEMA]);
  if (rows.length > 0)
    await pool.query(`select pg_advisory_xact_lock(hashtext('koppel queue rights')); ${grants(role)}`);
}

function grants(role: string): string {
  const schema = quoteSchemaName(QUEUE_SCHEMA);
  const grantee = `"${role.replaceAll('"', '""')}"`;
  return `grant usage on schema ${schema} to ${grantee};
    grant select, insert, update, delete on all tables in schema ${schema} to ${grantee};
    grant usage, select on all sequences in schema ${schema} to ${grantee};
    grant execute on all functions in schema ${schema} to ${grantee}`;
}

/**
 * Refuses a Redis that may throw jobs away, and one whose jobs do not outlive a restart (a warning instead when
 * `requireAppendOnly` is false). Returns the warnings. PostgreSQL is always fit.
 */
export async function assertRedisIsSafe(
  url: string,
  options: { requireAppendOnly: boolean },
): Promise<readonly string[]> {
  if (storeOf(url) === 'postgres') return [];
  const info = await readInfo(url);
  const problems: Text[] = [];
  const warnings: string[] = [];
  if (info.get('maxmemory_policy') !== 'noeviction') {
    problems.push({
      en: 'Redis may drop jobs when its memory is full: set maxmemory-policy to noeviction.',
      nl: 'Redis kan taken weggooien als het geheugen vol is: zet maxmemory-policy op noeviction.',
    });
  }
  if (info.get('aof_enabled') !== '1') {
    const text = {
      en: 'Redis forgets its jobs when it restarts: set appendonly to yes.',
      nl: 'Redis vergeet zijn taken als het opnieuw start: zet appendonly op yes.',
    };
    if (options.requireAppendOnly) problems.push(text);
    else warnings.push(text.en);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return warnings;
}

/** INFO rather than CONFIG GET, which hosted Redis forbids. https://redis.io/docs/latest/commands/info/ */
async function readInfo(url: string): Promise<ReadonlyMap<string, string>> {
  const redis = new Redis(url, {
    ...redisConnection(url, 'producer', { ended: false }),
    enableOfflineQueue: true,
  });
  redis.on('error', () => undefined);
  try {
    const info = await withDeadline(redis.info(), ANSWER_WITHIN_MS);
    const lines = info.split(/\r?\n/).map((line) => line.split(':'));
    return new Map(lines.map(([name = '', value = '']) => [name, value]));
  } catch (error) {
    throw explainRedis(error);
  } finally {
    redis.disconnect();
  }
}

/** For the person who configured it. */
function explainRedis(cause: unknown): Error {
  if (cause instanceof ReplyError)
    return new ConfigError([
      {
        en: 'Redis refuses the login in REDIS_URL, or does not let it read INFO.',
        nl: 'Redis weigert de login in REDIS_URL, of laat die INFO niet lezen.',
      },
    ]);
  return new TransientError(
    {
      en: 'Redis does not answer: check that it runs, and check REDIS_URL.',
      nl: 'Redis antwoordt niet: controleer of het draait, en controleer REDIS_URL.',
    },
    { code: 'QUEUE_UNAVAILABLE', mayHaveLanded: false, cause },
  );
}
