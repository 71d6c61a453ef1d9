// One word for one thing: what the heart of the program calls its tables and types stands in docs/glossary.md.
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTexts } from './support/source-tree.ts';

const root = join(import.meta.dirname, '..');
const HEART = /^(src\/(domain|plan|engine|database\/ledger)\/.*|connectors\/[\w-]+)\.ts$/;

async function readGlossary(): Promise<{ rows: readonly string[]; plain: readonly string[] }> {
  const page = await readFile(join(root, 'docs/glossary.md'), 'utf8');
  const [tables = '', plain = ''] = page.split('mean what they say:');
  return {
    rows: [...tables.matchAll(/^\| (?!word |-)([\w-]+) +\|/gm)].map(([, word = '']) => word),
    plain: plain.match(/[a-z]+/g) ?? [],
  };
}

/** `BrakeQuestion` and `brake_question`: brake, question. */
function wordsOf(name: string): readonly string[] {
  return name.split(/(?<=[a-z])(?=[A-Z])|_/).map((word) => word.toLowerCase());
}

const sources = readTexts(root, ['src', 'connectors', 'jobs']);

/** Each word with one name that it stands in. */
function usedWords(): ReadonlyMap<string, string> {
  const types = sources
    .filter(({ path }) => HEART.test(path))
    .flatMap(({ text }) => [...text.matchAll(/^export (?:interface|type|class) (\w+)/gm)]);
  const schema = sources.find(({ path }) => path === 'src/database/schema.ts')?.text ?? '';
  const tables = [...(schema.split('export interface DB ')[1] ?? '').matchAll(/^ {2}(\w+): /gm)];
  return new Map([...types, ...tables].flatMap(([, name = '']) => wordsOf(name).map((word) => [word, name])));
}

describe('the glossary', () => {
  it('has every word in the names of tables and of the types of the heart of the program', async () => {
    const { rows, plain } = await readGlossary();
    const known = new Set([...rows.flatMap((row) => row.split('-')), ...plain]);
    const unknown = [...usedWords()].filter(
      ([word]) => !known.has(word) && !known.has(word.replace(/s$/, '')),
    );
    expect(unknown.map(([word, name]) => `${word} in ${name}`)).to.deep.equal([]);
  });

  it('has no word twice, and none that nothing is called by', async () => {
    const { rows, plain } = await readGlossary();
    const words = [...rows, ...plain];
    expect(words.filter((word, index) => words.indexOf(word) !== index)).to.deep.equal([]);
    const used = usedWords();
    expect(plain.filter((word) => !used.has(word) && !used.has(`${word}s`))).to.deep.equal([]);
    const all = sources.map(({ text }) => text.toLowerCase()).join('\n');
    expect(rows.filter((word) => !all.includes(word.replace('-', '')) && !all.includes(word))).to.deep.equal(
      [],
    );
  });
});
