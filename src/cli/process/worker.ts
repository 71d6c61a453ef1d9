// `koppel worker`: does the work, and serves nothing. Any number of them may run.
import type { Command } from 'commander';
import { paragraphs } from '../frame/paragraphs.ts';
import type { CommandRun } from '../frame/terminal.ts';

export function addWorkerCommand(program: Command, run: CommandRun): void {
  program
    .command('worker')
    .summary('work through what is due')
    .description(
      paragraphs(`Pushes what is due to the portals and runs the scheduled jobs. Any number of workers may run over one database;
KOPPEL_WORKER_CONCURRENCY says how many clients each handles at a time.`),
    )
    .addHelpText('after', '\nExit codes: 0 ended when asked to; 1 failed; 4 the configuration is wrong.')
    .action(async () =>
      (await import('../frame/run-process.ts')).runProcess(run, { serve: false, work: true }),
    );
}
