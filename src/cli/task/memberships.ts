// koppel memberships: where colleagues are members, and for whom they may manage cases: the portal's own two lists.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const membershipsCommand: CommandSpec = {
  name: 'memberships',
  does: {
    en: 'Shows the organisations of which colleagues are members beside those they may manage cases for.',
    nl: "Toont de organisaties waarvan collega's lid zijn naast die waarvoor zij cases mogen beheren.",
  },
  more: {
    en: 'Reads both lists in the portal and changes nothing.',
    nl: 'Leest beide lijsten in het portaal en verandert niets.',
  },
  options: [
    [
      '--differences',
      { en: 'only where the two lists differ', nl: 'alleen waar de twee lijsten verschillen' },
    ],
    ...ASKING,
  ],
  examples: [
    'koppel memberships --practice jansen --connection wolters-kluwer',
    'koppel memberships --practice jansen --differences',
  ],
  act: acting(runCommand, async () => (await import('./show-memberships.ts')).showMemberships),
};
