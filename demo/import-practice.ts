// The invented practice comes in as `koppel import` takes it: written to files first, in the folder of the demo.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importFiles } from '../src/intake/import-files.ts';
import { PRACTICE_ID, type Demo } from './story.ts';

export interface PracticeFiles {
  readonly clients: string;
  readonly contacts: string;
}

export interface ExportPlace {
  readonly folder: string;
  /** Name of the connection whose links the files switch. */
  readonly connection: string;
  readonly asOf: Date;
}

/** `write`: writes the files as the practice software would export them. */
export async function importPractice(
  { app, story, dataDir }: Demo,
  write: (place: ExportPlace) => Promise<PracticeFiles>,
): Promise<void> {
  const folder = join(dataDir, 'export');
  await mkdir(folder, { recursive: true });
  const asOf = new Date();
  const files = await write({ folder, connection: story.connection, asOf });
  const result = await importFiles({
    intake: app.ports.intake,
    practiceId: PRACTICE_ID,
    ...files,
    asOf,
    skipInvalid: false,
    now: asOf,
  });
  if (!result.written) {
    throw new Error(
      `The invented practice cannot be imported: ${JSON.stringify(result.problems.slice(0, 3))}`,
    );
  }
  app.nudge();
}

/** NDJSON: a row a line. */
export async function writeLines(path: string, rows: readonly object[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
