// `koppel password`: turns a password into the hash that KOPPEL_USERS takes. Needs no database.
import { USER_ROLES } from '../../http/sign-in/user-roles.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { acting, runAlone } from '../frame/run-command.ts';

export const passwordCommand: CommandSpec = {
  name: 'password',
  does: {
    en: 'Makes an entry for KOPPEL_USERS of a password.',
    nl: 'Maakt van een wachtwoord een regel voor KOPPEL_USERS.',
  },
  more: {
    en: `Reads the password from the terminal without showing it, or from the first line of standard input, and prints its hash;
with a name, the whole entry.`,
    nl: `Leest het wachtwoord van de terminal zonder het te tonen, of van de eerste regel van standaardinvoer, en drukt de hash
ervan af; met een naam de hele regel.`,
  },
  args: [['[name]', { en: 'name to sign in with', nl: 'naam om mee aan te melden' }]],
  options: [
    [
      '--role <role>',
      {
        en: 'an operator may retry and pause, a viewer only look',
        nl: 'een operator mag opnieuw proberen en pauzeren, een kijker (viewer) alleen kijken',
      },
      { choices: USER_ROLES, fallback: 'operator' },
    ],
    AS_JSON,
  ],
  examples: [
    'koppel password olga',
    'koppel password vera --role viewer < password.txt',
    "export KOPPEL_USERS='olga:operator:scrypt$…,vera:viewer:scrypt$…'",
  ],
  exits: {
    2: {
      en: 'the password or the name is not accepted',
      nl: 'het wachtwoord of de naam wordt niet aanvaard',
    },
  },
  act: acting(runAlone, async () => (await import('./make-user-entry.ts')).makeUserEntry),
};
