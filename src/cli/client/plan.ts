// koppel plan: what the next run would do, for one client or for everything that is due. Nothing is sent or written.
import type { CommandSpec } from '../frame/command-table.ts';
import { ASKING, CLIENT } from '../frame/options.ts';
import { acting, runQuestion } from '../frame/run-command.ts';

export const planCommand: CommandSpec = {
  name: 'plan',
  does: {
    en: 'Shows what would be done in the portal, without doing it.',
    nl: 'Toont wat er in het portaal zou worden gedaan, zonder het te doen.',
  },
  more: {
    en: 'Without a client: every client that has something due. Asks the portal nothing and changes nothing.',
    nl: 'Zonder klant: elke klant die iets te doen heeft. Vraagt het portaal niets en verandert niets.',
  },
  args: [CLIENT],
  options: ASKING,
  examples: ['koppel plan --practice jansen', 'koppel plan 1001 --practice jansen --json'],
  act: acting(runQuestion, async () => (await import('./show-plan.ts')).showPlan),
};
