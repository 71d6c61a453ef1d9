// `koppel demo`: shows the whole program on an invented practice and the sandbox of a portal, with nothing set up.
import { Option, type Command } from 'commander';
import { loadStory, STORY_PORTALS } from '../../../demo/stories.ts';
import type { Demo } from '../../../demo/story.ts';
import { UsageError } from '../../errors.ts';
import { createOutput, type Output } from '../frame/output.ts';
import { paragraphs } from '../frame/paragraphs.ts';
import { EXIT, withErrors } from '../frame/run-command.ts';
import { listenForStop, type StopSignals } from '../frame/stop-signals.ts';

interface DemoCommandOptions {
  readonly portal: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly dataDir?: string;
}

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .summary('try it out on an invented practice')
    .description(
      paragraphs(`Shows Koppel at work with nothing set up: an embedded PostgreSQL, the sandbox of a portal, and an invented practice.
Plays a story in it, checks that what Koppel says fits what the sandbox says, and stays up so that you can look around.

caseware-cloud: 500 clients and 1,300 contacts are pushed, and then the practice software reports changes.

econnect: an office asks 20 clients to work together. Some accept, one declines, one stays silent, one colleague of a
client arrives late, an invoice is approved, and two links are cut.

clearfacts: a Belgian office lets the people of six clients into their dossiers. One dossier comes late, one leaves a
profile no rights, an account is asked for in the portal, and a link is cut.

wolters-kluwer: an office gets into the organisations of ten clients in the Panda portal. Some approve, one forgets the
tick, one declines, and what nobody had added is handed over to its client.`),
    )
    .addOption(
      new Option('--portal <name>', 'whose sandbox').choices(STORY_PORTALS).default(STORY_PORTALS[0]),
    )
    .option('--once', 'end afterwards instead of staying up')
    .option('--json', 'print the numbers as one JSON object')
    .addOption(
      new Option('--data-dir <folder>', 'keep the data there (default: a temporary folder)').env(
        'KOPPEL_DATA_DIR',
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ koppel demo
  $ koppel demo --once --json
  $ koppel demo --portal econnect
  $ koppel demo --portal clearfacts

Exit codes: 0 everything fits; 1 something failed or does not fit; 2 the folder holds a practice already; 130 ended by
Ctrl-C before it was through.`,
    )
    .action((options: DemoCommandOptions) => demo(options));
}

async function demo(options: DemoCommandOptions): Promise<void> {
  const out = createOutput(options.json === true, (text) => process.stdout.write(text));
  const stop = listenForStop(() =>
    process.stderr.write('koppel: closing took too long; ending without it\n'),
  );
  const ended = new AbortController();
  void stop.asked.then(() => ended.abort());
  try {
    process.exitCode = await withErrors(out, () => show({ options, out, stop, signal: ended.signal }));
  } finally {
    stop.release();
  }
}

interface Show {
  readonly options: DemoCommandOptions;
  readonly out: Output;
  readonly stop: StopSignals;
  readonly signal: AbortSignal;
}

const ENDED_BY_CTRL_C = 130;

async function show(given: Show): Promise<number> {
  const { options, out, signal } = given;
  const story = await loadStory(options.portal);
  if (story === null) throw new UsageError('There is no demo for this portal.');
  const stays = options.once !== true;
  // Loaded here, like the story: no other command needs the queue and the server.
  const { openDemo } = await import('../../../demo/open-demo.ts');
  const opened = await openDemo({ story, dataDir: options.dataDir ?? null, stays });
  try {
    await play(opened, given);
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    out.error({ code: 'ENDED', message: 'The demo was ended before it was through.' });
    return ENDED_BY_CTRL_C;
  } finally {
    await opened.close();
  }
}

async function play(opened: Demo, { options, out, stop, signal }: Show): Promise<void> {
  // With --json standard output is the answer's alone.
  const say = out.json
    ? (text: string) => void process.stderr.write(`${text}\n`)
    : (text: string) => out.line(text);
  const { createNarrator } = await import('../../../demo/narrator.ts');
  const narrator = createNarrator(say, {
    isTerminal: process.stderr.isTTY && !out.json,
    write: (text) => void process.stderr.write(text),
  });
  const played = await opened.story.play(opened, { narrator, signal });
  played.print(out);
  out.result(played.report);
  if (options.once === true) return;
  say(played.stay);
  await stop.asked;
}
