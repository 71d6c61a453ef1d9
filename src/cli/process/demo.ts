// `koppel demo`: shows the whole program on an invented practice and the sandbox of a portal, with nothing set up.
import { STORY_PORTALS, STORY_SOURCES } from '../../../demo/stories.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { acting, runAlone } from '../frame/run-command.ts';

export const demoCommand: CommandSpec = {
  name: 'demo',
  does: {
    en: 'Shows Koppel at work on an invented practice, with nothing set up.',
    nl: 'Toont Koppel aan het werk op een verzonnen kantoor, zonder dat er iets is ingericht.',
  },
  more: {
    en: `With an embedded PostgreSQL and the sandbox of a portal. Plays a story in it, checks that what Koppel says fits what the
sandbox says, and stays up so that you can look around.

caseware-cloud: 500 clients and 1,300 contacts are pushed, and then the practice software reports changes.

econnect: an office asks 20 clients to work together. Some accept, one declines, one stays silent, one colleague of a
client arrives late, an invoice is approved, and two links are cut.

clearfacts: a Belgian office lets the people of six clients into their dossiers. One dossier comes late, one leaves a
profile no rights, an account is asked for in the portal, and a link is cut.

wolters-kluwer: an office gets into the organisations of ten clients in the Panda portal. Some approve, one forgets the
tick, one declines, and what nobody had added is handed over to its client.

With --source exact-online: a firm whose relations stand in Exact Online. One turns suspect there and its contacts lose
access in CaseWare Cloud; each change is timed, and source, Koppel and portal are compared.`,
    nl: `Met een ingebouwde PostgreSQL en de sandbox van een portaal. Speelt daarin een verhaal, controleert of wat Koppel zegt klopt
met wat de sandbox zegt, en blijft staan zodat u kunt rondkijken.

caseware-cloud: 500 klanten en 1.300 contactpersonen worden doorgezet, en daarna meldt de praktijksoftware wijzigingen.

econnect: een kantoor vraagt 20 klanten om samen te werken. Sommige accepteren, een weigert, een zwijgt, een collega van een
klant komt later, een factuur wordt goedgekeurd, en twee koppelingen worden verbroken.

clearfacts: een Belgisch kantoor laat de mensen van zes klanten in hun dossiers. Een dossier komt later, een laat een
profiel zonder rechten, een account wordt in het portaal aangevraagd, en een koppeling wordt verbroken.

wolters-kluwer: een kantoor komt in de organisaties van tien klanten in het Panda-portaal. Sommige keuren goed, een vergeet
het vinkje, een weigert, en wat niemand had toegevoegd wordt aan zijn klant overgedragen.

Met --source exact-online: een kantoor waarvan de relaties in Exact Online staan. Een wordt daar suspect en de
contactpersonen verliezen hun toegang in CaseWare Cloud; elke wijziging wordt geklokt, en bron, Koppel en portaal vergeleken.`,
  },
  options: [
    [
      '--portal <name>',
      { en: 'the portal that is played', nl: 'het portaal dat wordt nagespeeld' },
      { choices: STORY_PORTALS, fallback: STORY_PORTALS[0] },
    ],
    [
      '--source <name>',
      { en: 'practice software that is read', nl: 'praktijksoftware die wordt gelezen' },
      { choices: STORY_SOURCES, conflicts: 'portal' },
    ],
    [
      '--once',
      { en: 'end afterwards instead of staying up', nl: 'daarna eindigen in plaats van blijven staan' },
    ],
    AS_JSON,
    [
      '--data-dir <folder>',
      {
        en: 'keep the data there (default: KOPPEL_DATA_DIR, else a temporary folder)',
        nl: 'de gegevens daar bewaren (standaard: KOPPEL_DATA_DIR, anders een tijdelijke map)',
      },
    ],
  ],
  examples: [
    'koppel demo',
    'koppel demo --once --json',
    'koppel demo --portal econnect',
    'koppel demo --portal clearfacts',
    'koppel demo --source exact-online',
  ],
  exits: {
    0: { en: 'everything fits', nl: 'alles klopt' },
    1: { en: 'something failed or does not fit', nl: 'iets is mislukt of klopt niet' },
    2: { en: 'the folder holds a practice already', nl: 'in de map staat al een kantoor' },
    130: { en: 'ended by Ctrl-C before it was through', nl: 'met Ctrl-C beëindigd voordat het klaar was' },
  },
  act: acting(runAlone, async () => (await import('./show-demo.ts')).showDemo),
};
