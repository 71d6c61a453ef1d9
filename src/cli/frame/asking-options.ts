// Options that every command about a practice's records has.
import type { Command } from 'commander';
import type { Language } from '../../domain/text.ts';

export interface AskingOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly json?: boolean;
  /** That of the run, where it was not given. */
  readonly lang: Language;
}

export function addAskingOptions(command: Command): Command {
  return command
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'the connection; needed where the practice has several')
    .option('--json', 'print one JSON value');
}

/** For the audit trail. */
export function addByOption(command: Command): Command {
  return command.option(
    '--by <name>',
    'who decides, for the audit trail; else the account that runs the command',
  );
}
