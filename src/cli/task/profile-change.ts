// koppel profile-change list|confirm: a profile that would change in other dossiers too waits for a person.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, BY, YES, type AskingOptions } from '../frame/options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { ConfirmOptions } from './confirm-change.ts';

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
      act: (run) => (options: AskingOptions) =>
        runCommand(run, options, async (context) =>
          (await import('./confirm-change.ts')).showChanges(context, options),
        ),
    },
    {
      name: 'confirm',
      does: {
        en: 'Agrees to a change, after seeing every dossier it touches.',
        nl: 'Gaat akkoord met een wijziging, na elk dossier dat zij raakt te hebben gezien.',
      },
      args: [['<id>', { en: 'id of the change', nl: 'id van de wijziging' }]],
      options: [...ASKING, YES, BY],
      exits: { 5: { en: 'the answer was no', nl: 'het antwoord was nee' } },
      act: (run) => (id: string, options: ConfirmOptions) =>
        runCommand(run, options, async (context) =>
          (await import('./confirm-change.ts')).confirmChange(context, id, options),
        ),
    },
  ],
};
