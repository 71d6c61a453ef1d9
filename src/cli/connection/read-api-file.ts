// Reads the OpenAPI file that a firm downloaded from its own portal: so large and no larger, as data alone.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { UsageError } from '../../errors.ts';
import { inEach } from '../../domain/text.ts';
import { openApi, ApiFileError, type Api } from '../../../connectors/api-check/open-api.ts';
import { API_FILE_ERRORS } from './api-texts.ts';

/** Bytes. A whole portal is described in some two million. */
const MAX_SIZE = 20_000_000;

export interface ApiFile {
  readonly api: Api;
  /** SHA-256 of its bytes: which file it was. */
  readonly digest: string;
}

/** Throws UsageError. */
export async function readApiFile(path: string): Promise<ApiFile> {
  const bytes = await readBounded(path);
  return {
    api: refuseBad(() => openApi(parse(bytes))),
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** What the file says is read by need, so it may turn out later that it cannot be. */
export function refuseBad<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ApiFileError)) throw error;
    const at = error.at === '' ? '' : ` (${error.at})`;
    throw refused(error.problem, at);
  }
}

function refused(problem: keyof typeof API_FILE_ERRORS, at = ''): UsageError {
  return new UsageError(inEach((lang) => `--openapi: ${API_FILE_ERRORS[problem][lang]}${at}`));
}

async function readBounded(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => {
    throw refused('UNREADABLE');
  });
  try {
    const stats = await file.stat();
    const { size } = stats;
    if (!stats.isFile()) throw refused('UNREADABLE');
    if (size > MAX_SIZE) throw refused('TOO_LARGE');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw refused('NOT_JSON');
  }
}
