// `koppel restored`: tells Koppel that its database was restored from a backup.
import type { CommandSpec } from '../frame/command-table.ts';
import { BY, AS_JSON, YES, SAID_NO } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const restoredCommand: CommandSpec = {
  name: 'restored',
  does: {
    en: 'Says that the database was restored from a backup.',
    nl: 'Zegt dat de database uit een back-up is teruggezet.',
  },
  more: {
    en: `Give it after the database was restored from a backup and before any process of Koppel is started. What was
done since the backup is not in the database, so Koppel looks at everything in the portals before it acts on it, and
holds every connection until a complete snapshot of the practice, younger than this moment, was read or imported.
Whoever was unlinked since the backup would otherwise be let in again.

Where links are switched in Koppel, a person cuts again what was cut since the backup, and then gives
\`koppel connection resume\`. Safe to repeat; needless, it only costs a look at everything.`,
    nl: `Geef dit commando nadat de database uit een back-up is teruggezet en voordat een proces van Koppel wordt gestart. Wat sinds de
back-up is gedaan staat niet in de database; daarom bekijkt Koppel alles in de portalen voordat het handelt, en houdt het
elke verbinding aan tot een volledige momentopname van het kantoor, jonger dan dit moment, is gelezen of geïmporteerd.
Anders zou wie sinds de back-up is ontkoppeld weer binnenkomen.

Waar koppelingen in Koppel worden geschakeld, zet een mens opnieuw uit wat sinds de back-up is uitgezet, en geeft dan
\`koppel connection resume\`. Mag herhaald worden; onnodig gegeven kost het alleen een blik op alles.`,
  },
  options: [YES, BY, AS_JSON],
  exits: {
    1: { en: 'failed: give it again', nl: 'mislukt: geef het opnieuw' },
    ...SAID_NO,
  },
  act: acting(runCommand, async () => (await import('./hold-restored.ts')).restored),
};
