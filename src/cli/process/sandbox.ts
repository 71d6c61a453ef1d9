// `koppel sandbox`: a portal, or practice software, that is played on this machine, to try a connection on.
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { PLAYED_SOURCES } from '../../../demo/played-sources.ts';
import { STORY_PORTALS } from '../../../demo/stories.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { runAlone } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { SandboxOptions } from './play-portal.ts';

const USUAL_PORT = 4010;

export function addSandboxCommand(program: Command, run: CommandRun): void {
  program
    .command('sandbox')
    .summary('play a portal or practice software on this machine, to try things on')
    .description(
      paragraphs(`Plays a portal on this machine until Ctrl-C, for this machine alone, and prints its address and how to add a connection
to it. It begins as the demo of that portal does, keeps everything in memory, and mails nobody. Of practice software it
prints how to sign in.`),
    )
    .addArgument(new Argument('<portal>', 'which').choices([...STORY_PORTALS, ...PLAYED_SOURCES]))
    .option('--port <n>', 'where it listens; 0 for any that is free', parsePort, USUAL_PORT)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ koppel sandbox caseware-cloud
  $ koppel sandbox econnect --port 0
  $ koppel sandbox exact-online

Exit codes: 0 ended by Ctrl-C; 1 failed; 2 no such portal, or the port is in use.`,
    )
    .action((portal: string, options: SandboxOptions) =>
      runAlone(run, options, async (surroundings) =>
        (await import('./play-portal.ts')).playPortal(surroundings, portal, options),
      ),
    );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return port;
}
