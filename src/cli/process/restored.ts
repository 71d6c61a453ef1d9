// `koppel restored`: tells Koppel that its database was restored from a backup.
import type { Command } from 'commander';
import { noteRestore, type RestoredPractice } from '../../actions/note-restore.ts';
import { actingUser } from '../frame/acting-user.ts';
import { confirm } from '../frame/confirm.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { EXIT, runCommand, type CommandContext, type CommandOptions } from '../frame/run-command.ts';

interface RestoredOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

export function addRestoredCommand(program: Command): void {
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
    .action((options: RestoredOptions & CommandOptions) =>
      runCommand(options, (context) => restored(context, options)),
    );
}

async function restored({ foundation, out }: CommandContext, options: RestoredOptions): Promise<number> {
  const question = 'Is every process of Koppel stopped, and shall all connections be held?';
  if (!(await confirm(question, { yes: options.yes === true }))) {
    out.result({ practices: [] });
    return EXIT.no;
  }
  const practices = await noteRestore(foundation.store, actingUser(options.by));
  if (practices.length === 0) out.line('There are no practices in this database.');
  for (const practice of practices) for (const line of describe(practice)) out.line(line);
  out.result({
    practices: practices.map((practice) => ({
      practice: practice.practice,
      held: practice.held,
      resources: practice.resources,
      clients: practice.clients,
      released: releasedBy(practice),
    })),
  });
  return EXIT.ok;
}

function releasedBy({ linksFromKoppel }: RestoredPractice): 'snapshot' | 'person' {
  return linksFromKoppel ? 'person' : 'snapshot';
}

function describe(practice: RestoredPractice): readonly string[] {
  const { practice: id, held, resources, clients } = practice;
  const names = held.length === 0 ? 'none' : held.join(', ');
  return [
    `Practice ${id}: held: ${names}. To be looked at: ${resources} in the portals, for ${clients} clients.`,
    ...(held.length === 0 ? [] : [`  ${howToGoOn(practice)}`]),
  ];
}

function howToGoOn({ linksFromKoppel, hasSource }: RestoredPractice): string {
  if (linksFromKoppel)
    return 'Links are switched in Koppel: those cut since the backup are on again. Cut them again, then `koppel connection resume`.';
  return hasSource
    ? 'Goes on by itself when a complete snapshot of its source, younger than this moment, was read.'
    : 'No source can be read: `koppel import --complete` an export younger than this moment; it then goes on by itself.';
}
