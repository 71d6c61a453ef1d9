// Forgets the exports of a watched folder that were read long ago: what Koppel itself has put into `processed/` and
// `rejected/`, and nothing else. Links are never followed.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PROCESSED, REJECTED, stampOf } from './read-folder.ts';

export interface PruneFolderRequest {
  readonly dir: string;
  /** Exports that were moved earlier go. */
  readonly before: Date;
  readonly signal: AbortSignal;
}

export interface PrunedFolder {
  readonly removed: number;
  /** Codes of the system errors met, without a path: names of files may hold anything. */
  readonly failures: readonly string[];
}

export async function pruneFolder({ dir, before, signal }: PruneFolderRequest): Promise<PrunedFolder> {
  const failures = new Set<string>();
  const list = (folder: string): Promise<string[]> =>
    listFolders(folder).catch((error: unknown) => {
      failures.add(codeOf(error));
      return [];
    });
  let removed = 0;
  for (const place of await list(dir)) {
    if (place !== PROCESSED && place !== REJECTED) continue;
    for (const name of await list(join(dir, place))) {
      if (signal.aborted || !isOlder(name, before)) continue;
      try {
        await rm(join(dir, place, name), { recursive: true, force: true });
        removed += 1;
      } catch (error) {
        failures.add(codeOf(error));
      }
    }
  }
  return { removed, failures: [...failures].sort() };
}

/** Of links, not even those that point to a folder. */
async function listFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

const MOVED_AT = /(?:^|-)(\d{8}T\d{6}\.\d{3}Z)(?:-\d+)?$/;

/**
 * By the time that Koppel wrote into the name when it moved the export. The folder's own times are no help: mtime is the
 * practice software's, and ctime begins anew with a removal that broke off half-way, or a backup that was put back.
 */
function isOlder(name: string, before: Date): boolean {
  const movedAt = MOVED_AT.exec(name)?.[1];
  return movedAt !== undefined && movedAt < stampOf(before);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
