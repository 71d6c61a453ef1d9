// `koppel practice`: the accounting firms that Koppel works for.
import { LINK_OWNERS } from '../../domain/practice.ts';
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { readNumber } from '../frame/read-option.ts';
import { acting, runCommand } from '../frame/run-command.ts';

const MONTH_MINUTES = 31 * 24 * 60;

const OPTIONS: readonly Given[] = [
  [
    '--name <name>',
    {
      en: 'name of the firm (required for a new one)',
      nl: 'naam van het kantoor (verplicht voor een nieuw)',
    },
  ],
  [
    '--links-from <owner>',
    {
      en: 'where links are switched (default: practice-software)',
      nl: 'waar koppelingen worden geschakeld (standaard: practice-software)',
    },
    { choices: LINK_OWNERS },
  ],
  [
    '--source-folder <path>',
    {
      en: 'folder in which complete exports are dropped',
      nl: 'map waarin volledige exports worden neergelegd',
    },
    { conflicts: 'sourceUrl' },
  ],
  [
    '--source-url <url>',
    {
      en: 'https address that answers with a complete export',
      nl: 'https-adres dat met een volledige export antwoordt',
    },
  ],
  [
    '--source-every <minutes>',
    {
      en: 'minutes between two exports; one that is half as late again raises an alarm (default: 60)',
      nl: 'om de hoeveel minuten er een export komt; blijft die anderhalf keer zo lang uit, dan volgt alarm (standaard: 60)',
    },
    { read: readNumber('--source-every', { least: 1, most: MONTH_MINUTES }) },
  ],
  AS_JSON,
];

const addCommand: CommandSpec = {
  name: 'add',
  does: { en: 'Adds a practice, or changes one.', nl: 'Voegt een kantoor toe, of wijzigt er een.' },
  more: {
    en: `Prints, once, the address and the secret with which its practice software sends webhooks. With the id of a practice
that exists, what is given is changed and no secret is made.`,
    nl: `Drukt, één keer, het adres en het geheim af waarmee de praktijksoftware webhooks stuurt. Met de id van een kantoor dat er
al is, wordt gewijzigd wat is gegeven en geen geheim gemaakt.`,
  },
  args: [
    [
      '<id>',
      {
        en: 'lower-case letters, digits and hyphens; stands in the webhook address and never changes',
        nl: 'kleine letters, cijfers en streepjes; staat in het adres van de webhook en verandert nooit',
      },
    ],
  ],
  options: OPTIONS,
  examples: ['koppel practice add jansen --name "Jansen Accountants" --source-folder /srv/jansen/exports'],
  act: acting(runCommand, async () => (await import('./practice-add.ts')).addPractice),
};

const rotateCommand: CommandSpec = {
  name: 'rotate-secret',
  does: {
    en: 'Makes a new webhook secret and prints it, once.',
    nl: 'Maakt een nieuw webhookgeheim en drukt het af, één keer.',
  },
  more: {
    en: `The old one works too until --drop-old, so that no event is lost while the practice software is given the new one.`,
    nl: `Het oude werkt ook, tot --drop-old, zodat er geen bericht verloren gaat terwijl de praktijksoftware het nieuwe krijgt.`,
  },
  args: [['<id>', { en: 'the practice', nl: 'het kantoor' }]],
  options: [
    [
      '--drop-old',
      {
        en: 'stop accepting all but the newest secret; makes none',
        nl: 'alleen het nieuwste geheim nog aanvaarden; maakt er geen',
      },
    ],
    AS_JSON,
  ],
  examples: ['koppel practice rotate-secret jansen', 'koppel practice rotate-secret jansen --drop-old'],
  act: acting(runCommand, async () => (await import('./practice-secret.ts')).rotateSecret),
};

export const practiceCommand: CommandSpec = {
  name: 'practice',
  does: { en: 'Adds, lists and changes practices.', nl: 'Kantoren toevoegen, tonen en wijzigen.' },
  more: {
    en: 'The accounting firms that Koppel works for. Everything else belongs to exactly one.',
    nl: 'De kantoren waarvoor Koppel werkt. Al het andere hoort bij precies één.',
  },
  commands: [
    addCommand,
    {
      name: 'list',
      does: { en: 'Lists the practices.', nl: 'Toont de kantoren.' },
      options: [AS_JSON],
      act: acting(runCommand, async () => (await import('./practice-list.ts')).showPractices),
    },
    rotateCommand,
  ],
};
