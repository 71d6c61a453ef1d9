// koppel account-request list|approve|refuse: requests for an account that a client made in the portal. The office
// answers: yes is giving the access, so the link of the contact is switched on; no is said in the portal.
import type { Command } from 'commander';
import { addAskingOptions, addByOption, type AskingOptions } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { AnswerOptions } from './answer-account-request.ts';

const HELP = `
Koppel gives access only to contacts of the practice software: approving needs a contact of that client with that e-mail
address, and switches its link on; the portal counts the access as the answer.

Examples:
  koppel account-request list --practice jansen --connection clearfacts
  koppel account-request approve 7f1c… --practice jansen --connection clearfacts
  koppel account-request refuse 7f1c… --practice jansen --connection clearfacts --yes`;

export function addAccountRequestCommand(program: Command, run: CommandRun): void {
  const command = program
    .command('account-request')
    .description('requests for an account that clients made in the portal')
    .addHelpText('after', HELP);
  addAskingOptions(
    command.command('list').description('show them, with whom the portal mailed them to'),
  ).action((options: AskingOptions) =>
    runCommand(run, options, async (context) =>
      (await import('./answer-account-request.ts')).listRequests(context, options),
    ),
  );
  addAnswer(command, 'approve', 'switch the link of the contact on, which gives the access').action(
    (id: string, options: AnswerOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./answer-account-request.ts')).approve(context, id, options),
      ),
  );
  addAnswer(command, 'refuse', 'say no in the portal').action((id: string, options: AnswerOptions) =>
    runCommand(run, options, async (context) =>
      (await import('./answer-account-request.ts')).refuse(context, id, options),
    ),
  );
}

function addAnswer(parent: Command, name: string, description: string): Command {
  const command = parent
    .command(name)
    .argument('<id>', 'id of the request')
    .description(description)
    .option('--yes', 'do not ask');
  return addByOption(addAskingOptions(command)).addHelpText('after', HELP);
}
