// koppel link on|off: switches a link, for practices whose switch lives in Koppel.
import type { Command } from 'commander';
import { addAskingOptions, addByOption } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { LinkOptions } from './switch-one.ts';

const HELP = `
Only for a practice whose links are switched in Koppel (koppel practice add … --links-from koppel). Switching off
shows first whose access will be taken away; confirming approves exactly that. Doing it again changes nothing.

Examples:
  koppel link on 1001 --practice jansen
  koppel link off anna@example.nl --practice jansen --yes`;

export function addLinkCommand(program: Command, run: CommandRun): void {
  const link = program
    .command('link')
    .description('switch the link of a client or contact on or off')
    .addHelpText('after', HELP);
  addSwitch(link, run, 'on');
  addSwitch(link, run, 'off');
}

function addSwitch(link: Command, run: CommandRun, position: 'on' | 'off'): void {
  const command = link
    .command(position)
    .argument('<client|contact>', 'its key, its id, a client number, or the e-mail address of a contact')
    .description(`switch the link ${position}`);
  addByOption(addAskingOptions(command));
  if (position === 'on')
    command.option('--settings <json>', 'settings of the link: JSON, or @file; left out: they stay');
  else command.option('--yes', 'do not ask');
  command
    .addHelpText('after', HELP)
    .action((text: string, options: LinkOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./switch-one.ts')).switchOne(context, { text, position, options }),
      ),
    );
}
