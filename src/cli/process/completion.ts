// `koppel completion`: what a shell completes, from the table of commands.
import type { Command } from 'commander';
import type { CommandSpec } from '../frame/command-table.ts';
import { runAlone } from '../frame/run-command.ts';
import type { Shell } from './complete-words.ts';

export const completionCommand: CommandSpec = {
  name: 'completion',
  does: {
    en: 'Prints a script with which a shell completes commands and options.',
    nl: "Drukt een script af waarmee een shell commando's en opties aanvult.",
  },
  args: [['<shell>', { en: 'which', nl: 'welke' }, { choices: ['bash', 'zsh', 'fish'] }]],
  examples: [
    'source <(koppel completion bash)',
    'source <(koppel completion zsh)',
    'koppel completion fish | source',
  ],
  act: (run) => (shell: Shell, _options: unknown, command: Command) =>
    runAlone(run, {}, async ({ out }) =>
      (await import('./complete-words.ts')).printCompletion(out, command.parent ?? command, shell),
    ),
};
