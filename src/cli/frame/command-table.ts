// What a command is, as data: its words, arguments and options. Its help, its parsing and what a shell completes come from
// here.
import { Argument, Option, type Command, type Help } from 'commander';
import { LANGUAGES, type Language, type Text } from '../../domain/text.ts';
import { asTyped, choicesOf, readChoice, type ChoiceWords } from './choice-words.ts';
import { wrap } from './table.ts';
import type { CommandRun } from './terminal.ts';
import { notGiven } from './usage-words.ts';

interface Extra {
  readonly choices?: readonly string[];
  /** Choices that are shown in words: the code is taken, and the word in either language. */
  readonly words?: ChoiceWords;
  readonly fallback?: string | number | undefined;
  readonly read?: (text: string) => unknown;
  /** An option that must be given. */
  readonly isNeeded?: boolean;
  /** The option that it cannot stand beside, as its attribute is called. */
  readonly conflicts?: string;
}

/** `<name>`, `[name]` or `--name <value>`, and what it means. */
export type Given = readonly [flags: string, text: Text, extra?: Extra];

export interface CommandSpec {
  readonly name: string;
  /** In one sentence. */
  readonly does: Text;
  /** Paragraphs below that sentence: an empty line keeps them apart, a single one does not. */
  readonly more?: Text;
  readonly args?: readonly Given[];
  readonly options?: readonly Given[];
  /** Whole lines, as they are typed. */
  readonly examples?: readonly string[];
  /** What exit codes mean here, beside what they mean everywhere. */
  readonly exits?: Readonly<Record<number, Text>>;
  /** Is given the arguments, then the options. */
  readonly act?: (run: CommandRun) => Parameters<Command['action']>[0];
  readonly commands?: readonly CommandSpec[];
}

const WORDS = {
  example: { en: 'Example', nl: 'Voorbeeld' },
  examples: { en: 'Examples', nl: 'Voorbeelden' },
  exits: { en: 'Exit codes, beside those of every command', nl: 'Exitcodes, naast die van elk commando' },
  choices: { en: 'one of', nl: 'een van' },
  fallback: { en: 'default', nl: 'standaard' },
  needed: { en: 'needed', nl: 'verplicht' },
  help: { en: 'show this help', nl: 'deze hulp tonen' },
  lang: {
    en: 'language of the answer (default: KOPPEL_LANG, else the locale)',
    nl: 'taal van het antwoord (standaard: KOPPEL_LANG, anders de landinstelling)',
  },
} as const satisfies Record<string, Text>;

/** Those that the library puts into a help text. */
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Gebruik:',
  'Arguments:': 'Argumenten:',
  'Options:': 'Opties:',
  'Commands:': "Commando's:",
};

export function addCommand(parent: Command, spec: CommandSpec, run: CommandRun): void {
  const { lang } = run;
  const command = parent.command(spec.name).summary(lead(spec.does[lang])).description(describe(spec, lang));
  for (const [name, text, extra = {}] of spec.args ?? [])
    command.addArgument(furnish(new Argument(name, text[lang]), extra, lang));
  for (const given of spec.options ?? []) command.addOption(toOption(given, lang));
  command.addOption(languageOption(lang));
  for (const below of spec.commands ?? []) addCommand(command, below, run);
  if (spec.act !== undefined) {
    command
      .hook('preAction', () => {
        // Not by the library, which misses one before it looks whether another was misspelt.
        for (const [flags, , extra] of spec.options ?? [])
          if (
            extra?.isNeeded === true &&
            command.getOptionValue(new Option(flags).attributeName()) === undefined
          )
            command.error(notGiven(flags));
        command.setOptionValue('lang', lang);
      })
      .action(spec.act(run));
  }
  const after = below(spec, lang);
  if (after !== '') command.addHelpText('after', after);
}

export function languageOption(lang: Language): Option {
  return toOption(['--lang <language>', WORDS.lang, { choices: LANGUAGES }], lang);
}

function toOption([flags, text, extra = {}]: Given, lang: Language): Option {
  const needed = extra.isNeeded === true ? ` (${WORDS.needed[lang]})` : '';
  const option = furnish(new Option(flags, `${text[lang]}${needed}`), extra, lang);
  return extra.conflicts === undefined ? option : option.conflicts(extra.conflicts);
}

function furnish<Of extends Argument | Option>(
  of: Of,
  { choices, words, fallback, read }: Extra,
  lang: Language,
): Of {
  if (choices !== undefined) of.choices(choices);
  if (words !== undefined) of.choices(choicesOf(words, lang)).argParser(readChoice(words, lang));
  if (fallback !== undefined) of.default(fallback, words?.[fallback] && asTyped(words[fallback][lang]));
  if (read !== undefined) of.argParser(read);
  return of;
}

/** In a list of commands: without the full stop. */
function lead(text: string): string {
  return text.replace(/\.$/, '');
}

function describe({ does, more }: CommandSpec, lang: Language): string {
  const paragraphs = more === undefined ? [does[lang]] : [does[lang], more[lang]];
  return paragraphs.join('\n\n').replace(/(?<!\n)\n(?!\n)/g, ' ');
}

/** With the words of the language, where an option takes those beside its codes. */
function spoken(example: string, { options = [] }: CommandSpec, lang: Language): string {
  const worded = options.flatMap(([flags, , extra]) =>
    extra?.words === undefined ? [] : [[new Option(flags).long ?? flags, extra.words] as const],
  );
  return worded.reduce(
    (line, [name, words]) =>
      line.replace(new RegExp(`(${name} )(\\S+)`), (whole, flag: string, code: string) => {
        const word = words[code];
        return word === undefined || lang === 'en' ? whole : `${flag}${asTyped(word[lang])}`;
      }),
    example,
  );
}

function below(spec: CommandSpec, lang: Language): string {
  const { exits = {} } = spec;
  const examples = (spec.examples ?? []).map((line) => spoken(line, spec, lang));
  const width = Math.max(...Object.keys(exits).map(({ length }) => length)) + 2;
  const codes = Object.entries(exits).map(
    ([code, text]) =>
      `  ${code.padEnd(width)}${wrap(text[lang], 78 - width).join(`\n${' '.repeat(width + 2)}`)}`,
  );
  const title = examples.length > 1 ? WORDS.examples : WORDS.example;
  return [
    ...(examples.length === 0 ? [] : ['', `${title[lang]}:`, ...examples.map((line) => `  $ ${line}`)]),
    ...(codes.length === 0 ? [] : ['', `${WORDS.exits[lang]}:`, ...codes]),
  ].join('\n');
}

/** What the library says in every help text, in the language of the run. */
export function speakHelp(program: Command, lang: Language): Command {
  const inDutch = (text: string): string =>
    text.replace('[options]', '[opties]').replace('[command]', '[commando]');
  const placed = (text: string): string => (lang === 'nl' ? inDutch(text) : text);
  const help: Partial<Help> = {
    // The library leaves narrower columns than 40 unwrapped: those behind a long name.
    minWidthToWrap: 20,
    styleTitle: (title) => (lang === 'nl' ? (TITLES[title] ?? title) : title),
    styleUsage: placed,
    styleSubcommandTerm: placed,
    optionDescription: (option) => explain(option, lang),
    argumentDescription: (argument) => explain(argument, lang),
  };
  return program
    .helpOption('-h, --help', WORDS.help[lang])
    .helpCommand('help [command]', WORDS.help[lang])
    .configureHelp(help);
}

function explain(of: Argument | Option, lang: Language): string {
  const { description, argChoices, defaultValueDescription } = of;
  const defaultValue: unknown = of.defaultValue;
  const isShown =
    typeof defaultValue === 'number' || (typeof defaultValue === 'string' && defaultValue !== '');
  const parts = [
    ...(argChoices === undefined ? [] : [`${WORDS.choices[lang]}: ${argChoices.join(', ')}`]),
    ...(isShown ? [`${WORDS.fallback[lang]}: ${defaultValueDescription ?? String(defaultValue)}`] : []),
  ];
  return parts.length === 0 ? description : `${description} (${parts.join('; ')})`;
}
