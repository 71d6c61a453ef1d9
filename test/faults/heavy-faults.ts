// The heavy faults: the database ends without warning, clocks jump, the disk is full.
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { SHAPES, type Lab } from './lab.ts';

function databaseCrash(name: string, signal: 'SIGQUIT' | 'SIGKILL'): Fault {
  return {
    name,
    weight: 'heavy',
    shapes: SHAPES,
    happen: async (lab) => {
      await lab.database.crash(signal);
      await lab.fleet.whenUp();
      lab.diary.count(name);
    },
  };
}

const JUMPS_S = [-3_600, -600, -90, 90, 600, 3_600];

/** One process is set wrong for some seconds, then right again; each end of it is a jump. */
const clockJump: Fault = {
  name: 'clock jump',
  weight: 'heavy',
  shapes: SHAPES,
  happen: async ({ clocks, fleet, diary }, random) => {
    if (clocks === null) {
      diary.skip('clock jump', 'libfaketime is not installed (apt-get install faketime)');
      return;
    }
    const name = random.pick(fleet.names);
    const seconds = random.pick(JUMPS_S);
    diary.write(`the clock of ${name} jumps ${seconds} s`);
    await clocks.set(name, seconds);
    await delay(2_000 + random.whole(4_000));
    await clocks.set(name, 0);
    diary.count('clock jump');
  },
};

const diskFull: Fault = {
  name: 'disk full',
  weight: 'heavy',
  shapes: ['embedded'],
  happen: async ({ disk, fleet, diary }: Lab, random) => {
    if (disk === null) {
      diary.skip('disk full', 'a disk of its own cannot be mounted (needs root)');
      return;
    }
    await disk.fill();
    diary.write('the disk of the embedded database is full');
    await delay(2_000 + random.whole(4_000));
    await disk.free();
    diary.write('the disk of the embedded database has room again');
    await fleet.whenUp();
    diary.count('disk full');
  },
};

export const HEAVY_FAULTS: readonly Fault[] = [
  databaseCrash('database stopped at once', 'SIGQUIT'),
  clockJump,
  databaseCrash('database killed', 'SIGKILL'),
  diskFull,
];
