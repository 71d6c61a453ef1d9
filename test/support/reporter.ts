// Mocha's spec report and, as its last lines, what ran on which queue backend, what was skipped and why, which files took
// longest, and one plain line that a script can read (`.ci/run`). Written even when the run breaks off.
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';
import { lacked } from './lacking.ts';

const BACKENDS = ['PostgreSQL', 'Redis'];
const SLOWEST = 10;

class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const onBackend = new Map(BACKENDS.map((name) => [name, 0]));
    const msByFile = new Map<string, number>();
    runner.on('pass', (test) => {
      counts.passed += 1;
      for (const name of BACKENDS.filter((one) => test.fullTitle().includes(`with queues in ${one}`))) {
        onBackend.set(name, (onBackend.get(name) ?? 0) + 1);
      }
    });
    runner.on('fail', () => (counts.failed += 1));
    runner.on('pending', () => (counts.skipped += 1));
    runner.on('test end', ({ file = '', duration = 0 }) => {
      msByFile.set(file, (msByFile.get(file) ?? 0) + duration);
    });
    process.once('exit', () => {
      const on = [...onBackend].map(([name, count]) => `${count} with queues in ${name}`).join(', ');
      const lines = [`Of these ran ${on}.`, ...skips(counts.skipped), `Slowest: ${slowest(msByFile)}`];
      process.stdout.write(`${lines.join('\n')}\n`);
      conclude(counts);
    });
  }
}

function skips(skipped: number): readonly string[] {
  if (skipped === 0) return ['Nothing was skipped.'];
  return [`Skipped: ${skipped}.`, ...lacked().map((reason) => `  There is ${reason}.`)];
}

function slowest(msByFile: ReadonlyMap<string, number>): string {
  return [...msByFile]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SLOWEST)
    .map(([file, ms]) => `${relative('', file)} ${(ms / 1_000).toFixed(1)} s`)
    .join(', ');
}

function conclude({ passed, failed, skipped }: Record<'passed' | 'failed' | 'skipped', number>): void {
  process.stdout.write(`koppel: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  const file = process.env['KOPPEL_TEST_SUMMARY'];
  if (file !== undefined) appendFileSync(file, `${passed} ${failed} ${skipped}\n`);
}

// eslint-disable-next-line no-restricted-exports -- Mocha loads a reporter by its default export.
export default Reporter;
