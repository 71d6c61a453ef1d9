// `koppel start`, `serve` and `worker`: the processes that stay. They differ in what they do of the two.
import type { Text } from '../../domain/text.ts';
import type { CommandSpec } from '../frame/command-table.ts';
import type { CommandRun } from '../frame/terminal.ts';

const EXITS: Readonly<Record<number, Text>> = {
  0: { en: 'ended when asked to', nl: 'beëindigd toen daarom werd gevraagd' },
};

export const startCommand: CommandSpec = {
  name: 'start',
  does: {
    en: 'Serves webhooks, the pages and the dashboard, and works through what is due, in one process.',
    nl: "Bedient webhooks, de pagina's en het dashboard, en werkt af wat aan de beurt is, in één proces.",
  },
  more: {
    en: `Without DATABASE_URL it keeps everything in an embedded PostgreSQL below KOPPEL_DATA_DIR. Only KOPPEL_USERS has to be
set: \`koppel init\` does. Ctrl-C ends it in order, a second Ctrl-C at once.`,
    nl: `Zonder DATABASE_URL bewaart het alles in een ingebouwde PostgreSQL onder KOPPEL_DATA_DIR. Alleen KOPPEL_USERS moet zijn
gezet: \`koppel init\` doet dat. Ctrl-C beëindigt het netjes, een tweede Ctrl-C meteen.`,
  },
  examples: ['koppel init', 'koppel start'],
  exits: EXITS,
  act: (run) => () => stay(run, { serve: true, work: true }),
};

export const serveCommand: CommandSpec = {
  name: 'serve',
  does: {
    en: 'Serves webhooks, the pages, the dashboard, health and metrics at KOPPEL_HOST and KOPPEL_PORT.',
    nl: "Bedient webhooks, de pagina's, het dashboard, gezondheid en metingen op KOPPEL_HOST en KOPPEL_PORT.",
  },
  more: { en: 'Work is done by `koppel worker`.', nl: 'Het werk doet `koppel worker`.' },
  exits: EXITS,
  act: (run) => () => stay(run, { serve: true, work: false }),
};

export const workerCommand: CommandSpec = {
  name: 'worker',
  does: {
    en: 'Pushes what is due to the portals and runs the scheduled jobs.',
    nl: 'Brengt wat aan de beurt is naar de portalen en draait de geplande taken.',
  },
  more: {
    en: `Any number of workers may run over one database; KOPPEL_WORKER_CONCURRENCY says how many clients each handles at a
time.`,
    nl: `Er mogen zoveel workers als u wilt over één database draaien; KOPPEL_WORKER_CONCURRENCY zegt hoeveel klanten elk tegelijk
behandelt.`,
  },
  exits: EXITS,
  act: (run) => () => stay(run, { serve: false, work: true }),
};

async function stay(run: CommandRun, does: { serve: boolean; work: boolean }): Promise<void> {
  await (await import('../frame/run-process.ts')).runProcess(run, does);
}
