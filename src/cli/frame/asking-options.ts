// Options that every command about a practice's records has.
import { Option, type Command } from 'commander';

export type Language = 'en' | 'nl';

export interface AskingOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly json?: boolean;
  readonly lang: Language;
}

export function addAskingOptions(command: Command): Command {
  return command
    .requiredOption('--practice <id>', 'the practice')
    .option('--connection <name>', 'the connection; needed where the practice has several')
    .addOption(languageOption())
    .option('--json', 'print one JSON value');
}

export function languageOption(): Option {
  return new Option('--lang <language>', 'language of the explanations').choices(['en', 'nl']).default('en');
}

/** For the audit trail. */
export function addByOption(command: Command): Command {
  return command.option(
    '--by <name>',
    'who decides, for the audit trail; else the account that runs the command',
  );
}
