// Documentation that cannot rot: what the guides list is held against the program, both ways round.
import { expect } from 'chai';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadConnectors } from '../connectors/registry.ts';
import { CALLS_PER_MINUTE } from '../src/http/call-limits.ts';
import { WEBHOOK_BODY_LIMIT } from '../src/http/webhook.ts';
import { whatToType } from '../src/domain/reason-text.ts';
import { learnReasons, reasonCodes, reasonOf, type ReasonCode } from '../src/domain/reasons.ts';
import { describeSafeties } from './mutations/describe-safeties.ts';
import { breakCode, redTests } from './mutations/mutation.ts';
import { SAFETIES } from './mutations/safeties.ts';
import { readTexts } from './support/source-tree.ts';

interface Row {
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
}

const DUTCH_PART = '\n# Waarom kan mevrouw Jansen niet inloggen?';

async function readOfficeGuide(): Promise<{ english: string; dutch: string }> {
  const guide = await readFile(join(import.meta.dirname, '../docs/office.md'), 'utf8');
  const [english = '', dutch = ''] = guide.split(DUTCH_PART);
  return { english, dutch };
}

/** Rows of the tables of reasons: a code, what it means, what to do. */
function readReasons(part: string): readonly Row[] {
  return [...part.matchAll(/^\| `([A-Z_]+)` *\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, code = '', text = '', remedy = '']) => ({
      code,
      text: text.trim(),
      remedy: remedy.trim(),
    }),
  );
}

function remedyOf(reason: ReasonCode, lang: 'en' | 'nl'): string {
  return whatToType({ reason, linked: true }, lang);
}

/** `connectors/<portal>/wanted.ts` stands for one of every portal, `src/cli/<topic>` for each topic. */
function spelledOut(root: string, path: string): readonly string[] {
  const [above = '', below] = path.split(/\/<\w+>/);
  if (below === undefined) return [path];
  return readdirSync(join(root, above), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && !['api-check', 'kit', 'sandbox-kit', 'frame'].includes(entry.name),
    )
    .map(({ name }) => `${above}/${name}${below}`);
}

/** Every document of the repository, as a path below its root. */
function documentsOf(root: string): readonly string[] {
  const below = ['docs', 'connectors', 'sources', 'jobs', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  return [...readdirSync(root), ...below].filter((path) => path.endsWith('.md'));
}

describe('docs/office.md', () => {
  before(async () => {
    for (const { reasons = {} } of await loadConnectors()) learnReasons(reasons);
  });

  it('lists every reason with its English text and remedy, and no other', async () => {
    const rows = readReasons((await readOfficeGuide()).english);
    expect(rows).to.have.deep.members(
      reasonCodes().map((code) => ({ code, text: reasonOf(code).en, remedy: remedyOf(code, 'en') })),
    );
  });

  it('lists every reason with its Dutch text and remedy, and no other', async () => {
    const rows = readReasons((await readOfficeGuide()).dutch);
    expect(rows).to.have.deep.members(
      reasonCodes().map((code) => ({ code, text: reasonOf(code).nl, remedy: remedyOf(code, 'nl') })),
    );
  });

  it('mentions no code that does not exist', async () => {
    const { english, dutch } = await readOfficeGuide();
    const mentioned = [...`${english}${dutch}`.matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g)].map(([, code]) => code);
    for (const code of mentioned) expect(reasonCodes()).to.include(code);
  });
});

describe('docs/security.md', () => {
  it('names only code and tests that are there', async () => {
    const root = join(import.meta.dirname, '..');
    const text = await readFile(join(root, 'docs/security.md'), 'utf8');
    const named = [...text.matchAll(/`((?:src|test|docs)\/[^`]+)`/g)].map(([, path = '']) =>
      join(root, path),
    );
    expect(named.length).to.be.above(10);
    for (const path of named) expect(existsSync(path), path).to.equal(true);
  });

  it('states the limits that the server keeps', async () => {
    const text = await readFile(join(import.meta.dirname, '../docs/security.md'), 'utf8');
    expect(text).to.include(CALLS_PER_MINUTE.toLocaleString('en'));
    expect(WEBHOOK_BODY_LIMIT).to.equal(1024 * 1024);
  });
});

describe('every document', () => {
  it('leads only to what is there', async () => {
    const root = join(import.meta.dirname, '..');
    const missing: string[] = [];
    for (const document of documentsOf(root)) {
      const text = await readFile(join(root, document), 'utf8');
      const linked = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, path = '']) => path);
      for (const path of linked) {
        if (!existsSync(join(root, dirname(document), path))) missing.push(`${document}: ${path}`);
      }
    }
    expect(missing).to.deep.equal([]);
  });
});

for (const document of ['README.md', 'CONTRIBUTING.md'])
  describe(document, () => {
    it('names only files and folders that are there', async () => {
      const root = join(import.meta.dirname, '..');
      const text = await readFile(join(root, document), 'utf8');
      const named = [
        ...text.matchAll(/`((?:src|jobs|connectors|demo|bench|test|docs)\/[^`*\s]+|\.env\.example)`/g),
      ].flatMap(([, path = '']) => spelledOut(root, path));
      expect(named.length).to.be.above(20);
      for (const path of named) expect(existsSync(join(root, path)), path).to.equal(true);
    });
  });

describe('the path of one change in CONTRIBUTING.md', () => {
  it('leads through functions that are there, twenty-five at most', async () => {
    const root = join(import.meta.dirname, '..');
    const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8');
    const steps = [...text.matchAll(/^\| `(\w+)` +\| `([^`]+\.ts)` +\|/gm)];
    expect(steps.length).to.be.within(20, 25);
    for (const [, name = '', path = ''] of steps)
      expect(await readFile(join(root, path), 'utf8'), `${name} of ${path}`).to.match(
        new RegExp(`function\\*? ${name}[<(]|^ +${name}: `, 'm'),
      );
  });
});

describe('the documents that code speaks of', () => {
  it('are there', () => {
    const root = join(import.meta.dirname, '..');
    const there = new Set(documentsOf(root).map((path) => basename(path)));
    const named = readTexts(root, ['src', 'demo', 'jobs', 'connectors', 'sources', 'bench', 'test']).flatMap(
      ({ path, text }) =>
        [...text.matchAll(/(?<![\w./-])[\w.-][\w./-]*\.md\b/g)].map(([document]) => ({ path, document })),
    );
    const missing = named.filter(({ document }) =>
      document.startsWith('docs/') ? !existsSync(join(root, document)) : !there.has(basename(document)),
    );
    expect(named.length).to.be.above(10);
    expect(missing).to.deep.equal([]);
  });
});

describe('docs/safety.md', () => {
  const root = join(import.meta.dirname, '..');
  const mutations = SAFETIES.flatMap((safety) => safety.mutations);

  it('lists every safety with its mutations and the tests that notice, and no other', async () => {
    const text = await readFile(join(root, 'docs/safety.md'), 'utf8');
    expect(text.split('## The list\n\n')[1]).to.equal(`${describeSafeties(SAFETIES)}\n`);
  });

  it('has no mutation that does not fit the code any more, nor two of one name', async () => {
    for (const mutation of mutations) breakCode(await readFile(join(root, mutation.file), 'utf8'), mutation);
    expect(new Set(mutations.map(({ id }) => id)).size).to.equal(mutations.length);
  });

  it('names a test that is there for everything that was attacked', async () => {
    const text = await readFile(join(root, 'docs/safety.md'), 'utf8');
    const [, part = ''] = text.split('## What was attacked, and the test that guards it');
    const rows = (part.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    expect(rows.length).to.be.above(2);
    for (const row of rows) {
      const [, what = '', file = '', title = ''] = row.split('|').map((cell) => cell.trim());
      const path = join(root, file.replaceAll('`', ''));
      expect(existsSync(path), `${what}: ${path}`).to.equal(true);
      expect(await readFile(path, 'utf8'), what).to.include(title);
    }
  });

  it('names only tests that are there', async () => {
    for (const { file, title } of mutations.flatMap(redTests))
      expect(await readFile(join(root, file), 'utf8')).to.include(title);
  });
});
