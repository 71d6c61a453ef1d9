// koppel todo: everything that waits for somebody.
import { TO_DO_KINDS } from '../../answers/to-do-texts.ts';
import { ACTORS } from '../../domain/who-acts.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_CSV, AS_JSON, limitOption, ONE_CONNECTION, PRACTICE } from '../frame/options.ts';
import { acting, runPaged } from '../frame/run-command.ts';

export const toDoCommand: CommandSpec = {
  name: 'todo',
  does: {
    en: 'Shows everything that waits for somebody, and what to do about it.',
    nl: 'Toont alles wat op iemand wacht, en wat eraan te doen is.',
  },
  more: {
    en: `By who must act, what stands longest first: records to be corrected, requests, tasks, the brake, mails of a portal that
were not used, exports that are not read, connections that do not run. Exit code 0 also when there is something.`,
    nl: `Gerangschikt naar wie aan zet is, wat het langst openstaat eerst: te corrigeren gegevens, verzoeken, taken, de rem, mails van een portaal die
niet zijn gebruikt, exports die niet worden gelezen, verbindingen die niet draaien. Exitcode 0 ook als er iets is.`,
  },
  options: [
    PRACTICE,
    ONE_CONNECTION,
    ['--for <whom>', { en: 'who must act', nl: 'wie aan zet is' }, { words: ACTORS }],
    ['--kind <kind>', { en: 'this kind alone', nl: 'alleen deze soort' }, { words: TO_DO_KINDS }],
    limitOption(),
    AS_JSON,
    AS_CSV,
  ],
  examples: [
    'koppel todo --practice jansen',
    'koppel todo --practice jansen --for office --csv > monday.csv',
  ],
  act: acting(runPaged, async () => (await import('./show-to-do.ts')).showToDo),
};
