// How far an import is: a bar on a terminal, a line now and then elsewhere. On standard error, beside the answer.
import { SingleBar } from 'cli-progress';
import type { Progress } from '../../intake/files/findings.ts';
import type { Language, Text } from '../../domain/text.ts';
import type { Surroundings } from '../frame/run-command.ts';
import type { Terminal } from '../frame/terminal.ts';

export interface ImportProgress {
  show(progress: Progress): void;
  close(): void;
}

/** So that a log is not flooded. */
const LINE_EVERY_MS = 5_000;

const WORDS = {
  check: { en: 'checking', nl: 'controleert' },
  write: { en: 'writing', nl: 'schrijft' },
  rows: { en: 'rows', nl: 'regels' },
} as const satisfies Record<string, Text>;

export function openProgress({
  terminal: { stderr },
  lang,
}: Pick<Surroundings, 'terminal' | 'lang'>): ImportProgress {
  return stderr.isTTY === true ? openBar(stderr, lang) : openLines(stderr, lang);
}

function openBar(stream: Terminal['stderr'], lang: Language): ImportProgress {
  let shown: { bar: SingleBar; key: string } | null = null;
  const close = (): void => {
    shown?.bar.stop();
    shown = null;
  };
  const open = (progress: Progress): SingleBar => {
    const format = `${WORDS[progress.phase][lang]} {file} [{bar}] {percentage}% | {rows} ${WORDS.rows[lang]}`;
    const bar = new SingleBar({ stream, format, hideCursor: true, barsize: 30 });
    bar.start(progress.totalBytes, 0, { file: progress.file, rows: 0 });
    return bar;
  };
  return {
    show(progress) {
      const key = `${progress.phase} ${progress.file}`;
      if (shown?.key !== key) {
        close();
        shown = { bar: open(progress), key };
      }
      shown.bar.update(progress.bytes, { file: progress.file, rows: progress.rows });
    },
    close,
  };
}

function openLines(stream: Terminal['stderr'], lang: Language): ImportProgress {
  let nextAt = Date.now() + LINE_EVERY_MS;
  return {
    show({ phase, file, rows, bytes, totalBytes }) {
      if (Date.now() < nextAt) return;
      nextAt = Date.now() + LINE_EVERY_MS;
      const percentage = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
      stream.write(`${WORDS[phase][lang]} ${file}: ${percentage} %, ${rows} ${WORDS.rows[lang]}\n`);
    },
    close: () => undefined,
  };
}
