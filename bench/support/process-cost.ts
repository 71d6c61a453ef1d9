// What a process and its children take, as Linux tells it. On other systems every figure is 0.
import { readdir, readFile } from 'node:fs/promises';

/** Of one tick of the processor times in /proc: USER_HZ is 100 on every Linux. */
const TICK_MS = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/** Milliseconds of processor time that these processes have used, with all they have started. */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  const stats = await readStats();
  const own = new Set(pids);
  // Children of children come later in no certain order: until none is added.
  for (let size = 0; size !== own.size;) {
    size = own.size;
    for (const { pid, parent } of stats) if (own.has(parent)) own.add(pid);
  }
  return stats.filter(({ pid }) => own.has(pid)).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

async function readStats(): Promise<readonly Stat[]> {
  const names = await readdir('/proc').catch(() => []);
  const stats = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readStat));
  return stats.filter((stat) => stat !== null);
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
async function readStat(pid: string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return null;
  // utime, stime, and those of children that have ended.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
}

export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
