// The language of a run: --lang, else KOPPEL_LANG, else that of the machine's locale, else English.
import { Option, type Command } from 'commander';
import { isLanguage, LANGUAGES, type Language } from '../../domain/text.ts';
import type { CommandRun, Terminal } from './terminal.ts';

export function languageOf(args: readonly string[], environment: Terminal['environment']): Language {
  const given = args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length);
  const named = args.includes('--lang') ? args[args.indexOf('--lang') + 1] : undefined;
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG']
    .map((name) => environment[name] ?? '')
    .find((text) => text !== '');
  const found = [given, named, environment['KOPPEL_LANG'], locale?.slice(0, 2)].find(isLanguage);
  return found ?? 'en';
}

/** Every command answers in the language that is asked for. */
export function speakLanguages(command: Command, run: CommandRun): void {
  for (const below of command.commands) speakLanguages(below, run);
  if (command.commands.length > 0) return;
  command
    .addOption(
      new Option(
        '--lang <language>',
        'language of the answer (default: KOPPEL_LANG, else the locale)',
      ).choices(LANGUAGES),
    )
    .hook('preAction', () => void command.setOptionValue('lang', run.lang));
}
