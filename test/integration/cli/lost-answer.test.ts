import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { freshDatabase } from '../../support/postgres.ts';
import { releaseAtEnd } from '../../support/released-at-end.ts';

const moduleOf = (path: string): string => JSON.stringify(pathToFileURL(resolve(path)).href);

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** A command whose answer is lost, and which has something to do after it. */
async function endOf(frame: 'runCommand' | 'runQuestion', stdout: 'pipe' | number): Promise<Ended> {
  const script = `const { watchAnswer } = await import(${moduleOf('src/cli/frame/lost-answer.ts')});
    const { runCommand, runQuestion } = await import(${moduleOf('src/cli/frame/run-command.ts')});
    const { openRun } = await import(${moduleOf('src/cli/frame/terminal.ts')});
    const { env: environment, stdout, stderr } = process;
    const run = openRun({ environment, stdout, stderr });
    process.stdin.resume();
    await new Promise((closed) => process.stdin.once('end', closed));
    watchAnswer(run);
    await ${frame}(run, { json: true }, async ({ out }) => {
      const lost = new Promise((resolve) => process.stdout.once('error', resolve));
      out.result({});
      await lost;
      await new Promise((later) => setImmediate(later));
      process.stderr.write('all was done');
    });
    process.exitCode = run.exitCode;`;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', script], {
    stdio: ['pipe', stdout, 'pipe'],
    env: {
      ...{ PATH, HOME, DATABASE_URL: (await freshDatabase()).url },
      KOPPEL_SECRET_KEY: randomBytes(32).toString('base64'),
    },
  });
  releaseAtEnd(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  child.stdout?.destroy();
  child.stdin?.end();
  await once(child, 'close');
  return { code: child.exitCode, stderr };
}

describe('a command whose answer is lost', () => {
  it('finishes what it changes and ends well when nobody reads on', async () => {
    expect(await endOf('runCommand', 'pipe')).to.deep.equal({ code: 0, stderr: 'all was done' });
  });

  it('ends at once when nobody reads on and it only asks', async () => {
    expect(await endOf('runQuestion', 'pipe')).to.deep.equal({ code: 0, stderr: '' });
  });

  it('finishes, says so and fails when there is no room for it', async () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { code, stderr } = await endOf('runCommand', full);
      expect(code).to.equal(1);
      expect(stderr).to.include('ENOSPC').and.to.include('all was done');
    } finally {
      closeSync(full);
    }
  });
});
