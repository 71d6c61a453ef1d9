// `koppel sandbox`: a portal, or practice software, that is played on this machine, to try a connection on.
import { PLAYED_SOURCES } from '../../../demo/played-sources.ts';
import { STORY_PORTALS } from '../../../demo/stories.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import { AS_JSON } from '../frame/options.ts';
import { readNumber } from '../frame/read-option.ts';
import { acting, runAlone } from '../frame/run-command.ts';

const USUAL_PORT = 4010;

export const sandboxCommand: CommandSpec = {
  name: 'sandbox',
  does: {
    en: 'Plays a portal or practice software on this machine, to try things on.',
    nl: 'Speelt een portaal of praktijksoftware na op deze machine, om mee te oefenen.',
  },
  more: {
    en: `Until Ctrl-C, for this machine alone. It prints its address and how to add a connection to it, begins as the demo of that
portal does, keeps everything in memory, and mails nobody. Of practice software it prints how to sign in.`,
    nl: `Tot Ctrl-C, alleen voor deze machine. Het drukt zijn adres af en hoe u er een verbinding mee toevoegt, begint zoals de demo
van dat portaal, bewaart alles in het geheugen en mailt niemand. Van praktijksoftware zegt het hoe u zich aanmeldt.`,
  },
  args: [['<portal>', { en: 'which', nl: 'welk' }, { choices: [...STORY_PORTALS, ...PLAYED_SOURCES] }]],
  options: [
    [
      '--port <n>',
      { en: 'where it listens; 0 for any that is free', nl: 'waar het luistert; 0 voor een vrije' },
      { fallback: USUAL_PORT, read: readNumber('--port', { least: 0, most: 65_535 }) },
    ],
    AS_JSON,
  ],
  examples: [
    'koppel sandbox caseware-cloud',
    'koppel sandbox econnect --port 0',
    'koppel sandbox exact-online',
  ],
  exits: {
    0: { en: 'ended by Ctrl-C', nl: 'beëindigd met Ctrl-C' },
    2: {
      en: 'no such portal, or the port is in use',
      nl: 'geen portaal van die naam, of de poort is in gebruik',
    },
  },
  act: acting(runAlone, async () => (await import('./play-portal.ts')).playPortal),
};
