// Who PostgreSQL runs as. It refuses to run as root, so root drops to an account that exists on nearly every system;
// everybody else runs it as himself. Not responsible for what is run.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';

/** Empty when the program's own account will do. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const CANDIDATES = ['postgres', 'nobody'];

export async function chooseAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = lines.find(([user]) => user === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL cannot run as root and there is no account "postgres" or "nobody": set DATABASE_URL, or start Koppel as another user',
  );
}

interface Command {
  readonly account: Account;
  readonly file: string;
  readonly args: readonly string[];
}

/** Starts a program as that account. The environment is ours alone: HOME, PGDATA and the like must not leak in. */
export function spawnAs(command: Command, stdio: StdioOptions, detached = false): ChildProcess {
  return spawn(command.file, command.args, {
    ...command.account,
    stdio,
    detached,
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** Runs a program to its end, with `input` on its standard input. Killed after `timeoutMs`. */
export async function runAs(
  command: Command,
  options: { input?: string; timeoutMs?: number } = {},
): Promise<{ ok: boolean; output: string }> {
  const child = spawnAs(command, 'pipe');
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => output.push(String(chunk)));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  try {
    await once(child, 'close');
    return { ok: child.exitCode === 0, output: output.join('') };
  } catch (error) {
    return { ok: false, output: String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether that account can get into a folder: every folder above it must be open to it too. */
export async function canReach(account: Account, folder: string): Promise<boolean> {
  const script = { account, file: '/bin/sh', args: ['-c', 'cd "$1"', 'sh', folder] };
  return (await runAs(script, { timeoutMs: 10_000 })).ok;
}
