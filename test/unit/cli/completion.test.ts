import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { koppelCommand } from '../../support/koppel-command.ts';

const run = promisify(execFile);

describe('what a shell completes', () => {
  let script: string;

  before(async () => {
    script = (await koppelCommand(['completion', 'bash'])).stdout;
  });

  /** What bash would offer for the last word. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const line = ['koppel', ...words].map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _koppel; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['-euc', `${script}\n${ask}`]);
    return stdout.split('\n').filter((word) => word !== '');
  }

  it('is every command, by its beginning', async () => {
    expect(await offered('')).to.include.members(['start', 'connection', 'list', 'completion', '--help']);
    expect(await offered('conn')).to.deep.equal(['connection']);
  });

  it('is what stands below a command, wherever options stand', async () => {
    expect(await offered('connection', 'ch')).to.deep.equal(['check-api']);
    expect(await offered('connection', 'resume', '--practice', 'jansen', '--y')).to.deep.equal(['--yes']);
    expect(await offered('request', 'with')).to.deep.equal(['withdraw']);
  });

  it('is the same in fish, which has a table of its own make', async () => {
    const { stdout } = await koppelCommand(['completion', 'fish']);
    const lines = (text: string) => [
      ...text.matchAll(/^(?:set -g _koppel_words '|\s*'|)( ?[a-z -]*\|[^'\n]*)/gm),
    ];
    const [bash, fish] = [script, stdout].map((text) => lines(text).map(([, line]) => line));
    expect(fish).to.include(' list --link|on off');
    expect(fish).to.deep.equal(bash);
  });

  it('is the values of an option or an argument that has only some', async () => {
    expect(await offered('list', '--link', '')).to.deep.equal(['on', 'off']);
    expect(await offered('list', '--practice', 'jansen', '--lang', 'n')).to.deep.equal(['nl']);
    expect(await offered('sandbox', 'econ')).to.deep.equal(['econnect']);
  });
});
