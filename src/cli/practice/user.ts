// `koppel user`: who may sign in for a practice.
import { ROLE_TEXTS, type Role } from '../../domain/role.ts';
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { BY, AS_JSON, PRACTICE } from '../frame/options.ts';
import { acting, runCommand } from '../frame/run-command.ts';
import type { UserOptions } from './change-users.ts';

const NAME: Given = [
  '<name>',
  {
    en: 'name to sign in with; capitals do not matter',
    nl: 'naam om mee aan te melden; hoofdletters maken niet uit',
  },
];
const ROLE_TEXT = { en: 'what the person may do', nl: 'wat de persoon mag' };
const OPTIONS = [PRACTICE, BY, AS_JSON];

const addCommand: CommandSpec = {
  name: 'add',
  does: { en: 'Adds an account.', nl: 'Voegt een account toe.' },
  more: {
    en: 'Its password is asked for, or read from the first line of standard input: at least 12 characters.',
    nl: 'Het wachtwoord wordt gevraagd, of gelezen van de eerste regel van standaardinvoer: minstens 12 tekens.',
  },
  args: [NAME],
  options: [['--role <role>', ROLE_TEXT, { words: ROLE_TEXTS, fallback: 'viewer' }], ...OPTIONS],
  examples: [
    'koppel user add anna --practice jansen --role link-manager',
    'koppel user add vera --practice jansen < password.txt',
  ],
  act: acting(runCommand, async () => (await import('./change-users.ts')).addUser),
};

export const userCommand: CommandSpec = {
  name: 'user',
  does: {
    en: 'Accounts of the people who sign in for a practice.',
    nl: 'Accounts van de mensen die zich voor een kantoor aanmelden.',
  },
  more: {
    en: `With these, people of a practice sign in to the pages. Each belongs to one practice and has one role: a viewer looks;
a link manager switches links as well; an operator also confirms tasks and asks again; an administrator also decides about
the brake. Whoever stands in KOPPEL_USERS needs none.`,
    nl: `Hiermee melden mensen van een kantoor zich aan op de pagina's. Elk hoort bij één kantoor en heeft één rol: een kijker
kijkt; een koppelbeheerder schakelt ook koppelingen; een operator bevestigt ook taken en vraagt opnieuw; een beheerder
beslist ook over de rem. Wie in KOPPEL_USERS staat, heeft er geen nodig.`,
  },
  commands: [
    addCommand,
    {
      name: 'list',
      does: { en: 'Lists the accounts of a practice.', nl: 'Toont de accounts van een kantoor.' },
      options: [PRACTICE, AS_JSON],
      act: acting(runCommand, async () => (await import('./change-users.ts')).listUsers),
    },
    {
      name: 'role',
      does: {
        en: 'Gives an account another role, from its next click on.',
        nl: 'Geeft een account een andere rol, vanaf de eerstvolgende klik.',
      },
      args: [NAME, ['<role>', ROLE_TEXT, { words: ROLE_TEXTS }]],
      options: OPTIONS,
      act: (run) => (name: string, role: Role, options: UserOptions) =>
        runCommand(run, options, async (context) =>
          (await import('./change-users.ts')).changeRole(context, name, { ...options, role }),
        ),
    },
    {
      name: 'disable',
      does: {
        en: 'Ends an account: its sessions end at once.',
        nl: 'Zet een account uit: de sessies ervan eindigen meteen.',
      },
      more: { en: '`koppel user password` opens it again.', nl: '`koppel user password` opent het weer.' },
      args: [NAME],
      options: OPTIONS,
      act: acting(runCommand, async () => (await import('./change-users.ts')).disableUser),
    },
    {
      name: 'password',
      does: {
        en: 'Gives an account a new password, read as for `add`.',
        nl: 'Geeft een account een nieuw wachtwoord, gelezen zoals bij `add`.',
      },
      more: {
        en: 'Sessions that the old one opened end.',
        nl: 'Sessies die met het oude zijn geopend, eindigen.',
      },
      args: [NAME],
      options: OPTIONS,
      act: acting(runCommand, async () => (await import('./change-users.ts')).changePassword),
    },
  ],
};
