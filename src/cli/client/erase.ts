// koppel erase contact: takes a contact's access away and then erases who it was. koppel export contact: shows everything
// that is held about one.
import type { Command } from 'commander';
import { addByOption } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { PersonOptions } from './erase-contact.ts';

const ARGUMENT = 'its key, its id or its e-mail address';

const ERASE_HELP = `
First delete the contact in the practice software: what that says later brings the person back. Koppel takes the
access away as after any delete, proves it, and only then erases; the sweep does so within minutes. Doing it again
changes nothing and says how far it is. The portals keep the person (docs/security.md says what that means).

Examples:
  koppel erase contact p-2001 --practice jansen
  koppel erase contact anna@example.nl --practice jansen --yes --by olga`;

const EXPORT_HELP = `
The answer holds personal data: keep it where such data may be. That it was made is noted in the audit trail.

Example:
  koppel export contact anna@example.nl --practice jansen > anna.json`;

export function addEraseCommands(program: Command, run: CommandRun): void {
  const erase = program.command('erase').description('erase what is held about a person');
  const eraseOne = erase
    .command('contact')
    .argument('<contact>', ARGUMENT)
    .description('take the access of a contact away, then erase who it was')
    .requiredOption('--practice <id>', 'the practice')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON value');
  addByOption(eraseOne)
    .addHelpText('after', ERASE_HELP)
    .action((text: string, options: PersonOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./erase-contact.ts')).eraseContact(context, text, options),
      ),
    );
  const exported = program.command('export').description('show everything that is held about a person');
  const exportOne = exported
    .command('contact')
    .argument('<contact>', ARGUMENT)
    .description('show everything that is held about a contact, as JSON')
    .requiredOption('--practice <id>', 'the practice')
    .option('--json', 'print it on one line');
  addByOption(exportOne)
    .addHelpText('after', EXPORT_HELP)
    .action((text: string, options: PersonOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./erase-contact.ts')).exportContact(context, text, options),
      ),
    );
}
