// `koppel completion`: what a shell completes, from the table of commands.
import type { Command } from 'commander';
import type { CommandSpec } from '../frame/command-table.ts';
import { runAlone } from '../frame/run-command.ts';

export const completionCommand: CommandSpec = {
  name: 'completion',
  does: {
    en: 'Prints a script with which a shell completes commands and options.',
    nl: "Drukt een script af waarmee een shell commando's en opties aanvult.",
  },
  args: [['<shell>', { en: 'which', nl: 'welke' }, { choices: ['bash', 'zsh'] }]],
  examples: ['source <(koppel completion bash)', 'source <(koppel completion zsh)'],
  act: (run) => (shell: 'bash' | 'zsh', _options: unknown, command: Command) =>
    runAlone(run, {}, async ({ out }) =>
      (await import('./complete-words.ts')).printCompletion(out, command.parent ?? command, shell),
    ),
};
