// koppel status: how each connection stands. Counts add up to the number of clients and contacts (rule 5).
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const statusCommand: CommandSpec = {
  name: 'status',
  does: {
    en: 'Shows per connection how many clients and contacts stand where, and what is late.',
    nl: 'Toont per verbinding hoeveel klanten en contactpersonen waar staan, en wat te laat is.',
  },
  options: [['--practice <id>', { en: 'only this practice', nl: 'alleen dit kantoor' }], AS_JSON],
  examples: ['koppel status', 'koppel status --practice jansen --json'],
  exits: {
    5: {
      en: 'a window was missed, a connection is stopped or refuses every write, or no export of an announced source is accepted',
      nl: 'een termijn is niet gehaald, een verbinding is gestopt of het portaal weigert er elke wijziging, of geen export van een aangekondigde bron wordt aanvaard',
    },
  },
  act: acting(runCommand, async () => (await import('./show-status.ts')).showStatus),
};
