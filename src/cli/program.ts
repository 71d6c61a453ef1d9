// The command line: its commands and what holds for all of them. What each does stands in a file of its own.
import { Command, type OutputConfiguration } from 'commander';
import type { Text } from '../domain/text.ts';
import { addCommand, languageOption, speakHelp, type CommandSpec } from './frame/command-table.ts';
import type { CommandRun, Terminal } from './frame/terminal.ts';
import { usageText } from './frame/usage-words.ts';
import { readVersion } from './frame/version.ts';

const WORDS = {
  does: {
    en: "Pushes a practice's clients and contacts to the portals they work in, and takes access away again.",
    nl: 'Zet klanten en contactpersonen van een kantoor door naar de portalen waarin zij werken, en trekt toegang weer in.',
  },
  version: { en: 'print the version', nl: 'de versie afdrukken' },
  help: { en: '(add --help to see how it is used)', nl: '(met --help ziet u hoe het werkt)' },
  after: {
    en: `
Exit codes:
  0  done
  1  Koppel, or something it needs, failed
  2  the command was given wrongly; nothing was changed
  3  the data was refused
  4  the configuration is wrong
  5  the command ran, and the answer is no (a test that failed, a window that
     was missed)

Settings come from the environment or .env, which koppel init writes;
.env.example lists them. docs/commands.md describes every command.`,
    nl: `
Exitcodes:
  0  gedaan
  1  er ging iets mis in Koppel, of in iets dat Koppel nodig heeft
  2  het commando is verkeerd gegeven; er is niets gewijzigd
  3  de gegevens zijn geweigerd
  4  de instellingen kloppen niet
  5  het commando is uitgevoerd, en het antwoord is nee (een mislukte test, een
     termijn die niet is gehaald)

Instellingen komen uit de omgeving of uit .env, dat koppel init schrijft;
.env.example noemt ze. docs/commands.md beschrijft elk commando.`,
  },
} as const satisfies Record<string, Text>;

/** Loaded when the command is asked for, or all are. */
type Load = () => Promise<CommandSpec>;

const GROUPS: readonly (readonly [Text, Readonly<Record<string, Load>>])[] = [
  [
    { en: 'Running:', nl: 'Draaien:' },
    {
      start: async () => (await import('./process/start.ts')).startCommand,
      serve: async () => (await import('./process/start.ts')).serveCommand,
      worker: async () => (await import('./process/start.ts')).workerCommand,
      migrate: async () => (await import('./process/migrate.ts')).migrateCommand,
      restored: async () => (await import('./process/restored.ts')).restoredCommand,
      sandbox: async () => (await import('./process/sandbox.ts')).sandboxCommand,
      demo: async () => (await import('./process/demo.ts')).demoCommand,
    },
  ],
  [
    { en: 'Setting up:', nl: 'Inrichten:' },
    {
      init: async () => (await import('./practice/init.ts')).initCommand,
      practice: async () => (await import('./practice/practice.ts')).practiceCommand,
      connection: async () => (await import('./connection/connection.ts')).connectionCommand,
      source: async () => (await import('./source/source.ts')).sourceCommand,
      password: async () => (await import('./practice/password.ts')).passwordCommand,
      user: async () => (await import('./practice/user.ts')).userCommand,
      completion: async () => (await import('./process/completion.ts')).completionCommand,
    },
  ],
  [
    { en: 'Records and switches:', nl: 'Gegevens en koppelingen:' },
    {
      import: async () => (await import('./client/import.ts')).importCommand,
      link: async () => (await import('./client/link.ts')).linkCommand,
    },
  ],
  [
    { en: 'Asking:', nl: 'Vragen:' },
    {
      find: async () => (await import('./client/find.ts')).findCommand,
      list: async () => (await import('./client/list.ts')).listCommand,
      status: async () => (await import('./practice/status.ts')).statusCommand,
      todo: async () => (await import('./task/todo.ts')).toDoCommand,
      log: async () => (await import('./practice/log.ts')).logCommand,
      explain: async () => (await import('./client/explain.ts')).explainCommand,
      plan: async () => (await import('./client/plan.ts')).planCommand,
      'task-log': async () => (await import('./task/task-log.ts')).taskLogCommand,
      memberships: async () => (await import('./task/memberships.ts')).membershipsCommand,
    },
  ],
  [
    { en: 'Acting:', nl: 'Handelen:' },
    {
      sync: async () => (await import('./client/sync.ts')).syncCommand,
      verify: async () => (await import('./client/verify.ts')).verifyCommand,
      approve: async () => (await import('./task/brake.ts')).approveCommand,
      reject: async () => (await import('./task/brake.ts')).rejectCommand,
      task: async () => (await import('./task/task.ts')).taskCommand,
      request: async () => (await import('./task/request.ts')).requestCommand,
      'account-request': async () => (await import('./task/account-request.ts')).accountRequestCommand,
      'profile-change': async () => (await import('./task/profile-change.ts')).profileChangeCommand,
      erase: async () => (await import('./client/erase.ts')).eraseCommand,
      export: async () => (await import('./client/erase.ts')).exportCommand,
    },
  ],
];

/**
 * `asked`: the word after `koppel`. When it is a command, the others are not loaded, so that it answers sooner. None of
 * these files loads what its command works with: that is left to the action.
 */
export async function createProgram(run: CommandRun, asked = ''): Promise<Command> {
  const { lang, terminal } = run;
  const program = speakHelp(new Command('koppel'), lang)
    .description(WORDS.does[lang])
    .addOption(languageOption(lang))
    .enablePositionalOptions()
    .version(readVersion(), '-V, --version', WORDS.version[lang])
    .showHelpAfterError(WORDS.help[lang])
    .addHelpText('after', WORDS.after[lang])
    // Commands made from here on inherit it. Wrong usage is thrown, so that one place decides how the process ends.
    .exitOverride()
    .configureOutput(outputOn(terminal, lang));
  // What a shell completes is all of them.
  const onlyOne = asked !== 'completion' && GROUPS.some(([, loads]) => Object.hasOwn(loads, asked));
  for (const [group, loads] of GROUPS) {
    program.commandsGroup(group[lang]);
    for (const [name, load] of Object.entries(loads))
      if (!onlyOne || name === asked) addCommand(program, await load(), run);
  }
  return program;
}

function outputOn({ stdout, stderr }: Terminal, lang: keyof Text): OutputConfiguration {
  return {
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    outputError: (text, write) => write(`koppel: ${usageText(text, lang)}`),
    getOutHelpWidth: () => widthOf(stdout),
    getErrHelpWidth: () => widthOf(stderr),
  };
}

/** A terminal's; elsewhere that of the library. */
function widthOf({ isTTY, columns }: Terminal['stdout']): number {
  return (isTTY === true ? columns : undefined) ?? 80;
}
