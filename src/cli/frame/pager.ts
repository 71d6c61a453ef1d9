// A long answer on a terminal is shown by the pager of the person (PAGER, else less), which shows a short one at once.
// Anywhere else it goes where the answer goes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Terminal } from './terminal.ts';

/** Ends when the person has read. A person who leaves the pager has read enough: the process ends. */
export async function withPager<T>(terminal: Terminal, work: (terminal: Terminal) => Promise<T>): Promise<T> {
  const pager = terminal.environment['PAGER'] ?? 'less -FRX';
  if (terminal.stdout.isTTY !== true || ['', 'cat'].includes(pager)) return work(terminal);
  const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
  const closed = once(child, 'close');
  let isDone = false;
  // Without a pager on this machine, and when it was left in the middle.
  child.stdin.on('error', () => undefined);
  child.once('close', () => {
    if (!isDone) process.exit();
  });
  const { columns } = terminal.stdout;
  const stdout = Object.assign(child.stdin, columns === undefined ? {} : { isTTY: true, columns });
  try {
    return await work({
      environment: terminal.environment,
      get stdin() {
        return terminal.stdin;
      },
      stdout,
      stderr: terminal.stderr,
    });
  } finally {
    isDone = true;
    child.stdin.end();
    await closed;
  }
}
