import { expect } from 'chai';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';

const PASSWORD = 'correct horse battery';

describe('koppel user', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
  });

  const user = (input: string, ...args: string[]): Promise<KoppelResult> =>
    koppelCommand(['user', ...args, ...PRACTICE], { env: bench.env, input });

  it('adds an account once, and shows its password and hash nowhere', async () => {
    const added = await user(PASSWORD, 'add', 'Anna', '--role', 'link-manager', '--json');
    expect(added.json()).to.deep.equal({ practice: 'jansen', name: 'anna', role: 'link-manager' });
    expect((await user(PASSWORD, 'add', 'ANNA')).code).to.equal(2);
    const listed = await user('', 'list', '--json');
    expect(listed.stdout).to.include('"role":"link-manager"');
    const log = await bench.koppel('log', ...PRACTICE, '--json');
    expect(log.stdout).to.include('account.added');
    expect((await bench.koppel('log', ...PRACTICE, '--lang', 'nl')).stdout).to.match(
      /account toegevoegd +anna +koppelbeheerder/,
    );
    for (const { stdout, stderr } of [added, listed, log])
      expect(stdout + stderr).not.to.match(/correct horse|scrypt/);
  });

  it('says where it reads the password from when there is none', async () => {
    const { code, stderr } = await user('', 'add', 'bob', '--lang', 'nl');
    expect(code).to.equal(2);
    expect(stderr).to.include('eerste regel van standaardinvoer').and.not.include('12');
  });

  it('refuses a password that is too short, a role that there is not, and a name that nobody has', async () => {
    expect((await user('short', 'add', 'bob')).code).to.equal(2);
    expect((await user('', 'role', 'anna', 'king')).code).to.equal(2);
    for (const args of [
      ['role', 'bob', 'viewer'],
      ['disable', 'bob'],
      ['password', 'bob'],
    ])
      expect((await user(PASSWORD, ...args)).code, args.join(' ')).to.equal(2);
    expect((await user('', 'list', '--json')).stdout).not.to.include('bob');
  });

  it('disables an account, and a new password opens it again', async () => {
    const isDisabled = async (): Promise<boolean> =>
      !(await user('', 'list', '--json')).stdout.includes('"disabledAt":null');
    expect((await user('', 'disable', 'anna')).code).to.equal(0);
    expect(await isDisabled()).to.equal(true);
    expect((await user(PASSWORD, 'password', 'anna')).code).to.equal(0);
    expect(await isDisabled()).to.equal(false);
  });

  it('speaks Dutch', async () => {
    const listed = await user('', 'list', '--lang', 'nl');
    expect(listed.stdout).to.include('koppelbeheerder').and.include('rol');
  });
});
