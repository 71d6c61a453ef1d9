// The processes of Koppel under test, kept up as a supervisor would: whatever ends is started again. Knows who was asked to
// end, so that an end nobody asked for is noticed.
import { setTimeout as delay } from 'node:timers/promises';
import { startKoppel, type RunningKoppel } from '../support/koppel-process.ts';
import { ready } from '../support/koppel-server.ts';
import { waitFor } from '../support/wait-for.ts';

export interface Member {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Fleet {
  readonly names: readonly string[];
  /** Where it serves; null while nobody does. */
  address(): string | null;
  /** Ends one and waits for its end. It is started again at once. */
  end(name: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Until all run and have said that they are ready. */
  whenUp(): Promise<void>;
  /** Ends of processes that were ready and that nobody asked to end. */
  readonly surprises: readonly string[];
  /** The last lines that each has logged. */
  logs(): string;
  stop(): Promise<void>;
}

/** SIGTERM ends in order within 30 seconds (docs/operations.md); a little more on a busy machine. */
const ENDS_WITHIN_MS = 40_000;
const RESTART_MS = 300;
const UP_WITHIN_MS = 180_000;
const LOG_TAIL = 1_500;

interface Kept {
  readonly member: Member;
  running: RunningKoppel | null;
  address: string | null;
  isUp: boolean;
  asked: boolean;
}

export function openFleet(members: readonly Member[], mayFall: () => boolean): Fleet {
  const surprises: string[] = [];
  const state = { stopped: false };
  const kept: Kept[] = members.map((member) => ({
    member,
    running: null,
    address: null,
    isUp: false,
    asked: false,
  }));
  const loops = kept.map((one) => keepUp(one, { state, surprises, mayFall }));
  const find = (name: string): Kept => {
    const found = kept.find(({ member }) => member.name === name);
    if (found === undefined) throw new Error(`There is no process ${name}.`);
    return found;
  };
  const whenUp = async (): Promise<void> => {
    await waitFor(() => kept.every(({ isUp }) => isUp), {
      what: 'all processes to run',
      timeoutMs: UP_WITHIN_MS,
    }).catch((error: unknown) => {
      const down = kept.find(({ isUp }) => !isUp);
      throw new Error(`${String(error)} ${down?.member.name}: ${down?.running?.log().slice(-LOG_TAIL)}`);
    });
  };
  return {
    names: members.map(({ name }) => name),
    surprises,
    logs: () =>
      kept
        .map(({ member, running }) => `${member.name}: ${running?.log().slice(-LOG_TAIL) ?? ''}`)
        .join('\n'),
    address: () => kept.map(({ address }) => address).find((address) => address !== null) ?? null,
    whenUp,
    end: async (name, signal) => {
      const one = find(name);
      await waitFor(() => one.isUp, { what: `${name} to run`, timeoutMs: UP_WITHIN_MS });
      await endOne(one, signal);
    },
    stop: async () => {
      state.stopped = true;
      await Promise.all(kept.map((one) => endOne(one, 'SIGTERM')));
      await Promise.all(loops);
    },
  };
}

async function keepUp(
  one: Kept,
  { state, surprises, mayFall }: { state: { stopped: boolean }; surprises: string[]; mayFall: () => boolean },
): Promise<void> {
  for (;;) {
    if (state.stopped) return;
    one.asked = false;
    const running = await startKoppel(one.member.args, { env: one.member.env });
    one.running = running;
    const address = await untilReady(running);
    one.isUp = address !== null;
    one.address = address === '' ? null : address;
    const { code, stderr } = await running.ended;
    if (one.isUp && !wasAsked(one) && !mayFall())
      surprises.push(`${one.member.name} ended with ${code} by itself: ${stderr.slice(-LOG_TAIL)}`);
    one.isUp = false;
    one.address = null;
    await delay(RESTART_MS);
  }
}

/** However long a busy machine takes; null when it ended before. */
async function untilReady(running: RunningKoppel): Promise<string | null> {
  const state = { hasEnded: false };
  void running.ended.then(() => (state.hasEnded = true));
  for (;;) {
    const address = await ready(running).catch(() => null);
    if (address !== null || state.hasEnded) return address;
  }
}

function wasAsked({ asked }: Kept): boolean {
  return asked;
}

async function endOne(one: Kept, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const { running } = one;
  if (running === null) return;
  one.asked = true;
  one.address = null;
  running.child.kill(signal);
  const late = delay(ENDS_WITHIN_MS, 'late' as const, { ref: false });
  const ended = await Promise.race([running.ended, late]);
  if (ended !== 'late') return;
  running.child.kill('SIGKILL');
  throw new Error(
    `${one.member.name} did not end within ${ENDS_WITHIN_MS} ms of ${signal}: ${running.log().slice(-LOG_TAIL)}`,
  );
}
