// koppel list: clients and contacts with where they stand in each portal.
import { LINK_WORDS } from '../../domain/link.ts';
import { LIST_SORT_WORDS } from '../../domain/list-sorts.ts';
import { STATE_TEXTS } from '../../domain/standing-states.ts';
import { WAITED_FOR } from '../../domain/who-acts.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_CSV, CURSOR, AS_JSON, limitOption, ONE_CONNECTION, PRACTICE } from '../frame/options.ts';
import { acting, runPaged } from '../frame/run-command.ts';

export const listCommand: CommandSpec = {
  name: 'list',
  does: {
    en: 'Lists clients and contacts: who is linked, where they stand, and why.',
    nl: 'Toont klanten en contactpersonen: wie is gekoppeld, met welke stand, en waarom.',
  },
  more: {
    en: `A line for each record and connection; what the filters ask must hold of that line. All are listed unless --limit says how
many; with --json the answer then has "next", to be given back as --cursor.`,
    nl: `Een regel per record en verbinding; wat de filters vragen moet voor die regel gelden. Alle worden getoond, tenzij --limit
zegt hoeveel; met --json heeft het antwoord dan "next", om als --cursor terug te geven.`,
  },
  options: [
    PRACTICE,
    ONE_CONNECTION,
    ['--clients', { en: 'clients alone', nl: 'alleen klanten' }],
    ['--contacts', { en: 'contacts alone', nl: 'alleen contactpersonen' }],
    [
      '--link <position>',
      { en: 'whose link is on, or off', nl: 'van wie de koppeling aanstaat, of uitstaat' },
      { words: LINK_WORDS },
    ],
    ['--state <state>', { en: 'in this state', nl: 'met deze stand' }, { words: STATE_TEXTS }],
    [
      '--reason <code>',
      { en: 'for this reason, such as EMAIL_MISSING', nl: 'om deze reden, zoals EMAIL_MISSING' },
      { read: (code) => code.toUpperCase() },
    ],
    [
      '--not-signed-in',
      {
        en: 'who was mailed by the portal and has not used the mail',
        nl: 'wie door het portaal is gemaild en de mail niet heeft gebruikt',
      },
    ],
    [
      '--waiting-on <whom>',
      {
        en: 'what waits in the portal for',
        nl: 'wat in het portaal wacht op',
      },
      { words: WAITED_FOR },
    ],
    [
      '--sort <order>',
      { en: 'in which order', nl: 'in welke volgorde' },
      { words: LIST_SORT_WORDS, fallback: 'client' },
    ],
    limitOption(),
    CURSOR,
    AS_JSON,
    AS_CSV,
  ],
  examples: [
    'koppel list --practice jansen --link off --clients',
    'koppel list --practice jansen --state failed --csv > failed.csv',
    'koppel list --practice jansen --not-signed-in --sort since',
  ],
  act: acting(runPaged, async () => (await import('./show-list.ts')).showList),
};
