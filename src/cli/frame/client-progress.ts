// A progress bar on a terminal; nothing elsewhere, because a log is no place for a bar. Standard error, so that the answer
// stays clean.
import { Presets, SingleBar } from 'cli-progress';
import type { Text } from '../../domain/text.ts';
import type { Surroundings } from './run-command.ts';

export interface Progress {
  update(done: number): void;
  stop(): void;
}

const CLIENTS: Text = { en: 'clients', nl: 'klanten' };

export function openClientProgress(
  { terminal: { stderr }, lang }: Pick<Surroundings, 'terminal' | 'lang'>,
  total: number,
): Progress {
  if (stderr.isTTY !== true || total === 0) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      format: `{bar} {value}/{total} ${CLIENTS[lang]}  {duration_formatted}`,
      stream: stderr,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
