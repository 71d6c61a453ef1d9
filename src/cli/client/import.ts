// `koppel import`: reads an export of clients and contacts into the database.
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON, PRACTICE } from '../frame/options.ts';
import { readNumber, readTime } from '../frame/read-option.ts';
import { acting, runCommand } from '../frame/run-command.ts';

export const importCommand: CommandSpec = {
  name: 'import',
  does: {
    en: 'Reads an export of clients and contacts.',
    nl: 'Leest een export van klanten en contactpersonen.',
  },
  more: {
    en: `CSV or NDJSON files (docs/import.md describes them). Everything is checked first: while one row is wrong, nothing is
written but what the rows switch off, and every problem is listed.

A record that is not in the files stays as it is, unless --complete says that they hold everything.`,
    nl: `CSV- of NDJSON-bestanden (docs/import.md beschrijft ze). Alles wordt eerst gecontroleerd: zolang er een regel fout is, wordt
niets geschreven behalve wat de regels uitzetten, en elk probleem wordt genoemd.

Wat niet in de bestanden staat blijft zoals het is, tenzij --complete zegt dat ze alles bevatten.`,
  },
  options: [
    PRACTICE,
    ['--clients <file>', { en: 'clients, .csv or .ndjson', nl: 'klanten, .csv of .ndjson' }],
    ['--contacts <file>', { en: 'contacts, .csv or .ndjson', nl: 'contactpersonen, .csv of .ndjson' }],
    [
      '--records <file>',
      {
        en: 'both in one .ndjson file, instead of the two',
        nl: 'beide in één .ndjson-bestand, in plaats van de twee',
      },
    ],
    [
      '--complete',
      {
        en: 'the files hold everything: what two complete exports lack is deleted',
        nl: 'de bestanden bevatten alles: wat in twee volledige exports ontbreekt, wordt verwijderd',
      },
    ],
    [
      '--as-of <time>',
      {
        en: 'when the export was made, such as 2026-11-22T09:00:00Z, or now (default: what the files say)',
        nl: 'wanneer de export is gemaakt, zoals 2026-11-22T09:00:00Z, of now (standaard: wat de bestanden zeggen)',
      },
      { read: (text) => (text === 'now' ? new Date() : readTime('--as-of', text)) },
    ],
    [
      '--dry-run',
      {
        en: 'show what would become new, changed, missing or refused, and write nothing',
        nl: 'tonen wat nieuw, gewijzigd, ontbrekend of geweigerd zou worden, en niets schrijven',
      },
    ],
    [
      '--skip-invalid',
      { en: 'leave wrong rows out and import the rest', nl: 'foute regels weglaten en de rest importeren' },
    ],
    [
      '--max-problems <n>',
      {
        en: 'how many problems are listed; all are counted',
        nl: 'hoeveel problemen worden genoemd; alle worden geteld',
      },
      { fallback: 100, read: readNumber('--max-problems', { least: 0, most: 999_999 }) },
    ],
    AS_JSON,
  ],
  examples: [
    'koppel import --practice jansen --clients clients.csv --contacts contacts.csv --as-of 2026-11-22T09:00:00Z',
  ],
  exits: {
    3: {
      en: "rows or files are wrong, or a contact's client is unknown",
      nl: 'regels of bestanden zijn fout, of de klant van een contactpersoon is onbekend',
    },
  },
  act: acting(runCommand, async () => (await import('./import-records.ts')).importRecords),
};
