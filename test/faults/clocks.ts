// The clocks of Koppel's processes, moved with Debian's libfaketime while they run: each process reads how far it is off
// from a file of its own. Timers go on as before, as on a machine whose clock somebody sets.
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Clocks {
  /** For the environment of a process. */
  env(name: string): Promise<Record<string, string>>;
  /** Sets the clock of one process so many seconds ahead (or back); 0 sets it right. */
  set(name: string, seconds: number): Promise<void>;
}

const PLACES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`,
);

/** Null where libfaketime is not installed (`apt-get install faketime`). */
export async function findClocks(folder: string): Promise<Clocks | null> {
  const library = await findLibrary();
  if (library === null) return null;
  await mkdir(folder, { recursive: true });
  const fileOf = (name: string): string => join(folder, name);
  const set = (name: string, seconds: number): Promise<void> =>
    writeFile(fileOf(name), `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  return {
    set,
    env: async (name) => {
      await set(name, 0);
      return {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: fileOf(name),
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      };
    },
  };
}

async function findLibrary(): Promise<string | null> {
  for (const path of PLACES) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
