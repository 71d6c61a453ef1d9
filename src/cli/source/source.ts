// `koppel source`: practice software that Koppel reads by itself.
import { SOURCE_IDS } from '../../../sources/registry.ts';
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { AS_JSON, YES, SAID_NO } from '../frame/options.ts';
import type { OutputOptions } from '../frame/output.ts';
import { acting, runCommand } from '../frame/run-command.ts';
import { hintCommand } from './hint-command.ts';
import type { ConnectOptions } from './source-connect.ts';

const OF_PRACTICE: Given = ['<practice>', { en: 'the practice', nl: 'het kantoor' }];

const connectCommand: CommandSpec = {
  name: 'connect',
  does: {
    en: 'Lets Koppel into the practice software.',
    nl: 'Geeft Koppel toegang tot de praktijksoftware.',
  },
  more: {
    en: `Prints the address at which a person of the firm signs in and agrees, and takes from standard input the code, or the
whole address, that the software sends them back with. Where Koppel is reached at KOPPEL_PUBLIC_URL the software brings it by
itself. Given again, it signs in anew; what is left out stays. docs/sources.md says what the firm does in the software before.`,
    nl: `Drukt het adres af waar iemand van het kantoor zich aanmeldt en toestemt, en neemt van standaardinvoer de code, of het hele
adres, waarmee de software terugstuurt. Waar Koppel op KOPPEL_PUBLIC_URL te bereiken is, brengt de software die vanzelf.
Opnieuw gegeven meldt het opnieuw aan; wat is weggelaten blijft. docs/sources.md zegt wat het kantoor vooraf in de software doet.`,
  },
  args: [
    OF_PRACTICE,
    [
      '[software]',
      { en: 'which; needed the first time', nl: 'welke; de eerste keer nodig' },
      { choices: SOURCE_IDS },
    ],
  ],
  options: [
    [
      '--region <region>',
      {
        en: 'where the firm is at home: nl, be, de, fr, es, co.uk or com (default: nl)',
        nl: 'waar het kantoor thuishoort: nl, be, de, fr, es, co.uk of com (standaard: nl)',
      },
    ],
    [
      '--url <url>',
      {
        en: 'another base address, such as that of a sandbox',
        nl: 'een ander basisadres, zoals van een sandbox',
      },
    ],
    [
      '--credentials <from>',
      { en: '@file or env:NAME with the JSON of the app', nl: '@bestand of env:NAAM met de JSON van de app' },
    ],
    [
      '--settings <json>',
      { en: 'settings of the source: JSON, @file', nl: 'instellingen van de bron: JSON, @bestand' },
    ],
    [
      '--redirect-uri <url>',
      {
        en: 'as it is registered (default: KOPPEL_PUBLIC_URL and /oauth/callback)',
        nl: 'zoals het is geregistreerd (standaard: KOPPEL_PUBLIC_URL en /oauth/callback)',
      },
    ],
    [
      '--no-wait',
      {
        en: 'print the address and end; the software brings the code',
        nl: 'het adres afdrukken en eindigen; de software brengt de code',
      },
    ],
    AS_JSON,
  ],
  examples: ['koppel source connect jansen exact-online --region nl --credentials @exact.json'],
  exits: {
    5: {
      en: 'what was given is no code of this sign-in',
      nl: 'wat is gegeven is geen code van deze aanmelding',
    },
  },
  act: (run) => (practice: string, software: string | undefined, options: ConnectOptions & OutputOptions) =>
    runCommand(run, options, async (context) =>
      (await import('./source-connect.ts')).connectSource(context, { practice, software }, options),
    ),
};

const syncCommand: CommandSpec = {
  name: 'sync',
  does: {
    en: 'Reads what changed now, whatever the schedule.',
    nl: 'Leest nu wat is gewijzigd, wat het schema ook zegt.',
  },
  args: [OF_PRACTICE],
  options: [
    ['--full', { en: 'read everything, as at first', nl: 'alles lezen, zoals de eerste keer' }],
    AS_JSON,
  ],
  exits: {
    5: {
      en: 'somebody else reads it at this moment, or there is no source',
      nl: 'op dit moment leest iemand anders, of er is geen bron',
    },
  },
  act: acting(runCommand, async () => (await import('./source-sync.ts')).syncSource),
};

const statusCommand: CommandSpec = {
  name: 'status',
  does: {
    en: 'Shows when the software was read, and the records that were refused.',
    nl: 'Toont wanneer de software is gelezen, en welke gegevens zijn geweigerd.',
  },
  args: [OF_PRACTICE],
  options: [
    [
      '--prove',
      {
        en: 'show on its own data, reading only, that what is assumed of its calls holds there',
        nl: 'op eigen gegevens, alleen door te lezen, tonen dat daar klopt wat van de aanroepen is aangenomen',
      },
    ],
    AS_JSON,
  ],
  exits: {
    5: {
      en: 'somebody must sign in anew, or something that is assumed does not hold',
      nl: 'iemand moet zich opnieuw aanmelden, of iets dat is aangenomen klopt niet',
    },
  },
  act: acting(runCommand, async () => (await import('./source-status.ts')).showSource),
};

const disconnectCommand: CommandSpec = {
  name: 'disconnect',
  does: {
    en: 'Forgets the practice software; what was taken in of it stays.',
    nl: 'Vergeet de praktijksoftware; wat daaruit is overgenomen blijft.',
  },
  more: {
    en: `Asks before. Credentials, tokens, settings and how far was read are forgotten at once, a reading that is under way ends, and
the software is told to call no more. Clients, contacts and their access stay as they are. Done already, it changes nothing.`,
    nl: `Vraagt het eerst. Toegangsgegevens, tokens, instellingen en hoever er is gelezen zijn meteen vergeten, een lezing die bezig is
eindigt, en de software krijgt door dat zij Koppel niet meer hoeft aan te roepen. Klanten, contactpersonen en hun toegang blijven zoals ze
zijn. Is het al gebeurd, dan wijzigt er niets.`,
  },
  args: [OF_PRACTICE],
  options: [YES, AS_JSON],
  exits: SAID_NO,
  act: acting(runCommand, async () => (await import('./source-disconnect.ts')).disconnectSource),
};

export const sourceCommand: CommandSpec = {
  name: 'source',
  does: {
    en: 'Connects, lists, reads and looks after practice software.',
    nl: 'Praktijksoftware verbinden, tonen, lezen en nakijken.',
  },
  more: {
    en: 'Practice software that Koppel reads by itself, instead of waiting for exports.',
    nl: 'Praktijksoftware die Koppel zelf leest, in plaats van op exports te wachten.',
  },
  commands: [
    connectCommand,
    {
      name: 'list',
      does: {
        en: 'Lists the practices whose software is read, and how that stands.',
        nl: 'Toont de kantoren waarvan de software wordt gelezen, en hoe dat ervoor staat.',
      },
      options: [AS_JSON],
      act: acting(runCommand, async () => (await import('./source-status.ts')).listSources),
    },
    syncCommand,
    statusCommand,
    hintCommand,
    disconnectCommand,
  ],
};
