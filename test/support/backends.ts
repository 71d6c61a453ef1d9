// Declares a suite once per store that can keep the queues, so that both are held to the same behaviour.
import { Redis } from 'ioredis';
import { orSkip } from './lacking.ts';
import { ownRedis } from './redis.ts';
import { releaseAtEnd } from './released-at-end.ts';

export interface QueueBackend {
  readonly name: 'PostgreSQL' | 'Redis';
  /** Where the queues of that database are kept: in the database itself, or in an empty part of Redis for it alone. */
  queueUrl(databaseUrl: string): Promise<string>;
}

export function forEachBackend(declare: (backend: QueueBackend) => void): void {
  describe('with queues in PostgreSQL', () => {
    declare({ name: 'PostgreSQL', queueUrl: (databaseUrl) => Promise.resolve(databaseUrl) });
  });
  describe('with queues in Redis', () => {
    before('starts Redis', async function () {
      await orSkip(this, ownRedis());
    });
    declare({ name: 'Redis', queueUrl: logicalDatabaseOf });
  });
}

const chosen = new Map<string, Promise<string>>();

function logicalDatabaseOf(databaseUrl: string): Promise<string> {
  const known = chosen.get(databaseUrl);
  if (known !== undefined) return known;
  const url = claimEmptyDatabase();
  chosen.set(databaseUrl, url);
  return url;
}

let nextNumber = 0;
/** Two processes that find the same one empty must not both take it. */
const CLAIM = 'koppel-test';

/** Only empty ones are used, and only those are emptied at the end: a developer's own Redis keeps what it has. */
async function claimEmptyDatabase(): Promise<string> {
  const server = await ownRedis();
  const redis = new Redis(server.url);
  try {
    do {
      nextNumber += 1;
      // Rejects when the server has no such database.
      await redis.select(nextNumber);
    } while ((await redis.dbsize()) > 0 || (await redis.set(CLAIM, 1, 'NX')) === null);
  } finally {
    redis.disconnect();
  }
  const url = new URL(server.url);
  url.pathname = `/${nextNumber}`;
  releaseAtEnd(() => empty(url.href));
  return url.href;
}

async function empty(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
}
