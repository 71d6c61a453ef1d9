// `koppel init`: writes what a first start needs into the folder that it is given in. Needs no database.
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { acting, runAlone } from '../frame/run-command.ts';

export const initCommand: CommandSpec = {
  name: 'init',
  does: {
    en: 'Writes .env, sample records and credentials for a sandbox into this folder.',
    nl: 'Schrijft .env, voorbeeldgegevens en toegangsgegevens voor een sandbox in deze map.',
  },
  more: {
    en: `.env with fresh keys and a first user, an operator; sample/clients.csv and sample/contacts.csv with
invented records; and caseware-sandbox.json with the credentials of the sandbox of CaseWare Cloud.

Nothing that is there is overwritten. Given again, it changes nothing and says so.`,
    nl: `.env met verse sleutels en een eerste gebruiker, een operator; sample/clients.csv en sample/contacts.csv
met verzonnen gegevens; en caseware-sandbox.json met de toegangsgegevens van de sandbox van CaseWare Cloud.

Niets wat er al is wordt overschreven. Opnieuw gegeven wijzigt het niets en zegt dat.`,
  },
  options: [
    [
      '--user <name>',
      { en: 'name of the first user', nl: 'naam van de eerste gebruiker' },
      { fallback: 'operator' },
    ],
    [
      '--ask-password',
      {
        en: 'read the password of the user, from the terminal or from the first line of standard input (default: one is made, and shown once)',
        nl: 'het wachtwoord van de gebruiker lezen, van de terminal of van de eerste regel van standaardinvoer (standaard: er wordt een gemaakt, en één keer getoond)',
      },
    ],
    AS_JSON,
  ],
  examples: ['koppel init', 'koppel init --user olga --ask-password'],
  exits: {
    0: { en: 'written, or everything was there', nl: 'geschreven, of alles was er al' },
    2: {
      en: 'some of the files are there, or the name or password is not accepted: nothing was written',
      nl: 'een deel van de bestanden is er al, of naam of wachtwoord wordt niet aanvaard: er is niets geschreven',
    },
  },
  act: acting(runAlone, async () => (await import('./write-first-files.ts')).writeFirstFiles),
};
