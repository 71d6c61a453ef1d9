// `koppel connection add`: its words and options.
import { PORTAL_IDS } from '../../../connectors/registry.ts';
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { AS_JSON, PRACTICE } from '../frame/options.ts';
import { readNumber } from '../frame/read-option.ts';
import { acting, runCommand } from '../frame/run-command.ts';

const PORTALS = PORTAL_IDS.join(', ');

const OF_THE_PORTAL: readonly Given[] = [
  [
    '--portal <id>',
    {
      en: `the portal: ${PORTALS} (required for a new one)`,
      nl: `het portaal: ${PORTALS} (verplicht voor een nieuwe)`,
    },
  ],
  [
    '--url <address>',
    {
      en: "base address of the portal's API (required for a new one)",
      nl: 'basisadres van de API van het portaal (verplicht voor een nieuwe)',
    },
  ],
  [
    '--credentials <from>',
    {
      en: '@file, - or env:NAME (required for a new one)',
      nl: '@bestand, - of env:NAAM (verplicht voor een nieuwe)',
    },
  ],
  [
    '--settings <json>',
    {
      en: "the portal's own settings, as JSON or @file",
      nl: 'de eigen instellingen van het portaal, als JSON of @bestand',
    },
  ],
  [
    '--policy <json>',
    {
      en: 'what holds for every portal, as JSON or @file',
      nl: 'wat voor elk portaal geldt, als JSON of @bestand',
    },
  ],
];

/** What is too much is judged with the rest of the policy and the limits. */
function anyNumber(option: string) {
  return readNumber(option, { least: 0, most: 1_000_000, parts: true });
}

const LIMITS: readonly Given[] = [
  [
    '--concurrency <n>',
    { en: 'clients handled at a time', nl: 'hoeveel klanten tegelijk' },
    { read: anyNumber('--concurrency') },
  ],
  ['--rate <n>', { en: 'requests per second', nl: 'verzoeken per seconde' }, { read: anyNumber('--rate') }],
  [
    '--brake-count <n>',
    {
      en: 'revokes in 24 hours above which the brake is on',
      nl: 'intrekkingen in 24 uur waarboven de rem erop gaat',
    },
    { read: anyNumber('--brake-count') },
  ],
  [
    '--brake-share <n>',
    {
      en: 'share of all accesses, from 0 to 1, above which the brake is on',
      nl: 'deel van alle toegangen, van 0 tot 1, waarboven de rem erop gaat',
    },
    { read: anyNumber('--brake-share') },
  ],
];

export const addCommand: CommandSpec = {
  name: 'add',
  does: { en: 'Adds a connection, or changes one.', nl: 'Voegt een verbinding toe, of wijzigt er een.' },
  more: {
    en: `With the name of one that exists, what is given is changed and the rest stays.

Credentials are JSON and never stand in the command itself: give @file, - for standard input, or env:NAME for an
environment variable. They are stored encrypted and never shown again.`,
    nl: `Met de naam van een die er al is, wordt gewijzigd wat is gegeven en blijft de rest.

Toegangsgegevens zijn JSON en staan nooit in het commando zelf: geef @bestand, - voor standaardinvoer, of env:NAAM voor een
omgevingsvariabele. Ze worden versleuteld bewaard en nooit meer getoond.`,
  },
  args: [
    [
      '<name>',
      {
        en: 'lower-case letters, digits and hyphens; records name it in their links',
        nl: 'kleine letters, cijfers en streepjes; gegevens noemen haar in hun koppelingen',
      },
    ],
  ],
  options: [
    PRACTICE,
    ...OF_THE_PORTAL,
    ...LIMITS,
    [
      '--move',
      {
        en: 'the portal itself has moved: keep what is known of it at a new address',
        nl: 'het portaal zelf is verhuisd: bewaar op het nieuwe adres wat ervan bekend is',
      },
    ],
    AS_JSON,
  ],
  examples: [
    'koppel connection add caseware --practice jansen --portal caseware-cloud \\\n      --url https://nl.casewarecloud.com/jansen/ms/caseware-cloud/api/v2 --credentials @caseware.json',
  ],
  act: acting(runCommand, async () => (await import('./connection-add.ts')).addConnection),
};
