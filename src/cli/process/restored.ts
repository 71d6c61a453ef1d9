// `koppel restored`: tells Koppel that its database was restored from a backup.
import type { Command } from 'commander';
import { paragraphs } from '../frame/paragraphs.ts';
import type { OutputOptions } from '../frame/output.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { RestoredOptions } from './hold-restored.ts';

export function addRestoredCommand(program: Command, run: CommandRun): void {
  program
    .command('restored')
    .summary('say that the database was restored from a backup')
    .description(
      paragraphs(`Give it after the database was restored from a backup and before any process of Koppel is started. What was
done since the backup is not in the database, so Koppel looks at everything in the portals before it acts on it, and
holds every connection until a complete snapshot of the practice, younger than this moment, was read or imported.
Whoever was unlinked since the backup would otherwise be let in again.

Where links are switched in Koppel, a person cuts again what was cut since the backup, and then gives
\`koppel connection resume\`. Safe to repeat; needless, it only costs a look at everything.`),
    )
    .option('--yes', 'do not ask first')
    .option('--by <name>', 'who gives the command, for the audit trail (default: this account)')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 failed: give it again; 2 not confirmed; 5 the answer was no.',
    )
    .action((options: RestoredOptions & OutputOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./hold-restored.ts')).restored(context, options),
      ),
    );
}
