// koppel find: clients and contacts by a part of what is known of them.
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_CSV, AS_JSON, limitOption, PRACTICE } from '../frame/options.ts';
import { runPaged } from '../frame/run-command.ts';
import type { FindOptions } from './show-found.ts';

export const findCommand: CommandSpec = {
  name: 'find',
  does: {
    en: 'Finds clients and contacts, and shows where they stand.',
    nl: 'Zoekt klanten en contactpersonen, en toont hun stand.',
  },
  more: {
    en: `Every word that is given is a part of the name, the number, the key, the e-mail address or the city; accents, dots and
capitals do not matter. A telephone number is found by five of its digits. What stands under "type" can be given to every other command.`,
    nl: `Elk woord dat wordt gegeven is een deel van de naam, het nummer, de sleutel, het e-mailadres of de plaats; accenten, punten
en hoofdletters maken niet uit. Een telefoonnummer wordt gevonden met vijf cijfers ervan. Wat onder "typ" staat kan aan elk ander commando worden gegeven.`,
  },
  args: [
    [
      '<words...>',
      {
        en: 'parts of a name, a number, a key, an e-mail address or a city',
        nl: 'delen van een naam, nummer, sleutel, e-mailadres of plaats',
      },
    ],
  ],
  options: [PRACTICE, limitOption(20), AS_JSON, AS_CSV],
  examples: ['koppel find jansen --practice jansen', 'koppel find bakkerij hoorn --practice jansen --json'],
  exits: { 5: { en: 'nothing fits', nl: 'niets gevonden' } },
  act: (run) => (words: string[], options: FindOptions) =>
    runPaged(run, options, async (context) =>
      (await import('./show-found.ts')).showFound(context, words.join(' '), options),
    ),
};
