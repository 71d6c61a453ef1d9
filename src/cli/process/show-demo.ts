// What `koppel demo` does: opens it, plays the story of a portal in it, and stays up until it is ended.
import { loadSourceStory, loadStory } from '../../../demo/stories.ts';
import type { Demo } from '../../../demo/story.ts';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import type { Output } from '../frame/output.ts';
import { EXIT, type Surroundings } from '../frame/run-command.ts';
import { CLOSING_LATE, listenForStop, type StopSignals } from '../frame/stop-signals.ts';

export interface DemoCommandOptions {
  readonly portal: string;
  readonly source?: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly dataDir?: string;
}

export async function showDemo(
  { out, terminal, lang }: Surroundings,
  options: DemoCommandOptions,
): Promise<number> {
  const stop = listenForStop(() => out.note(CLOSING_LATE));
  const ended = new AbortController();
  void stop.asked.then(() => ended.abort());
  try {
    return await show({ options, out, terminal, lang, stop, signal: ended.signal });
  } finally {
    stop.release();
  }
}

interface Show extends Surroundings {
  readonly options: DemoCommandOptions;
  readonly stop: StopSignals;
  readonly signal: AbortSignal;
}

const ENDED_BY_CTRL_C = 130;

async function show(given: Show): Promise<number> {
  const { options, out, signal } = given;
  sayFor(out)({
    en: 'Koppel is being started on an invented practice, with a database and a portal of its own.',
    nl: 'Koppel wordt gestart op een verzonnen kantoor, met een eigen database en een eigen portaal.',
  });
  const story =
    options.source === undefined ? await loadStory(options.portal) : await loadSourceStory(options.source);
  if (story === null)
    throw new UsageError({
      en: 'There is no demo for this portal.',
      nl: 'Voor dit portaal is er geen demo.',
    });
  const stays = options.once !== true;
  // Loaded here, like the story: no other command needs the queue and the server.
  const { openDemo } = await import('../../../demo/open-demo.ts');
  const opened = await openDemo({ story, dataDir: dataDirOf(given), stays });
  try {
    await play(opened, given);
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    const text = {
      en: 'The demo was ended before it was through.',
      nl: 'De demo is beëindigd voordat zij klaar was.',
    };
    out.error({ code: 'ENDED', message: text[out.lang] });
    return ENDED_BY_CTRL_C;
  } finally {
    await opened.close();
  }
}

function dataDirOf({ options, terminal }: Show): string | null {
  const given = options.dataDir ?? terminal.environment['KOPPEL_DATA_DIR'] ?? '';
  return given === '' ? null : given;
}

/** With --json standard output is the answer's alone. */
function sayFor(out: Output): (text: Text | string) => void {
  return (text) => (out.json ? out.note(text) : out.line(text));
}

async function play(opened: Demo, { options, out, terminal, stop, signal }: Show): Promise<void> {
  const say = sayFor(out);
  const { createNarrator } = await import('../../../demo/narrator.ts');
  const narrator = createNarrator(say, { stream: terminal.stderr, isDrawn: !out.json, lang: out.lang });
  const played = await opened.story.play(opened, { narrator, signal });
  played.print(out);
  out.result(played.report);
  if (options.once === true) return;
  say(played.stay);
  await stop.asked;
}
