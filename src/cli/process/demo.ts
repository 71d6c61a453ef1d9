// `koppel demo`: shows the whole program on an invented practice and the sandbox of a portal, with nothing set up.
import { Option, type Command } from 'commander';
import { STORY_PORTALS, STORY_SOURCES } from '../../../demo/stories.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { runAlone } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { DemoCommandOptions } from './show-demo.ts';

export function addDemoCommand(program: Command, run: CommandRun): void {
  program
    .command('demo')
    .summary('try it out on an invented practice')
    .description(
      paragraphs(`Shows Koppel at work with nothing set up: an embedded PostgreSQL, the sandbox of a portal, and an invented practice.
Plays a story in it, checks that what Koppel says fits what the sandbox says, and stays up so that you can look around.

caseware-cloud: 500 clients and 1,300 contacts are pushed, and then the practice software reports changes.

econnect: an office asks 20 clients to work together. Some accept, one declines, one stays silent, one colleague of a
client arrives late, an invoice is approved, and two links are cut.

clearfacts: a Belgian office lets the people of six clients into their dossiers. One dossier comes late, one leaves a
profile no rights, an account is asked for in the portal, and a link is cut.

wolters-kluwer: an office gets into the organisations of ten clients in the Panda portal. Some approve, one forgets the
tick, one declines, and what nobody had added is handed over to its client.

With --source exact-online: a firm whose relations stand in Exact Online. One turns suspect there and its contacts lose
access in CaseWare Cloud; each change is timed, and source, Koppel and portal are compared.`),
    )
    .addOption(
      new Option('--portal <name>', 'whose sandbox').choices(STORY_PORTALS).default(STORY_PORTALS[0]),
    )
    .addOption(
      new Option('--source <name>', 'practice software that is read')
        .choices(STORY_SOURCES)
        .conflicts('portal'),
    )
    .option('--once', 'end afterwards instead of staying up')
    .option('--json', 'print the numbers as one JSON object')
    .option('--data-dir <folder>', 'keep the data there (default: a temporary folder) (env: KOPPEL_DATA_DIR)')
    .addHelpText(
      'after',
      `
Examples:
  $ koppel demo
  $ koppel demo --once --json
  $ koppel demo --portal econnect
  $ koppel demo --portal clearfacts
  $ koppel demo --source exact-online

Exit codes: 0 everything fits; 1 something failed or does not fit; 2 the folder holds a practice already; 130 ended by
Ctrl-C before it was through.`,
    )
    .action((options: DemoCommandOptions) =>
      runAlone(run, options, async (surroundings) =>
        (await import('./show-demo.ts')).showDemo(surroundings, options),
      ),
    );
}
