// One file on disk that holds records: what it is, whether it is still the same, and its bytes.
import { createHash } from 'node:crypto';
import { createReadStream, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { UsageError } from '../../errors.ts';
import { readPreamble, type FileFormat, type Preamble } from './file-preamble.ts';
import { readLines, type Line } from './read-lines.ts';
import type { RecordKind } from '../intake.ts';
import type { Parsed } from '../records/problems.ts';

export interface RecordFile {
  readonly path: string;
  /** Without its folder: what problems may show. */
  readonly name: string;
  readonly format: FileFormat;
  /** Two kinds: each record says itself which it is. */
  readonly kinds: readonly RecordKind[];
  readonly bytes: number;
  readonly version: string;
  readonly preamble: Preamble;
}

const FORMATS: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
};

export function chooseFormat(path: string): FileFormat | null {
  return FORMATS[extname(path).toLowerCase()] ?? null;
}

export async function openRecordFile(
  path: string,
  kinds: readonly RecordKind[],
): Promise<Parsed<RecordFile>> {
  const name = basename(path);
  const format = chooseFormat(path);
  if (format === null)
    throw new UsageError({
      en: 'A file with records must end in .csv, .ndjson or .jsonl.',
      nl: 'Een bestand met gegevens moet eindigen op .csv, .ndjson of .jsonl.',
    });
  if (format === 'csv' && kinds.length > 1)
    throw new UsageError({
      en: 'A CSV file holds one kind of record; use NDJSON.',
      nl: 'Een CSV-bestand bevat één soort gegevens; gebruik NDJSON.',
    });
  const stats = await readStats(path);
  if (stats === null) return UNREADABLE;
  const preamble = await readPreamble(path, format).catch(explainUnread);
  if (!preamble.ok) return preamble;
  const file = { path, name, format, kinds, bytes: Number(stats.size), version: versionOf(stats) };
  return { ok: true, value: { ...file, preamble: preamble.value } };
}

const UNREADABLE = { ok: false, problems: [{ code: 'FILE_UNREADABLE', field: 'file' }] } as const;

/** A disk that cannot be read names no path. */
function explainUnread(error: unknown): typeof UNREADABLE {
  if (error instanceof Error && 'syscall' in error) return UNREADABLE;
  throw error;
}

/** Null for what is not there or is no plain file: opening a named pipe would wait for ever. */
async function readStats(path: string): Promise<BigIntStats | null> {
  try {
    const stats = await stat(path, { bigint: true });
    return stats.isFile() ? stats : null;
  } catch {
    return null;
  }
}

function versionOf(stats: BigIntStats): string {
  return `${stats.ino}-${stats.size}-${stats.mtimeNs}`;
}

/** Another one as soon as the file is another, or was written to. Null where there is none. */
export async function readFileVersion(path: string): Promise<string | null> {
  const stats = await readStats(path);
  return stats === null ? null : versionOf(stats);
}

export async function isUnchanged(file: RecordFile): Promise<boolean> {
  return (await readFileVersion(file.path)) === file.version;
}

export interface FileLines {
  /** To be read once, to the end. */
  readonly lines: AsyncIterable<readonly Line[]>;
  bytesRead(): number;
  /** SHA-256 of the file. Ask once, after the lines have ended. */
  digest(): string;
}

export function openLines(file: RecordFile): FileLines {
  const hash = createHash('sha256');
  let bytesRead = 0;
  async function* tap(): AsyncGenerator<Buffer> {
    const chunks: AsyncIterable<Buffer> = createReadStream(file.path);
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytesRead += chunk.length;
      yield chunk;
    }
  }
  return {
    lines: readLines(tap(), file.preamble.encoding),
    bytesRead: () => bytesRead,
    digest: () => hash.digest('hex'),
  };
}
