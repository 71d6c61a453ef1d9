import { expect } from 'chai';
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openRun } from '../../src/cli/frame/terminal.ts';
import { createProgram } from '../../src/cli/program.ts';
import { koppelCommand, openTestTerminal } from '../support/koppel-command.ts';
import { openKoppelBench, type KoppelBench } from '../support/koppel-bench.ts';
import { runKoppel, type KoppelResult } from '../support/koppel-process.ts';

const run = openRun(openTestTerminal().terminal);
const errorSchema = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });

describe('the command line', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  const koppel = (...args: string[]): Promise<KoppelResult> => bench.koppel(...args);

  before(async () => {
    bench = await openKoppelBench();
  });

  describe('koppel --help', () => {
    it('describes every command and ends well', async () => {
      const { code, stdout } = await koppel('--help');
      expect(code).to.equal(0);
      for (const command of (await createProgram(run)).commands)
        expect(stdout).to.include(`  ${command.name()}`);
    });

    it('explains every command and every option', async () => {
      for (const command of await everyCommand()) {
        expect(command.description(), command.name()).not.to.equal('');
        for (const { flags, description } of command.options) expect(description, flags).not.to.equal('');
      }
    });

    it('has the same command when no other is loaded', async () => {
      const { commands } = await createProgram(run);
      expect(commands.length).to.be.greaterThan(20);
      for (const command of commands) {
        const alone = (await createProgram(run, command.name())).commands;
        // What a shell completes is every command.
        expect(alone.length === 1, command.name()).to.equal(command.name() !== 'completion');
        const same = alone.find((one) => one.name() === command.name());
        expect(same?.helpInformation()).to.equal(command.helpInformation());
      }
    });

    it('shows the help of a single command, with an example and its exit codes', async () => {
      const { code, stdout } = await koppel('import', '--help');
      expect(code).to.equal(0);
      expect(stdout).to.include('Example').and.to.include('Exit codes').and.to.include('--skip-invalid');
    });

    it('prints the version of the package', async () => {
      const manifest = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
      const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
      expect((await runKoppel(['--version'])).stdout.trim()).to.equal(version);
    });
  });

  describe('a command that is given wrongly', () => {
    it('ends with 2 and says what is missing', async () => {
      const { code, stderr } = await koppel('connection', 'list', '--wrong');
      expect(code).to.equal(2);
      expect(stderr).to.include('--wrong').and.to.include('--help');
    });

    it('answers scripts in JSON too', async () => {
      const result = await koppel('connection', 'pause', 'x', '--json');
      expect(result.code).to.equal(2);
      expect(errorSchema.parse(result.json()).error.code).to.equal('USAGE');
    });

    it('names a practice that is not there, and where to see which are', async () => {
      const { code, stderr } = await koppel('import', '--practice', 'nobody', '--clients', 'x.csv');
      expect(code).to.equal(2);
      expect(stderr).to.include('"nobody"').and.to.include('koppel practice list');
    });
  });

  describe('koppel password', () => {
    it('prints an entry for KOPPEL_USERS and not the password', async () => {
      const args = ['password', 'vera', '--role', 'viewer'];
      const made = await runKoppel(args, { input: 'correct horse battery\n' });
      expect(made.code).to.equal(0);
      expect(made.stdout).to.match(/^vera:viewer:scrypt\$[^:\s]+\n$/);
      expect(made.stdout + made.stderr).not.to.include('correct');
    });

    it('refuses a password that is too short', async () => {
      const { code } = await koppelCommand(['password'], { input: 'short' });
      expect(code).to.equal(2);
    });
  });
});

async function everyCommand(): Promise<Command[]> {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  return (await createProgram(run)).commands.flatMap(all);
}
