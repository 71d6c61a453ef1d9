// koppel profile-change list|confirm: a profile that would change in other dossiers too waits for a person.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, BY, YES, SAID_NO } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const profileChangeCommand: CommandSpec = {
  name: 'profile-change',
  does: {
    en: 'Changes of an access profile that show in several dossiers, and wait for somebody to agree.',
    nl: 'Wijzigingen van een toegangsprofiel die in meer dossiers zichtbaar zijn, en op een akkoord wachten.',
  },
  more: {
    en: `In some portals a user has one access profile for all dossiers. A change is made once all links of the user ask for the
same profile; where it would show in more than one dossier, somebody has to agree to it first. The agreement holds for
exactly the dossiers shown.`,
    nl: `In sommige portalen heeft een gebruiker één toegangsprofiel voor alle dossiers. Het wordt gewijzigd zodra alle koppelingen
van de gebruiker hetzelfde profiel vragen; waar dat in meer dan één dossier zichtbaar is, moet iemand eerst akkoord gaan.
Het akkoord geldt voor precies de getoonde dossiers.`,
  },
  examples: [
    'koppel profile-change list --practice jansen',
    'koppel profile-change confirm 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen',
  ],
  commands: [
    {
      name: 'list',
      does: {
        en: 'Shows what would change, and every dossier it would change in.',
        nl: 'Toont wat er zou wijzigen, en in welke dossiers.',
      },
      options: ASKING,
      act: acting(runCommand, async () => (await import('./confirm-change.ts')).showChanges),
    },
    {
      name: 'confirm',
      does: {
        en: 'Agrees to a change, after seeing every dossier it touches.',
        nl: 'Gaat akkoord met een wijziging, na elk dossier dat zij raakt te hebben gezien.',
      },
      args: [['<id>', { en: 'id of the change', nl: 'id van de wijziging' }]],
      options: [...ASKING, YES, BY],
      exits: SAID_NO,
      act: acting(runCommand, async () => (await import('./confirm-change.ts')).confirmChange),
    },
  ],
};
