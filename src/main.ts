#!/usr/bin/env node
// The process entry: gives the command line this process to work in, and ends with its exit code. The only place that
// reads the environment.
import { languageOf } from './cli/frame/language.ts';
import { watchAnswer } from './cli/frame/lost-answer.ts';
import { EXIT } from './cli/frame/run-command.ts';
import { openRun, type Terminal } from './cli/frame/terminal.ts';
import { runKoppel } from './cli/run-koppel.ts';

process.on('uncaughtException', (err) => {
  void import('./app/logger.ts')
    .then(({ createLogger }) =>
      createLogger('error').fatal({ err }, 'something unexpected went wrong; the process ends'),
    )
    .finally(() => process.exit(EXIT.failed));
});

// Of the folder that Koppel is started in. What is set already counts, not what stands there.
try {
  process.loadEnvFile();
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
    const text = {
      en: 'The file .env cannot be read; check the rights on it.',
      nl: 'Het bestand .env kan niet worden gelezen; controleer de rechten erop.',
    };
    process.stderr.write(`koppel: ${text[languageOf(process.argv, process.env)]}\n`);
    process.exit(EXIT.config);
  }
}

const terminal: Terminal = {
  environment: process.env,
  // Looked at only by what reads it: a stream that is once opened may keep the process alive.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
};
const run = openRun(terminal);
watchAnswer(run);

process.exitCode = await runKoppel(process.argv.slice(2), run);
