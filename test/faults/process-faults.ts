// What befalls the processes of Koppel, their Redis and their connections to the database.
import type { Fault } from './fault.ts';
import type { Lab, Shape } from './lab.ts';

const SPREAD = ['redis', 'postgres'] as const;

function kill(name: string, shapes: readonly Shape[]): Fault {
  const title = `kill -9 ${name}`;
  return {
    name: title,
    weight: 'light',
    shapes,
    happen: async ({ fleet, diary }) => {
      await fleet.end(name, 'SIGKILL');
      diary.count(title);
    },
  };
}

/** Asked to end while it works: it ends by itself, in time, and what it left is taken up by others. */
const terminate: Fault = {
  name: 'SIGTERM',
  weight: 'light',
  shapes: ['redis', 'postgres', 'embedded'],
  happen: async ({ fleet, diary }, random) => {
    const name = random.pick(fleet.names);
    diary.write(`SIGTERM for ${name}`);
    await fleet.end(name, 'SIGTERM');
    diary.count('SIGTERM');
  },
};

type RedisAct = (redis: NonNullable<Lab['redis']>, pauseMs: number) => Promise<void>;

function redisFault(name: string, act: RedisAct): Fault {
  return {
    name,
    weight: 'light',
    shapes: ['redis'],
    happen: async ({ redis, diary }, random) => {
      if (redis === null) return;
      await act(redis, 500 + random.whole(2_500));
      diary.count(name);
    },
  };
}

const lostConnections: Fault = {
  name: 'lost database connections',
  weight: 'light',
  shapes: ['redis', 'postgres', 'embedded'],
  happen: async ({ ledger, diary }) => {
    const ended = await ledger.endConnections();
    diary.write(`${ended} database connections were ended`);
    diary.count('lost database connections');
  },
};

export const PROCESS_FAULTS: readonly Fault[] = [
  kill('worker-1', SPREAD),
  kill('worker-2', SPREAD),
  kill('server', SPREAD),
  kill('koppel', ['embedded']),
  terminate,
  redisFault('redis restart', (redis) => redis.restart()),
  redisFault('redis flush', (redis) => redis.flush()),
  redisFault('redis pause', (redis, pauseMs) => redis.pause(pauseMs)),
  lostConnections,
];
