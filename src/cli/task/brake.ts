// koppel approve and koppel reject: a person decides about accesses that the brake holds back (rule 22).
import type { Command } from 'commander';
import { addByOption } from '../frame/asking-options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { CommandRun } from '../frame/terminal.ts';
import type { DecideOptions } from './decide-brake.ts';

const HELP = `
Without a request: the only one that is open. Shows each access by name before it asks. An approval holds for exactly
these accesses and expires (policy brake.approvalHours, 24 hours by default). Exit code 5 when the answer is no.

Examples:
  koppel approve --practice jansen
  koppel reject 0f0b6c0e-5d0c-4a53-8f6e-0f6a4d2f8e11 --practice jansen --yes`;

export function addBrakeCommands(program: Command, run: CommandRun): void {
  addDecision(program, run, {
    verb: 'approve',
    description: 'let the accesses that the brake holds back be taken away',
  });
  addDecision(program, run, {
    verb: 'reject',
    description: 'leave the accesses that the brake holds back as they are',
  });
}

interface Described {
  readonly verb: 'approve' | 'reject';
  readonly description: string;
}

function addDecision(program: Command, run: CommandRun, { verb, description }: Described): void {
  const command = program
    .command(verb)
    .argument('[request]', 'id of the request, as `koppel status --json` shows it')
    .description(description)
    .requiredOption('--practice <id>', 'the practice')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON value');
  addByOption(command)
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: DecideOptions) =>
      runCommand(run, options, async (context) =>
        (await import('./decide-brake.ts')).decide(context, { verb, id, options }),
      ),
    );
}
