// A running `koppel start`, `serve` or `worker`: who may sign in, when it is ready and where it answers.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { koppelCommand } from './koppel-command.ts';
import type { RunningKoppel } from './koppel-process.ts';
import { waitFor } from './wait-for.ts';

export const PASSWORD = 'correct horse battery';

/** Settings under which the operator `olga` may sign in with PASSWORD. */
export async function signInSettings(): Promise<Record<string, string>> {
  const { stdout } = await koppelCommand(['password', 'olga'], { input: PASSWORD });
  return { KOPPEL_USERS: stdout.trim(), KOPPEL_SESSION_KEY: randomBytes(32).toString('base64') };
}

/** The address of a process that serves; empty for one that only works. */
export async function ready(running: RunningKoppel): Promise<string> {
  const lineSchema = z.object({ msg: z.string(), address: z.string().default('') });
  const ended = { now: false };
  void running.ended.then(() => (ended.now = true));
  const line = await waitFor(
    () => {
      if (ended.now) throw new Error(`koppel ended instead of getting ready: ${running.log()}`);
      return running
        .log()
        .split('\n')
        .find((text) => text.includes('koppel is ready'));
    },
    { what: 'koppel to be ready', timeoutMs: 60_000 },
  );
  return lineSchema.parse(JSON.parse(line)).address;
}
