// Every text that people read, in both languages: none missing, none half, none in one language alone.
import { expect } from 'chai';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openRun } from '../src/cli/frame/terminal.ts';
import { createProgram } from '../src/cli/program.ts';
import { LANGUAGES } from '../src/domain/text.ts';
import { koppelCommand, openTestTerminal } from './support/koppel-command.ts';
import { readTexts } from './support/source-tree.ts';
import { countPairs, foreignWord, saidInOne, wrongPairs } from './support/text-rules.ts';

const ROOT = join(import.meta.dirname, '..');

/** What the library says, whose Dutch is held below; records of an office; a script for a shell. */
const APART = ['/usage-words.ts', '/sample-files.ts', '/complete-words.ts'];

/** A command to be typed, and the name of a digest. */
function isNoText(text: string): boolean {
  return /(^|[ (])koppel [a-z]|sha256/.test(text);
}

function isCommand(program: Command, name: string, below?: string): boolean {
  const found = program.commands.find((command) => command.name() === name);
  if (found === undefined || found.commands.length === 0) return found !== undefined;
  return below === undefined || found.commands.some((command) => command.name() === below);
}

const inFile = (text: string) => [{ path: 'src/cli/a.ts', text }];

describe('the texts of both languages', function () {
  this.timeout(60_000);

  it('are there together, say the same of the same things, and each in its own language', () => {
    const files = readTexts(ROOT, ['src', 'connectors', 'sources', 'demo']);
    expect(countPairs(files)).to.be.above(500);
    expect(wrongPairs(files)).to.deep.equal([]);
  });

  it('are all that commands say', () => {
    const files = readTexts(ROOT, ['src/cli']).filter(({ path }) => !APART.some((end) => path.endsWith(end)));
    expect(saidInOne(files, isNoText)).to.deep.equal([]);
  });

  it('name only commands that are there', async () => {
    const program = await createProgram({ ...openRun(openTestTerminal().terminal), lang: 'en' });
    const wrong = readTexts(ROOT, ['src', 'connectors', 'sources', 'demo'])
      .flatMap(({ text }) => [...text.matchAll(/[`(]koppel ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?/g)])
      .filter(([, name = '', below]) => !isCommand(program, name, below))
      .map(([said]) => said);
    expect(wrong).to.deep.equal([]);
  });

  const WRONG: Readonly<Record<string, string>> = {
    'has no Dutch': "const a = { en: 'It is done.' };",
    'has no English': "const a = { nl: 'Het is gedaan.' };",
    'says nothing in nl': "const a = { en: 'Done.', nl: '' };",
    'nl has "the"': "const a = { en: 'It is the file.', nl: 'Dit is the file.' };",
    'en has "niet"': "const a = { en: 'Dat is er niet.', nl: 'Dat is er niet.' };",
    'is the same in both languages': "const a = { en: 'Alarm op kanaal drie', nl: 'Alarm op kanaal drie' };",
    'speaks of "id" in English and of "" in Dutch': 'const a = { en: `Client ${id}.`, nl: `Klant.` };',
    'speaks of "{count}" in English and of "{sum}" in Dutch':
      "const a = { en: '{count} left', nl: 'nog {sum}' };",
    'speaks of "--yes" in English and of "" in Dutch': "const a = { en: 'Give --yes.', nl: 'Geef ja.' };",
    'the languages have different parts': "const a = { en: { one: 'a', two: 'b' }, nl: { one: 'a' } };",
  };
  for (const [fault, text] of Object.entries(WRONG))
    it(`are held to this: ${fault}`, () => {
      expect(wrongPairs(inFile(text)).join('\n')).to.include(`src/cli/a.ts:1: ${fault}`);
    });

  it('are held to this: nothing is said in one language alone', () => {
    for (const text of [
      "out.line('Nothing was changed.');",
      "out.line('Done');",
      'out.note(`${count} clients are due`);',
      "out.table(['practice', name], rows);",
      "const WORDS = { more: 'there is more' };",
    ])
      expect(saidInOne(inFile(text), isNoText), text).to.have.length(1);
    const fine =
      "out.line({ en: 'Nothing was changed.', nl: 'Er is niets gewijzigd.' }); out.line(`  ${name}`);";
    expect(saidInOne(inFile(fine), isNoText)).to.deep.equal([]);
  });
});

describe('help', () => {
  for (const lang of LANGUAGES)
    it(`is in one language: ${lang}`, async () => {
      const run = { ...openRun(openTestTerminal().terminal), lang };
      const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
      for (const command of all(await createProgram(run))) {
        const foreign = command
          .helpInformation()
          .split('\n')
          .map((line) => foreignWord(line, lang));
        expect(
          foreign.filter((word) => word !== null),
          command.name(),
        ).to.deep.equal([]);
      }
    });
});

describe('a command that is given wrongly in Dutch', () => {
  const WRONG: readonly (readonly string[])[] = [
    ['nonsense'],
    ['lst'],
    ['sync', '--nope'],
    ['sync', '--practise', 'jansen'],
    ['explain', '--practice', 'jansen'],
    ['list'],
    ['list', '--practice'],
    ['list', '--practice', 'jansen', '--state', 'x'],
    ['list', '--practice', 'jansen', 'too', 'many'],
    ['sandbox', 'nowhere'],
    ['practice', 'add', 'jansen', '--source-folder', 'x', '--source-url', 'y'],
  ];
  for (const args of WRONG)
    it(`says so in Dutch: koppel ${args.join(' ')}`, async () => {
      const result = await koppelCommand([...args, '--lang', 'nl', '--json']);
      const { code, stderr } = result;
      expect(code).to.equal(2);
      expect(stderr).not.to.match(/error|invalid|option '/);
      expect(foreignWord(stderr, 'nl'), stderr).to.equal(null);
      expect(result.json()).to.have.nested.property('error.code', 'USAGE');
    });
});
