// `koppel connection`: a practice's accesses to portals.
import type { CommandSpec, Given } from '../frame/command-table.ts';
import { BY, AS_JSON, PRACTICE, YES, SAID_NO } from '../frame/options.ts';
import type { OutputOptions } from '../frame/output.ts';
import { acting, runCommand } from '../frame/run-command.ts';
import { addCommand } from './add-command.ts';
import type { StateOptions } from './connection-state.ts';

const NAME: Given = ['<name>', { en: 'the connection', nl: 'de verbinding' }];

const listCommand: CommandSpec = {
  name: 'list',
  does: {
    en: 'Lists connections, without their credentials.',
    nl: 'Toont verbindingen, zonder hun toegangsgegevens.',
  },
  options: [
    ['--practice <id>', { en: 'only those of this practice', nl: 'alleen die van dit kantoor' }],
    AS_JSON,
  ],
  act: (run) => (options: OutputOptions & { practice?: string }) =>
    runCommand(run, options, async (context) =>
      (await import('./connection-list.ts')).showConnections(context, options.practice),
    ),
};

function stateCommand(
  verb: StateOptions['verb'],
  words: Omit<CommandSpec, 'name' | 'args' | 'act'>,
): CommandSpec {
  return {
    name: verb,
    args: [NAME],
    ...words,
    act: (run) => (name: string, options: OutputOptions & Omit<StateOptions, 'verb'>) =>
      runCommand(run, options, async (context) =>
        (await import('./connection-state.ts')).setState(context, name, { ...options, verb }),
      ),
  };
}

const testCommand: CommandSpec = {
  name: 'test',
  does: {
    en: 'Signs in and reads a little, and proves what is assumed.',
    nl: 'Meldt zich aan en leest een beetje, en bewijst wat is aangenomen.',
  },
  more: {
    en: `Without --prove nothing is written. With it, the calls that no public document describes are tried too, on one record
that you name. Until they are proven, Koppel leaves those steps to people. What will be done is shown first, and nobody is
mailed.`,
    nl: `Zonder --prove wordt niets geschreven. Daarmee worden ook de aanroepen geprobeerd die geen openbaar document beschrijft, op
één record dat u noemt. Tot ze bewezen zijn, laat Koppel die stappen aan mensen over. Wat er gebeurt wordt eerst getoond,
en niemand wordt gemaild.`,
  },
  args: [NAME],
  options: [
    PRACTICE,
    ['--prove', { en: 'prove the assumed calls', nl: 'de aangenomen aanroepen bewijzen' }],
    [
      '--test-key <number>',
      {
        en: 'number of a record in the portal that is there for testing',
        nl: 'nummer van een record in het portaal dat er is om mee te testen',
      },
    ],
    YES,
    AS_JSON,
  ],
  examples: [
    'koppel connection test caseware --practice jansen',
    'koppel connection test caseware --practice jansen --prove --test-key 99999',
  ],
  exits: { 5: { en: 'the test failed', nl: 'de test is mislukt' } },
  act: acting(runCommand, async () => (await import('./connection-test.ts')).testConnection),
};

const checkApiCommand: CommandSpec = {
  name: 'check-api',
  does: {
    en: "Holds Koppel's calls against the portal's own OpenAPI file.",
    nl: 'Legt de aanroepen van Koppel naast het OpenAPI-bestand van het portaal zelf.',
  },
  more: {
    en: `Every call, field and value that Koppel uses, against the file (3.x, or Swagger 2; JSON) that the firm downloaded from its
portal. Says what fits, what differs and what is missing. Sends nothing.

It proposes settings where the file has another name or value. With --apply these are set, and steps that the file
documents as Koppel does them no longer wait for a proof.`,
    nl: `Elke aanroep, elk veld en elke waarde die Koppel gebruikt, naast het bestand (3.x, of Swagger 2; JSON) dat het kantoor van
zijn portaal heeft gedownload. Zegt wat klopt, wat afwijkt en wat ontbreekt. Stuurt niets.

Het stelt instellingen voor waar het bestand een andere naam of waarde heeft. Met --apply worden die gezet, en wachten
stappen die het bestand beschrijft zoals Koppel ze doet niet meer op een bewijs.`,
  },
  args: [NAME],
  options: [
    PRACTICE,
    ['--openapi <file>', { en: 'the file', nl: 'het bestand' }, { isNeeded: true }],
    [
      '--apply',
      {
        en: 'set what it proposes, and do what it documents',
        nl: 'zetten wat het voorstelt, en doen wat het beschrijft',
      },
    ],
    BY,
    AS_JSON,
  ],
  examples: ['koppel connection check-api caseware --practice jansen --openapi caseware-cloud-v2.json'],
  exits: { 5: { en: 'something differs or is missing', nl: 'iets wijkt af of ontbreekt' } },
  act: acting(runCommand, async () => (await import('./check-api.ts')).checkApi),
};

export const connectionCommand: CommandSpec = {
  name: 'connection',
  does: {
    en: 'Adds, lists, tests, pauses and resumes connections.',
    nl: 'Verbindingen toevoegen, tonen, testen, pauzeren en hervatten.',
  },
  more: {
    en: "A practice's accesses to portals: base address, credentials, settings, limits and state.",
    nl: 'De toegangen van een kantoor tot portalen: basisadres, toegangsgegevens, instellingen, grenzen en toestand.',
  },
  commands: [
    addCommand,
    listCommand,
    stateCommand('pause', {
      does: { en: 'Pauses a connection.', nl: 'Pauzeert een verbinding.' },
      more: {
        en: 'Nothing more is sent for it, and what is due is kept.',
        nl: 'Er wordt niets meer voor verstuurd, en wat aan de beurt is blijft bewaard.',
      },
      options: [PRACTICE, BY, AS_JSON],
    }),
    stateCommand('resume', {
      does: { en: 'Resumes a connection.', nl: 'Hervat een verbinding.' },
      more: {
        en: `What is due is sent again, after a pause or after it was stopped. After a restore from a backup it asks first, while no
complete snapshot was read since.`,
        nl: `Wat aan de beurt is wordt weer verstuurd, na een pauze of nadat zij was gestopt. Na het terugzetten van een back-up vraagt
het eerst, zolang sindsdien geen volledige momentopname is gelezen.`,
      },
      options: [PRACTICE, BY, YES, AS_JSON],
      exits: SAID_NO,
    }),
    testCommand,
    checkApiCommand,
  ],
};
