// The Redis of a run, which can be restarted empty, emptied and held up.
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';

export interface LabRedis {
  readonly url: string;
  /** Kills it and starts it again at the same address, with nothing in it. */
  restart(): Promise<void>;
  flush(): Promise<void>;
  /** Holds it up for so long: it answers nothing. */
  pause(ms: number): Promise<void>;
}

/** Throws Lacking where this machine can have no Redis. */
export async function startLabRedis(): Promise<LabRedis> {
  let server: TestRedis = await startRedis();
  const { url } = server;
  const port = Number(new URL(url).port);
  releaseAtEnd(() => server.stop());
  let last: Promise<void> = Promise.resolve();
  /** What is done to one server waits its turn: one that is held up cannot be emptied. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    url,
    restart: () =>
      inTurn(async () => {
        await server.stop();
        server = await startRedis({ port });
      }),
    flush: () => inTurn(() => flush(url)),
    pause: (ms) => inTurn(() => pause(server.pid, ms)),
  };
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  await redis.flushall().finally(() => redis.disconnect());
}

async function pause(pid: number | null, ms: number): Promise<void> {
  if (pid === null) return;
  process.kill(pid, 'SIGSTOP');
  await delay(ms).finally(() => process.kill(pid, 'SIGCONT'));
}
