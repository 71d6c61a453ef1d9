// What `koppel restored` does: has everything looked at again, and holds every connection until that is safe.
import { noteRestore, type RestoredPractice } from '../../actions/note-restore.ts';
import type { Text } from '../../domain/text.ts';
import { actingUser } from '../frame/acting-user.ts';
import { confirm } from '../frame/confirm.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export interface RestoredOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

export async function restored(context: CommandContext, options: RestoredOptions): Promise<number> {
  const { foundation, out } = context;
  const question = {
    en: 'Is every process of Koppel stopped, and shall all connections be held?',
    nl: 'Is elk proces van Koppel gestopt, en moeten alle verbindingen worden aangehouden?',
  };
  if (!(await confirm(context, question, options))) {
    out.result({ practices: [] });
    return EXIT.no;
  }
  const practices = await noteRestore(foundation.store, actingUser(options.by));
  if (practices.length === 0)
    out.line({
      en: 'There are no practices in this database.',
      nl: 'Er zijn geen kantoren in deze database.',
    });
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

function describe(practice: RestoredPractice): readonly Text[] {
  const { practice: id, held, resources, clients } = practice;
  const names = held.join(', ');
  const all = {
    en: `Practice ${id}: held: ${names || 'none'}. To be looked at: ${resources} in the portals, for ${clients} clients.`,
    nl: `Kantoor ${id}: aangehouden: ${names || 'geen'}. Te bekijken: ${resources} in de portalen, voor ${clients} klanten.`,
  };
  return held.length === 0 ? [all] : [all, howToGoOn(practice)];
}

function howToGoOn({ linksFromKoppel, hasSource }: RestoredPractice): Text {
  if (linksFromKoppel)
    return {
      en: '  Links are switched in Koppel: those cut since the backup are on again. Cut them again, then `koppel connection resume`.',
      nl: '  Koppelingen worden in Koppel geschakeld: wat sinds de back-up is uitgezet staat weer aan. Zet het opnieuw uit, en dan `koppel connection resume`.',
    };
  if (hasSource)
    return {
      en: '  Goes on by itself when a complete snapshot of its source, younger than this moment, was read.',
      nl: '  Gaat vanzelf verder als een volledige momentopname van de bron, jonger dan dit moment, is gelezen.',
    };
  return {
    en: '  No source can be read: `koppel import --complete` an export younger than this moment; it then goes on by itself.',
    nl: '  Er is geen bron te lezen: importeer met `koppel import --complete` een export jonger dan dit moment; dan gaat het vanzelf verder.',
  };
}
