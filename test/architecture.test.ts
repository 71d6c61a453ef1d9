// Who may use whom, and what else holds for the whole tree. Every rule is held against the real tree, and shown to catch a
// made-up tree that breaks it. The rooms are read from CONTRIBUTING.md.
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  circles,
  environmentReaders,
  importsOf,
  missingFiles,
  namedIn,
  packagesIn,
  packagesOutside,
  vagueNames,
  type Tree,
} from './support/architecture-rules.ts';
import { breaches, readRooms, unneeded, type Room } from './support/rooms.ts';
import { madeUpTree, readTree } from './support/source-tree.ts';

const ROOT = join(import.meta.dirname, '..');

const COMPOSITION = [
  'src/app/app.ts',
  'src/app/portals.ts',
  'src/cli/connection',
  'demo',
  'src/cli/process/demo.ts',
];
/** What works on records and portals without knowing any one portal. */
const ENGINE = [
  'src/engine',
  'src/verify',
  'src/actions',
  'src/answers',
  'src/intake/read-source.ts',
  'src/plan',
  'src/database',
  'src/domain',
];

interface Rule {
  readonly name: string;
  readonly check: (tree: Tree) => readonly string[];
  /** Breaks the rule. */
  readonly breach: Readonly<Record<string, string>>;
  readonly violation: string;
}

const RULES: readonly Rule[] = [
  {
    name: 'domain and plan use no package but zod, for what is checked on its way in',
    check: (tree) => [...packagesIn(tree, 'src/domain', ['zod']), ...packagesIn(tree, 'src/plan', [])],
    breach: { 'src/plan/a.ts': "import { z } from 'zod';" },
    violation: 'src/plan/a.ts: zod',
  },
  {
    name: 'only the composition root, and the command that adds a connection, know which connectors and jobs exist',
    check: (tree) => importsOf(tree, ['connectors/registry.ts', 'jobs/registry.ts'], COMPOSITION),
    breach: { 'src/engine/a.ts': "const { PORTAL_IDS } = await import('../../connectors/registry.ts');" },
    violation: 'src/engine/a.ts: connectors/registry.ts',
  },
  {
    name: 'axios lives in src/portal-http alone',
    check: (tree) => packagesOutside(tree, 'src/portal-http', ['axios']),
    breach: { 'connectors/one/a.ts': "import axios from 'axios';" },
    violation: 'connectors/one/a.ts: axios',
  },
  {
    name: 'kysely and pg live in src/database alone',
    check: (tree) => packagesOutside(tree, 'src/database', ['kysely', 'pg']),
    breach: { 'src/engine/a.ts': "import { sql } from 'kysely';" },
    violation: 'src/engine/a.ts: kysely',
  },
  {
    name: 'bullmq, ioredis and node-cron live in src/queue alone',
    check: (tree) => packagesOutside(tree, 'src/queue', ['bullmq', 'ioredis', 'node-cron']),
    breach: { 'jobs/a.ts': "import type { Job } from 'bullmq';" },
    violation: 'jobs/a.ts: bullmq',
  },
  {
    name: 'the process environment is read in src/main.ts alone',
    check: environmentReaders,
    breach: { 'src/http/a.ts': 'const { env } = process;' },
    violation: 'src/http/a.ts',
  },
  {
    name: 'no file has a name that could hold anything',
    check: vagueNames,
    breach: { 'src/engine/utils.ts': '' },
    violation: 'src/engine/utils.ts',
  },
  {
    name: 'the engine names no portal',
    check: (tree) => namedIn(tree.filter(isNoMigration), ENGINE, portalNames()),
    breach: { 'src/plan/a.ts': "if (portal === 'caseWareCloud') return;" },
    violation: 'src/plan/a.ts: caseware-cloud',
  },
  {
    name: 'there are no import circles',
    check: circles,
    breach: { 'src/a.ts': "import './b.ts';", 'src/b.ts': "import type { A } from './a.ts';" },
    violation: 'src/a.ts > src/b.ts > src/a.ts',
  },
];

/** A migration changes what stands in databases of before, also of one portal. */
function isNoMigration({ path }: Tree[number]): boolean {
  return !path.startsWith('src/database/migrations/');
}

/** A file that could stand in the room. */
function fileIn({ name }: Room): string {
  const path = name.replaceAll(/<\w+>/g, 'one').replace('*', 'a');
  return path.endsWith('.ts') ? path : `${path}/a.ts`;
}

/** The connectors there are, and those planned. */
function portalNames(): readonly string[] {
  const folders = readdirSync(join(ROOT, 'connectors'), { withFileTypes: true });
  const present = folders
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith('kit'))
    .map(({ name }) => name);
  return [...new Set([...present, 'caseware', 'econnect', 'clearfacts', 'wolters-kluwer'])];
}

const tree = readTree(ROOT, ['src', 'demo', 'jobs', 'connectors', 'sources']);

describe('the rooms of CONTRIBUTING.md', () => {
  const rooms = readRooms(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'));

  it('are there, and each file of the program stands in one', () => {
    expect(rooms.length).to.be.greaterThan(25);
    for (const { name } of rooms)
      expect(existsSync(join(ROOT, name.replace(/\/[<*].*/, ''))), name).to.equal(true);
    expect(breaches(tree, rooms).filter((breach) => breach.includes('no room'))).to.deep.equal([]);
    expect(breaches(madeUpTree({ 'src/attic/a.ts': '' }), rooms)).to.deep.equal([
      'src/attic/a.ts: no room of the table',
    ]);
  });

  it('use what the table lets them use, and nothing else', () => {
    expect(breaches(tree, rooms)).to.deep.equal([]);
  });

  it('need what the table lets them use', () => {
    expect(unneeded(tree, rooms)).to.deep.equal([]);
  });

  for (const room of rooms.filter(({ mayUse }) => mayUse !== 'anything')) {
    it(`${room.name}: a breach is caught`, () => {
      const path = fileIn(room);
      const stranger = `test/support/engine.ts`;
      const specifier = `${'../'.repeat(path.split('/').length - 1)}${stranger}`;
      const other = madeUpTree({ [path]: `import '${specifier}';` });
      expect(breaches(other, rooms)).to.deep.equal([`${path}: ${stranger}`]);
    });
  }

  it('are known apart: a room below another is a room of its own', () => {
    const texts = {
      'src/answers/a.ts': "import type { B } from '../engine/steps/b.ts';",
      'connectors/one/a.ts': "import { b } from './sandbox/b.ts';",
    };
    expect(breaches(madeUpTree(texts), rooms)).to.deep.equal([
      'src/answers/a.ts: src/engine/steps/b.ts',
      'connectors/one/a.ts: connectors/one/sandbox/b.ts',
    ]);
  });

  it('of one portal or topic do not use those of another', () => {
    const texts = {
      'connectors/one/a/b.ts': "export { c } from '../../two/c.ts';",
      'connectors/one/sandbox/a.ts': "import '../wanted.ts'; import '../../two/wanted.ts';",
      'src/cli/task/a.ts': "import '../client/link.ts';",
    };
    expect(breaches(madeUpTree(texts), rooms)).to.deep.equal([
      'connectors/one/a/b.ts: connectors/two/c.ts',
      'connectors/one/sandbox/a.ts: connectors/two/wanted.ts',
      'src/cli/task/a.ts: src/cli/client/link.ts',
    ]);
  });
});

describe('the architecture', () => {
  it('is read from the files that are there', () => {
    expect(tree.length).to.be.greaterThan(100);
    expect(missingFiles(tree)).to.deep.equal([]);
  });

  it('numbers its migrations from 1 on, each once', () => {
    const folder = 'src/database/migrations/';
    const numbers = tree.flatMap(({ path }) =>
      path.startsWith(folder) ? [Number(path.slice(folder.length, folder.length + 4))] : [],
    );
    expect(numbers.sort((a, b) => a - b)).to.deep.equal(numbers.map((_, index) => index + 1));
  });

  for (const { name, check, breach, violation } of RULES) {
    it(name, () => {
      expect(check(tree)).to.deep.equal([]);
    });

    it(`${name}: a breach is caught`, () => {
      expect(check(madeUpTree(breach))).to.include(violation);
    });
  }

  it('takes an import for what it is, and no text or comment for one', () => {
    const innocent = madeUpTree({
      'src/domain/a.ts':
        "// import axios from 'axios';\nexport const text = `import '../plan/b.ts'; process.env`;",
    });
    for (const { check } of RULES) expect(check(innocent)).to.deep.equal([]);
  });
});
