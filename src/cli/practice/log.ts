// koppel log: what people and Koppel did.
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_CSV, CURSOR, AS_JSON, limitOption, ONE_CONNECTION, PRACTICE, RECORD } from '../frame/options.ts';
import { readTime } from '../frame/read-option.ts';
import { acting, runPaged } from '../frame/run-command.ts';

export const logCommand: CommandSpec = {
  name: 'log',
  does: {
    en: 'Shows what people and Koppel did, newest first.',
    nl: 'Toont wat mensen en Koppel hebben gedaan, het nieuwste eerst.',
  },
  more: { en: 'Of a client: with its contacts.', nl: 'Van een klant: met de contactpersonen ervan.' },
  args: [['[client|contact]', RECORD]],
  options: [
    PRACTICE,
    ONE_CONNECTION,
    [
      '--action <name>',
      {
        en: 'this alone, such as link.off, or all that begin so, such as link',
        nl: 'alleen dit, zoals link.off, of alles wat zo begint, zoals link',
      },
    ],
    [
      '--by <actor>',
      {
        en: 'who did it: koppel, webhook, or the name of somebody',
        nl: 'wie het deed: koppel, webhook, of de naam van iemand',
      },
    ],
    [
      '--since <time>',
      { en: 'not before, such as 2026-11-22T09:00:00Z', nl: 'niet eerder, zoals 2026-11-22T09:00:00Z' },
      { read: (text) => readTime('--since', text) },
    ],
    limitOption(100),
    CURSOR,
    AS_JSON,
    AS_CSV,
  ],
  examples: [
    'koppel log --practice jansen --limit 20',
    'koppel log 1001 --practice jansen',
    'koppel log --practice jansen --action link --by olga --csv',
  ],
  act: acting(runPaged, async () => (await import('./show-log.ts')).showLog),
};
