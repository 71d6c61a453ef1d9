// koppel link on|off: switches a link, for practices whose switch lives in Koppel.
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { ASKING, BY, RECORD, YES, SAID_NO } from '../frame/options.ts';
import { runCommand } from '../frame/run-command.ts';
import type { LinkOptions } from './switch-links.ts';

const RECORDS: Given = ['[client|contact...]', RECORD];
const OPTIONS: readonly Given[] = [
  [
    '--from <file>',
    {
      en: 'more of them: one a line, or what `koppel list --csv` wrote; - for standard input',
      nl: 'meer ervan: één per regel, of wat `koppel list --csv` schreef; - voor standaardinvoer',
    },
  ],
  ...ASKING,
  BY,
  YES,
];
const SETTINGS: Given = [
  '--settings <json>',
  {
    en: 'settings of the link: JSON, or @file; left out: they stay',
    nl: 'instellingen van de koppeling: JSON, of @bestand; weggelaten: ze blijven',
  },
];

function act(position: 'on' | 'off'): NonNullable<CommandSpec['act']> {
  return (run) => (texts: string[], options: LinkOptions) =>
    runCommand(run, options, async (context) =>
      (await import('./switch-links.ts')).switchLinks(context, { texts, position, options }),
    );
}

export const linkCommand: CommandSpec = {
  name: 'link',
  does: {
    en: 'Switches the links of clients and contacts on or off.',
    nl: 'Zet koppelingen van klanten en contactpersonen aan of uit.',
  },
  more: {
    en: `Only for a practice whose links are switched in Koppel (koppel practice add … --links-from koppel). Shows first what will
really happen: what goes out, what waits for what, whose access will be taken away; confirming approves exactly that. Asks
when there are several records, when one was found by a part of its name, or when access ends. Doing it again changes nothing.`,
    nl: `Alleen voor een kantoor waarvan de koppelingen in Koppel worden geschakeld (koppel practice add … --links-from koppel).
Toont eerst wat er echt gaat gebeuren: wat wordt doorgezet, wat waarop wacht, wiens toegang wordt ingetrokken; bevestigen is
akkoord met precies dat. Vraagt als het er meer zijn, als er een op een deel van de naam gevonden is, of als er toegang eindigt. Nog een keer
verandert niets.`,
  },
  examples: [
    'koppel link on 1001 --practice jansen',
    'koppel link off anna@example.nl --practice jansen --yes',
    'koppel list --practice jansen --link off --contacts --csv > off.csv; koppel link on --from off.csv --practice jansen',
  ],
  commands: [
    {
      name: 'on',
      does: { en: 'Switches links on.', nl: 'Zet koppelingen aan.' },
      args: [RECORDS],
      options: [...OPTIONS, SETTINGS],
      exits: SAID_NO,
      act: act('on'),
    },
    {
      name: 'off',
      does: { en: 'Switches links off.', nl: 'Zet koppelingen uit.' },
      args: [RECORDS],
      options: OPTIONS,
      exits: SAID_NO,
      act: act('off'),
    },
  ],
};
