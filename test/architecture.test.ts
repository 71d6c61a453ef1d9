// docs: architecture. Every rule is held against the real tree, and shown to catch a made-up tree that breaks it.
import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  circles,
  connectorImports,
  environmentReaders,
  importsOf,
  importsOutside,
  missingFiles,
  namedIn,
  packagesIn,
  packagesOutside,
  vagueNames,
  type Tree,
} from './support/architecture-rules.ts';
import { madeUpTree, readTree } from './support/source-tree.ts';

const ROOT = join(import.meta.dirname, '..');

const COMPOSITION = ['src/app/app.ts', 'src/app/portals.ts', 'demo', 'src/cli/process/demo.ts'];
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
const TOP = ['src/cli', 'src/http', 'demo', 'src/app/app.ts', 'src/main.ts'];

interface Rule {
  readonly name: string;
  readonly check: (tree: Tree) => readonly string[];
  /** Breaks the rule. */
  readonly breach: Readonly<Record<string, string>>;
  readonly violation: string;
}

const RULES: readonly Rule[] = [
  {
    name: 'the domain imports nothing but itself',
    check: (tree) => [
      ...importsOutside(tree, 'src/domain', ['src/domain']),
      ...packagesIn(tree, 'src/domain', ['zod']),
    ],
    breach: { 'src/domain/a.ts': "import { b } from '../plan/b.ts';" },
    violation: 'src/domain/a.ts: src/plan/b.ts',
  },
  {
    name: 'the plan imports nothing but itself and the domain',
    check: (tree) => [
      ...importsOutside(tree, 'src/plan', ['src/plan', 'src/domain']),
      ...packagesIn(tree, 'src/plan', []),
    ],
    breach: { 'src/plan/a.ts': "import type { Tx } from '../database/open-store.ts';" },
    violation: 'src/plan/a.ts: src/database/open-store.ts',
  },
  {
    name: 'connectors know neither each other, nor the database, nor the queue',
    check: connectorImports,
    breach: { 'connectors/one/a/b.ts': "export { c } from '../../two/c.ts';" },
    violation: 'connectors/one/a/b.ts: connectors/two/c.ts',
  },
  {
    name: 'only the composition root knows which connectors and jobs exist',
    check: (tree) => importsOf(tree, ['connectors/registry.ts', 'jobs/registry.ts'], COMPOSITION),
    breach: { 'src/engine/a.ts': "const { CONNECTORS } = await import('../../connectors/registry.ts');" },
    violation: 'src/engine/a.ts: connectors/registry.ts',
  },
  {
    name: 'nothing but the composition root reaches into one connector',
    check: (tree) =>
      violationsOf(
        tree.filter(({ path }) => !path.startsWith('connectors/')),
        (imported) => /^connectors\/[^/]+\//.test(imported),
      ),
    breach: { 'src/engine/a.ts': "import { wanted } from '../../connectors/one/wanted.ts';" },
    violation: 'src/engine/a.ts: connectors/one/wanted.ts',
  },
  {
    name: 'the database imports neither engine, nor queue, nor web, nor connectors',
    check: (tree) =>
      importsOutside(tree, 'src/database', [
        'src/database',
        'src/domain',
        'src/plan',
        'src/intake/intake.ts',
        'src/errors.ts',
      ]),
    breach: { 'src/database/a.ts': "import { syncClient } from '../engine/sync-client.ts';" },
    violation: 'src/database/a.ts: src/engine/sync-client.ts',
  },
  {
    name: 'the queue and the sender of portal requests know nothing of the records',
    check: (tree) => [
      ...importsOutside(tree, 'src/queue', ['src/queue', 'src/errors.ts']),
      ...importsOutside(tree, 'src/portal-http', [
        'src/portal-http',
        'src/errors.ts',
        'connectors/connector.ts',
      ]),
    ],
    breach: { 'src/queue/a.ts': "import { openStore } from '../database/open-store.ts';" },
    violation: 'src/queue/a.ts: src/database/open-store.ts',
  },
  {
    name: 'nothing below imports the command line, the web server or the demo',
    // The configuration knows the form of the users that may sign in.
    check: (tree) => importsOf(tree, TOP, ['src/app/open-http.ts', 'src/app/config.ts']),
    breach: { 'src/engine/a.ts': "import { runCommand } from '../cli/frame/run-command.ts';" },
    violation: 'src/engine/a.ts: src/cli/frame/run-command.ts',
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
    check: (tree) => namedIn(tree, ENGINE, portalNames()),
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

function violationsOf(tree: Tree, isWrong: (imported: string) => boolean): readonly string[] {
  return tree
    .filter(({ path }) => !COMPOSITION.some((place) => path === place || path.startsWith(`${place}/`)))
    .flatMap(({ path, imports }) => imports.filter(isWrong).map((imported) => `${path}: ${imported}`));
}

/** The connectors there are, and those planned. */
function portalNames(): readonly string[] {
  const folders = readdirSync(join(ROOT, 'connectors'), { withFileTypes: true });
  const present = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return [...new Set([...present, 'caseware', 'econnect', 'clearfacts', 'wolters-kluwer'])];
}

describe('the architecture', () => {
  const tree = readTree(ROOT, ['src', 'demo', 'jobs', 'connectors']);

  it('is read from the files that are there', () => {
    expect(tree.length).to.be.greaterThan(100);
    expect(missingFiles(tree)).to.deep.equal([]);
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
