// Every bench, one after the other, so that none disturbs another. Fails when one of them missed a target or failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const packageFile = z.object({ scripts: z.record(z.string(), z.string()) });
const HELP = `npm run bench [-- --json]
  --json  figures instead of tables: one JSON value for each bench

Each by itself, with options of its own: `;

const { scripts } = packageFile.parse(JSON.parse(await readFile('package.json', 'utf8')));
const benches = Object.keys(scripts).filter((name) => name.startsWith('bench:'));
const given = process.argv.slice(2);
if (given.includes('--help')) process.stdout.write(`${HELP}${benches.join(', ')}\n`);
else process.exit(await runAll());

async function runAll(): Promise<number> {
  const failed: string[] = [];
  for (const bench of benches) {
    process.stderr.write(`\n${bench}\n`);
    const child = spawn('npm', ['run', '--silent', bench, '--', ...given], { stdio: 'inherit' });
    await once(child, 'exit');
    if (child.exitCode !== 0) failed.push(bench);
  }
  process.stderr.write(
    failed.length === 0 ? '\nevery target was met\n' : `\nnot met: ${failed.join(', ')}\n`,
  );
  return failed.length === 0 ? 0 : 1;
}
