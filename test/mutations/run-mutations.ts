// `npm run mutations`: breaks one safety after the other in a copy of the code and runs the tests that must notice. Ends
// with 1 when one did not. `--list` prints the list for docs/safety.md.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { describeSafeties } from './describe-safeties.ts';
import { breakCode, redTests, type Mutation, type RedTest } from './mutation.ts';
import { SAFETIES } from './safeties.ts';

const ROOT = join(import.meta.dirname, '../..');
const CODE = ['bench', 'connectors', 'demo', 'docs', 'jobs', 'sources', 'src', 'test'];
const SETTINGS = ['.mocharc.json', 'package.json', 'tsconfig.json'];
/** A test that merely takes long on a busy machine has noticed nothing. */
const TIMEOUT_MS = 600_000;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--list')) {
    print(describeSafeties(SAFETIES));
    return 0;
  }
  const all = SAFETIES.flatMap(({ mutations }) => mutations);
  const unknown = args.filter((id) => !all.some((mutation) => mutation.id === id));
  if (unknown.length > 0) {
    print(`There is no mutation ${unknown.join(', ')}. There are: ${all.map(({ id }) => id).join(', ')}`);
    return 2;
  }
  const copy = await copyCode();
  try {
    return await tryAll(copy, args.length === 0 ? all : all.filter(({ id }) => args.includes(id)));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function copyCode(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'koppel-mutations-'));
  for (const name of [...CODE, ...SETTINGS])
    await cp(join(ROOT, name), join(copy, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function tryAll(copy: string, mutations: readonly Mutation[]): Promise<number> {
  const whole = new Set<string>();
  let unnoticed = 0;
  for (const mutation of mutations) {
    const wrong = await tryOne(copy, mutation, whole);
    if (wrong.length > 0) unnoticed += 1;
    print(`${wrong.length > 0 ? 'NOT NOTICED' : 'noticed'} ${mutation.id}`);
    for (const line of wrong) print(`  ${line}`);
  }
  print(`${mutations.length - unnoticed} of ${mutations.length} were noticed by every test that should`);
  return unnoticed > 0 ? 1 : 0;
}

/** What did not go as it should. `whole`: tests seen green already, without which their being red proves nothing. */
async function tryOne(copy: string, mutation: Mutation, whole: Set<string>): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const test of redTests(mutation)) {
    const name = `${test.file}: ${test.title}`;
    if (!whole.has(name) && !isGreen(await runTest(copy, test))) wrong.push(`not green without it: ${name}`);
    whole.add(name);
    const path = join(copy, mutation.file);
    const code = await readFile(path, 'utf8');
    await writeFile(path, breakCode(code, mutation));
    const counts = await runTest(copy, test);
    await writeFile(path, code);
    if (counts === null) wrong.push(`the code does not even load with it: ${name}`);
    else if (counts.failures === 0) wrong.push(`not red: ${name}`);
  }
  return wrong;
}

const reportSchema = z.object({ stats: z.object({ passes: z.number(), failures: z.number() }) });
type Counts = z.infer<typeof reportSchema>['stats'];

function isGreen(counts: Counts | null): boolean {
  return counts !== null && counts.passes > 0 && counts.failures === 0;
}

/** Null: no test was run, since a file could not be loaded. */
async function runTest(copy: string, { file, title }: RedTest): Promise<Counts | null> {
  const report = join(copy, 'report.json');
  await rm(report, { force: true });
  const reporter = ['--reporter', 'json', '--reporter-option', `output=${report}`];
  const options = [...reporter, '--timeout', String(TIMEOUT_MS), '--fgrep', title];
  await run(['node_modules/mocha/bin/mocha.js', ...options, file], copy);
  const text = await readFile(report, 'utf8').catch(() => null);
  return text === null ? null : reportSchema.parse(JSON.parse(text)).stats;
}

function run(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, args, { cwd, stdio: 'ignore' })
      .on('error', reject)
      .on('close', () => resolve());
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv.slice(2));
