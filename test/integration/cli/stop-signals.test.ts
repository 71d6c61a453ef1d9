import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { releaseAtEnd } from '../../support/released-at-end.ts';

const MODULE = pathToFileURL(resolve('src/cli/frame/stop-signals.ts')).href;

/** A process that something keeps alive for ever, and what it does when it was told to end by SIGTERM. */
async function endOf(work: string): Promise<{ code: number | null; told: string }> {
  const script = `const { listenForStop } = await import(${JSON.stringify(MODULE)});
    setInterval(() => undefined, 1_000);
    const stop = listenForStop(() => process.stdout.write('late'));
    process.kill(process.pid, 'SIGTERM');
    process.stdout.write(await stop.asked);
    ${work}`;
  const args = ['--import=tsx', '--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  releaseAtEnd(() => void child.kill('SIGKILL'));
  let told = '';
  child.stdout.on('data', (chunk) => (told += String(chunk)));
  await once(child, 'close');
  return { code: child.exitCode, told };
}

describe('a process that is asked to end', () => {
  it('ends with its own code once everything is closed, though a timer is left', async () => {
    expect(await endOf('process.exitCode = 4; stop.release();')).to.deep.equal({ code: 4, told: 'SIGTERM' });
  });

  it('ends at once when it is asked a second time', async () => {
    expect(await endOf("process.kill(process.pid, 'SIGTERM');")).to.deep.equal({
      code: 143,
      told: 'SIGTERM',
    });
  });
});
