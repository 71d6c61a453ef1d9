// koppel explain: why a client or contact stands where it stands, and what to do about it.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, RECORD } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const explainCommand: CommandSpec = {
  name: 'explain',
  does: {
    en: 'Shows why a client or contact stands where it stands, and what to do about it.',
    nl: 'Toont waarom een klant of contactpersoon deze stand heeft, en wat eraan te doen is.',
  },
  more: {
    en: `Answers for every record, also for one that is not linked, was deleted or was never attempted. Asks the portal
nothing and changes nothing.`,
    nl: `Antwoordt voor elk record, ook voor een dat niet is gekoppeld, is verwijderd of nooit is geprobeerd. Vraagt het portaal
niets en verandert niets.`,
  },
  args: [['<client|contact>', RECORD]],
  options: ASKING,
  examples: ['koppel explain 1001 --practice jansen', 'koppel explain anna@example.nl --practice jansen'],
  exits: { 2: { en: 'no record, or more than one, fits', nl: 'geen record gevonden, of meer dan een' } },
  act: acting(runCommand, async () => (await import('./ask-explanation.ts')).explain),
};
