// The command line: its commands and what holds for all of them. What each does stands in a file of its own.
import { Command } from 'commander';
import { addAccountRequestCommand } from './account-request.ts';
import { addBrakeCommands } from './brake.ts';
import { addConnectionCommands } from './connection.ts';
import { addDemoCommand } from './demo.ts';
import { addEraseCommands } from './erase.ts';
import { addExplainCommand } from './explain.ts';
import { addImportCommand } from './import.ts';
import { addLinkCommand } from './link.ts';
import { addMembershipsCommand } from './memberships.ts';
import { addMigrateCommand } from './migrate.ts';
import { addPasswordCommand } from './password.ts';
import { addPlanCommand } from './plan.ts';
import { addPracticeCommands } from './practice.ts';
import { addProfileChangeCommand } from './profile-change.ts';
import { addRequestCommand } from './request.ts';
import { addRestoredCommand } from './restored.ts';
import { addServeCommand } from './serve.ts';
import { addStartCommand } from './start.ts';
import { addStatusCommand } from './status.ts';
import { addSyncCommand } from './sync.ts';
import { addTaskLogCommand } from './task-log.ts';
import { addTaskCommand } from './task.ts';
import { readVersion } from './version.ts';
import { addWorkerCommand } from './worker.ts';

const HELP = `
Exit codes:
  0  done
  1  Koppel, or something it needs, failed
  2  the command was given wrongly; nothing was changed
  3  the data was refused
  4  the configuration is wrong
  5  the command ran, and the answer is no (a test that failed, a window that was missed)

Settings come from the environment; .env.example lists them. docs/commands.md describes every command.`;

export function createProgram(): Command {
  const program = new Command('koppel')
    .description(
      "Pushes a practice's clients and contacts to the portals they work in, and takes access away again.",
    )
    .version(readVersion(), '-V, --version', 'print the version')
    .showHelpAfterError('(add --help to see how it is used)')
    .addHelpText('after', HELP)
    // Commands made from here on inherit it. Wrong usage is thrown, so that one place decides how the process ends.
    .exitOverride();
  program.commandsGroup('Running:');
  addStartCommand(program);
  addServeCommand(program);
  addWorkerCommand(program);
  addMigrateCommand(program);
  addRestoredCommand(program);
  addDemoCommand(program);
  program.commandsGroup('Setting up:');
  addPracticeCommands(program);
  addConnectionCommands(program);
  addPasswordCommand(program);
  program.commandsGroup('Records and switches:');
  addImportCommand(program);
  addLinkCommand(program);
  program.commandsGroup('Asking:');
  addStatusCommand(program);
  addExplainCommand(program);
  addPlanCommand(program);
  addTaskLogCommand(program);
  addMembershipsCommand(program);
  program.commandsGroup('Acting:');
  addSyncCommand(program);
  addBrakeCommands(program);
  addTaskCommand(program);
  addRequestCommand(program);
  addAccountRequestCommand(program);
  addProfileChangeCommand(program);
  addEraseCommands(program);
  return program;
}
