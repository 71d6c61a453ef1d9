import { expect } from 'chai';
import { koppelCommand } from '../../support/koppel-command.ts';

const PASSWORD = { input: 'correct horse battery\n' };

describe('a command line beside others in one process', () => {
  it('has streams, an environment and an exit code of its own', async () => {
    const [help, wrong, missing, hashed, configured] = await Promise.all([
      koppelCommand(['--help']),
      koppelCommand(['sync', '--nope', '--json']),
      koppelCommand(['nonsense']),
      koppelCommand(['password', 'olga'], PASSWORD),
      koppelCommand(['status'], { env: { KOPPEL_PORT: 'none' } }),
    ]);
    expect([help, wrong, missing, hashed, configured].map(({ code }) => code)).to.deep.equal([0, 2, 2, 0, 4]);
    expect(help.stdout).to.include('Exit codes').and.not.to.include('olga');
    expect(wrong.json()).to.have.nested.property('error.code', 'USAGE');
    expect(missing.stderr).to.include("unknown command 'nonsense'").and.not.to.include('--nope');
    expect(hashed.stdout).to.match(/^olga:operator:scrypt/);
    expect(configured.stderr).to.include('KOPPEL_PORT');
    for (const { stderr } of [help, hashed]) expect(stderr).to.equal('');
  });

  it('leaves the process as it was', async () => {
    const before = { exitCode: process.exitCode, listeners: process.eventNames().length };
    await koppelCommand(['nonsense']);
    await koppelCommand(['password'], { input: 'short' });
    expect({ exitCode: process.exitCode, listeners: process.eventNames().length }).to.deep.equal(before);
  });
});
