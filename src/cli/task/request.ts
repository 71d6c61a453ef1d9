// koppel request list|resend|withdraw: what waits for somebody outside Koppel.
import type { Command } from 'commander';
import { addByOption } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { RequestAsk } from '../../actions/ask-request.ts';
import type { RequestOptions } from './ask-again.ts';

const HELP = `
Koppel looks by itself whether somebody acted, and never asks twice by itself: a resend mails a real person.

Examples:
  koppel request list --practice jansen --lang nl
  koppel request resend 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen
  koppel request withdraw 3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1 --practice jansen --yes`;

export function addRequestCommand(program: Command, run: CommandRun): void {
  const request = program
    .command('request')
    .description('what waits for a client, a contact, a colleague or the portal')
    .addHelpText('after', HELP);
  request
    .command('list')
    .description('show who must act, about what, since when, and when Koppel looks again')
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'only this connection')
    .option('--json', 'print one JSON value')
    .action((options: RequestOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./ask-again.ts')).showRequests(context, options),
      ),
    );
  addAsk(request, run, {
    ask: 'resend',
    description: 'mail the request to the other side once more, or a new one where it was declined',
  });
  addAsk(request, run, {
    ask: 'withdraw',
    description: 'take the request back: its link does not work any more',
  });
  addAsk(request, run, {
    ask: 'accepted',
    description: 'tell that the other side has accepted, where the portal does not show it',
  });
  addAsk(request, run, {
    ask: 'declined',
    description: 'tell that the other side has declined, where only a mail says so',
  });
}

interface Described {
  readonly ask: RequestAsk;
  readonly description: string;
}

function addAsk(request: Command, run: CommandRun, { ask, description }: Described): void {
  const command = request
    .command(ask)
    .argument('<id>', 'id of the request')
    .description(description)
    .requiredOption('--practice <id>', 'the practice')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON value');
  addByOption(command)
    .addHelpText('after', HELP)
    .action((id: string, options: RequestOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./ask-again.ts')).askOne(context, options, { id, ask }),
      ),
    );
}
