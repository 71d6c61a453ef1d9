// `koppel migrate`: brings the database and the queue's tables up to this version, and seals secrets under a new key.
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { acting, runAlone } from '../frame/run-command.ts';

export const migrateCommand: CommandSpec = {
  name: 'migrate',
  does: {
    en: 'Makes or updates the tables of Koppel and of its queue.',
    nl: 'Maakt de tabellen van Koppel en van de wachtrij, of werkt ze bij.',
  },
  more: {
    en: `In the database at KOPPEL_MIGRATE_DATABASE_URL, or else at DATABASE_URL. Safe to repeat. The embedded database, used
without either, is migrated whenever it is opened.`,
    nl: `In de database op KOPPEL_MIGRATE_DATABASE_URL, of anders op DATABASE_URL. Mag herhaald worden. De ingebouwde database, die
zonder beide wordt gebruikt, wordt bij elk openen bijgewerkt.`,
  },
  options: [
    [
      '--runtime-role <login>',
      {
        en: 'login that Koppel runs under, where it does not own the tables (default: that of DATABASE_URL, made if need be)',
        nl: 'login waaronder Koppel draait, als die de tabellen niet bezit (standaard: die van DATABASE_URL, zo nodig gemaakt)',
      },
    ],
    [
      '--seal-again',
      {
        en: 'seal all stored secrets under the first key of KOPPEL_SECRET_KEY',
        nl: 'alle bewaarde geheimen verzegelen onder de eerste sleutel van KOPPEL_SECRET_KEY',
      },
    ],
    AS_JSON,
  ],
  examples: [
    'koppel migrate',
    'KOPPEL_MIGRATE_DATABASE_URL=postgres://owner:…@db/koppel koppel migrate --runtime-role koppel_run',
    'KOPPEL_SECRET_KEY=<new>,<old> koppel migrate --seal-again',
  ],
  exits: { 2: { en: 'no such login', nl: 'er is geen login van die naam' } },
  act: acting(runAlone, async () => (await import('./migrate-stores.ts')).migrateStores),
};
