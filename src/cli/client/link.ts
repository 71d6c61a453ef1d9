// koppel link on|off: switches a link, for practices whose switch lives in Koppel.
import type { Command } from 'commander';
import { addAskingOptions, addByOption } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { LinkOptions } from './switch-links.ts';

const HELP = `
Only for a practice whose links are switched in Koppel (koppel practice add … --links-from koppel). Shows first what will
really happen: what goes out, what waits for what, whose access will be taken away; confirming approves exactly that. Asks
when there are several records, or access ends. Doing it again changes nothing.

Examples:
  koppel link on 1001 --practice jansen
  koppel link off anna@example.nl --practice jansen --yes
  koppel list --practice jansen --link off --contacts --csv > off.csv; koppel link on --from off.csv --practice jansen`;

export function addLinkCommand(program: Command, run: CommandRun): void {
  const link = program
    .command('link')
    .description('switch the links of clients and contacts on or off')
    .addHelpText('after', HELP);
  addSwitch(link, run, 'on');
  addSwitch(link, run, 'off');
}

function addSwitch(link: Command, run: CommandRun, position: 'on' | 'off'): void {
  const command = link
    .command(position)
    .argument('[client|contact...]', 'by name, number, key, e-mail address or the beginning of the id')
    .description(`switch links ${position}`)
    .option(
      '--from <file>',
      'more of them: one a line, or what `koppel list --csv` wrote; - for standard input',
    )
    .option('--yes', 'do not ask');
  addByOption(addAskingOptions(command));
  if (position === 'on')
    command.option('--settings <json>', 'settings of the link: JSON, or @file; left out: they stay');
  command
    .addHelpText('after', HELP)
    .action((texts: string[], options: LinkOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./switch-links.ts')).switchLinks(context, { texts, position, options }),
      ),
    );
}
