// The command line: its commands and what holds for all of them. What each does stands in a file of its own.
import { Command, type OutputConfiguration } from 'commander';
import { speakLanguages } from './frame/language.ts';
import type { CommandRun, Terminal } from './frame/terminal.ts';
import { readVersion } from './frame/version.ts';

const HELP = `
Exit codes:
  0  done
  1  Koppel, or something it needs, failed
  2  the command was given wrongly; nothing was changed
  3  the data was refused
  4  the configuration is wrong
  5  the command ran, and the answer is no (a test that failed, a window that was missed)

Settings come from the environment or .env, which koppel init writes; .env.example lists them.
docs/commands.md describes every command.`;

/** One file with its commands, loaded when one of them is asked for, or all are. */
interface Part {
  readonly commands: readonly string[];
  readonly load: () => Promise<(program: Command, run: CommandRun) => void>;
}

const GROUPS: Readonly<Record<string, readonly Part[]>> = {
  'Running:': [
    { commands: ['start'], load: async () => (await import('./process/start.ts')).addStartCommand },
    { commands: ['serve'], load: async () => (await import('./process/serve.ts')).addServeCommand },
    { commands: ['worker'], load: async () => (await import('./process/worker.ts')).addWorkerCommand },
    { commands: ['migrate'], load: async () => (await import('./process/migrate.ts')).addMigrateCommand },
    { commands: ['restored'], load: async () => (await import('./process/restored.ts')).addRestoredCommand },
    { commands: ['sandbox'], load: async () => (await import('./process/sandbox.ts')).addSandboxCommand },
    { commands: ['demo'], load: async () => (await import('./process/demo.ts')).addDemoCommand },
  ],
  'Setting up:': [
    { commands: ['init'], load: async () => (await import('./practice/init.ts')).addInitCommand },
    {
      commands: ['practice'],
      load: async () => (await import('./practice/practice.ts')).addPracticeCommands,
    },
    {
      commands: ['connection'],
      load: async () => (await import('./connection/connection.ts')).addConnectionCommands,
    },
    { commands: ['source'], load: async () => (await import('./source/source.ts')).addSourceCommands },
    { commands: ['password'], load: async () => (await import('./practice/password.ts')).addPasswordCommand },
    { commands: ['user'], load: async () => (await import('./practice/user.ts')).addUserCommands },
  ],
  'Records and switches:': [
    { commands: ['import'], load: async () => (await import('./client/import.ts')).addImportCommand },
    { commands: ['link'], load: async () => (await import('./client/link.ts')).addLinkCommand },
  ],
  'Asking:': [
    { commands: ['find'], load: async () => (await import('./client/find.ts')).addFindCommand },
    { commands: ['list'], load: async () => (await import('./client/list.ts')).addListCommand },
    { commands: ['status'], load: async () => (await import('./practice/status.ts')).addStatusCommand },
    { commands: ['todo'], load: async () => (await import('./task/todo.ts')).addToDoCommand },
    { commands: ['log'], load: async () => (await import('./practice/log.ts')).addLogCommand },
    { commands: ['explain'], load: async () => (await import('./client/explain.ts')).addExplainCommand },
    { commands: ['plan'], load: async () => (await import('./client/plan.ts')).addPlanCommand },
    { commands: ['task-log'], load: async () => (await import('./task/task-log.ts')).addTaskLogCommand },
    {
      commands: ['memberships'],
      load: async () => (await import('./task/memberships.ts')).addMembershipsCommand,
    },
  ],
  'Acting:': [
    { commands: ['sync'], load: async () => (await import('./client/sync.ts')).addSyncCommand },
    { commands: ['verify'], load: async () => (await import('./client/verify.ts')).addVerifyCommand },
    { commands: ['approve', 'reject'], load: async () => (await import('./task/brake.ts')).addBrakeCommands },
    { commands: ['task'], load: async () => (await import('./task/task.ts')).addTaskCommand },
    { commands: ['request'], load: async () => (await import('./task/request.ts')).addRequestCommand },
    {
      commands: ['account-request'],
      load: async () => (await import('./task/account-request.ts')).addAccountRequestCommand,
    },
    {
      commands: ['profile-change'],
      load: async () => (await import('./task/profile-change.ts')).addProfileChangeCommand,
    },
    { commands: ['erase', 'export'], load: async () => (await import('./client/erase.ts')).addEraseCommands },
  ],
};

/**
 * `asked`: the word after `koppel`. When it is a command, the others are not loaded, so that it answers sooner. None of
 * these files loads what its command works with: that is left to the action.
 */
export async function createProgram(run: CommandRun, asked?: string): Promise<Command> {
  const program = new Command('koppel')
    .description(
      "Pushes a practice's clients and contacts to the portals they work in, and takes access away again.",
    )
    .version(readVersion(), '-V, --version', 'print the version')
    .showHelpAfterError('(add --help to see how it is used)')
    .addHelpText('after', HELP)
    // Commands made from here on inherit it. Wrong usage is thrown, so that one place decides how the process ends.
    .exitOverride()
    .configureOutput(outputOn(run.terminal));
  const isAsked = ({ commands }: Part): boolean => asked !== undefined && commands.includes(asked);
  const onlyOne = Object.values(GROUPS).flat().some(isAsked);
  for (const [group, parts] of Object.entries(GROUPS)) {
    program.commandsGroup(group);
    for (const part of onlyOne ? parts.filter(isAsked) : parts) (await part.load())(program, run);
  }
  speakLanguages(program, run);
  return program;
}

function outputOn({ stdout, stderr }: Terminal): OutputConfiguration {
  return {
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    getOutHelpWidth: () => widthOf(stdout),
    getErrHelpWidth: () => widthOf(stderr),
  };
}

/** A terminal's; elsewhere that of the library. */
function widthOf({ isTTY, columns }: Terminal['stdout']): number {
  return (isTTY === true ? columns : undefined) ?? 80;
}
