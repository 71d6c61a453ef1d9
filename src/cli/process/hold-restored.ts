// What `koppel restored` does: has everything looked at again, and holds every connection until that is safe.
import { noteRestore, type RestoredPractice } from '../../actions/note-restore.ts';
import { actingUser } from '../frame/acting-user.ts';
import { confirm } from '../frame/confirm.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export interface RestoredOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

export async function restored(
  { foundation, out, terminal }: CommandContext,
  options: RestoredOptions,
): Promise<number> {
  const question = 'Is every process of Koppel stopped, and shall all connections be held?';
  if (!(await confirm(terminal, question, { yes: options.yes === true }))) {
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
