// Every command there is, as somebody finds it who knows nothing yet: its help, a slip of the pen, nothing behind it, an
// empty database, a hostile word.
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { openRun } from '../../src/cli/frame/terminal.ts';
import { createProgram } from '../../src/cli/program.ts';
import { LANGUAGES } from '../../src/domain/text.ts';
import { koppelCommand, openTestTerminal } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';
import { openEngine } from '../support/engine.ts';
import { freshDatabase } from '../support/postgres.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { foreignWord } from '../support/text-rules.ts';

/** Those that stay, write files, or set nothing into the database by themselves. */
const NOT_RUN = /^(start|serve|worker|sandbox|demo|init|migrate|restored|completion|password)/;
const HOSTILE = "'; drop table client; --\u001b[2J<script>$(id)";

interface Listed {
  readonly path: readonly string[];
  readonly command: Command;
}

const listed = (command: Command, path: readonly string[] = []): readonly Listed[] => [
  { path, command },
  ...command.commands.flatMap((below) => listed(below, [...path, below.name()])),
];

const LISTED = listed(await createProgram(openRun(openTestTerminal().terminal)));
const ALL = LISTED.filter(({ command }) => command.commands.length === 0);

/** Something behind everything that must be there. */
function filled({ path, command }: Listed, word: string): readonly string[] {
  const needed = command.registeredArguments.filter(({ required }) => required);
  const has = (long: string): boolean => command.options.some((option) => option.long === long);
  return [
    ...path,
    ...needed.map(({ argChoices }) => argChoices?.[0] ?? word),
    ...(has('--practice') ? ['--practice', 'jansen'] : []),
    ...(has('--yes') ? ['--yes'] : []),
    ...(has('--timeout') ? ['--timeout', '1'] : []),
  ];
}

describe('every command', function () {
  this.timeout(240_000);
  /** A bare database, and one with a practice. */
  const places: Readonly<Record<string, string>>[] = [];
  before(async () => {
    const { url } = await freshDatabase();
    places.push({ DATABASE_URL: url, KOPPEL_SECRET_KEY: randomBytes(32).toString('base64') });
    const engine = await openEngine({ listed: true });
    releaseAtEnd(() => engine.close());
    await engine.contact(await engine.client({ number: '1001' }), { infix: null, lastName: 'Bos' });
    places.push({ DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey });
  });

  it('shows its help in both languages within 80 columns, whatever else is typed', async () => {
    for (const lang of LANGUAGES)
      for (const { path } of LISTED) {
        const { code, stdout, stderr } = await koppelCommand([...path, '--help', '--nope', '--lang', lang]);
        expect([code, stderr], path.join(' ')).to.deep.equal([0, '']);
        const prose = stdout.split('\n').filter((line) => !/^ {2}\$ |^ {6}--url/.test(line));
        expect(
          prose.filter((line) => line.length > 80),
          path.join(' '),
        ).to.deep.equal([]);
      }
  });

  it('shows Dutch words in the examples of Dutch help where an option takes them', async () => {
    const { stdout } = await koppelCommand(['list', '--help', '--lang', 'nl']);
    expect(stdout)
      .to.include('--state te-corrigeren --csv')
      .and.include('--link nee')
      .and.include('--sort sinds');
    expect((await koppelCommand(['list', '--help', '--lang', 'en'])).stdout).to.include('--state failed');
  });

  it('names an option that is misspelt, with the nearest, before one that is missing', async () => {
    for (const lang of LANGUAGES)
      for (const { path, command } of ALL) {
        const [option] = command.options.flatMap(({ long }) =>
          long?.startsWith('--j') === true ? [long] : [],
        );
        const wrong = option === undefined ? '--nope' : `${option}e`;
        const { code, stderr } = await koppelCommand([...path, wrong, '--lang', lang]);
        expect(code, stderr).to.equal(2);
        expect(stderr)
          .to.match(/^koppel: /)
          .and.to.include(`'${wrong}'`);
        if (option !== undefined) expect(stderr).to.include(option);
        expect(stderr, path.join(' ')).to.not.include('--practice <id>');
      }
  });

  it('answers on a bare database and in a practice, in words or as one JSON value, with a code that is documented', async () => {
    const run = ALL.filter(({ path }) => !NOT_RUN.test(path.join(' ')));
    for (const env of places)
      for (const leaf of run) {
        for (const lang of LANGUAGES) {
          const said = await koppelCommand([...filled(leaf, '1001'), '--lang', lang], { env });
          expectPlain(said, leaf.path.join(' '));
          expect(foreignWord(said.stdout + said.stderr, lang), said.stdout + said.stderr).to.equal(null);
        }
        if (!leaf.command.options.some(({ long }) => long === '--json')) continue;
        const args = [...filled(leaf, HOSTILE), '--json'];
        const scripted = await koppelCommand(args, { env });
        expectPlain(scripted, args.join(' '));
        expect(() => scripted.json(), `${args.join(' ')}: ${scripted.stdout}`).to.not.throw();
        expect(scripted.stdout.trimEnd().split('\n')).to.have.length(1);
      }
  });

  function expectPlain({ code, stdout, stderr }: KoppelResult, what: string): void {
    expect([0, 2, 3, 4, 5], `${what}: ${stderr}`).to.include(code);
    expect(stdout + stderr, what)
      .to.not.include('\u001b')
      .and.not.match(/\n {4}at |undefined|\[object|syntax error/);
  }
});
