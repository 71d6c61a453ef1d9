// Mocha's spec report, with one line at the very end of the process that a script can read (`.ci/run`). Counts are
// written even when the run breaks off.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

class SummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    runner.on('pass', () => (counts.passed += 1));
    runner.on('fail', () => (counts.failed += 1));
    runner.on('pending', () => (counts.skipped += 1));
    process.once('exit', () => {
      const line = `koppel: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
      const file = process.env['KOPPEL_TEST_SUMMARY'];
      if (file === undefined) process.stdout.write(line);
      else writeFileSync(file, line);
    });
  }
}

// eslint-disable-next-line no-restricted-exports -- Mocha loads a reporter by its default export.
export default SummaryReporter;
