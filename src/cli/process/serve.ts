// `koppel serve`: the way in over HTTP, without doing the work.
import type { Command } from 'commander';
import type { CommandRun } from '../frame/terminal.ts';

export function addServeCommand(program: Command, run: CommandRun): void {
  program
    .command('serve')
    .summary('serve webhooks and the dashboard')
    .description(
      'Serves webhooks, the dashboard, health and metrics at KOPPEL_HOST and KOPPEL_PORT. Work is done by `koppel worker`.',
    )
    .addHelpText('after', '\nExit codes: 0 ended when asked to; 1 failed; 4 the configuration is wrong.')
    .action(async () =>
      (await import('../frame/run-process.ts')).runProcess(run, { serve: true, work: false }),
    );
}
