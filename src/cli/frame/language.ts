// The language of a run: --lang, else KOPPEL_LANG, else that of the machine's locale, else English.
import { isLanguage, type Language } from '../../domain/text.ts';
import type { Terminal } from './terminal.ts';

export function languageOf(args: readonly string[], environment: Terminal['environment']): Language {
  const given = args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length);
  const named = args.includes('--lang') ? args[args.indexOf('--lang') + 1] : undefined;
  const locale = ['LC_ALL', 'LC_MESSAGES', 'LANG']
    .map((name) => environment[name] ?? '')
    .find((text) => text !== '');
  const found = [given, named, environment['KOPPEL_LANG'], locale?.slice(0, 2)].find(isLanguage);
  return found ?? 'en';
}
