// Reads a practice's export from an HTTPS address that answers NDJSON with clients and contacts, and imports it. How a
// request is sent is passed in; here it is decided what may be asked and which answer is believed.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AccessError, RejectedError, TransientError, UsageError } from '../errors.ts';
import { DOWNLOAD_PREFIX } from './prune-downloads.ts';
import { importFiles, type ImportRequest, type ImportResult } from './import-files.ts';

interface DownloadAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Already decompressed. */
  readonly body: Readable;
}

/** Must not follow redirects: the credentials in `headers` belong to this address alone. */
export type Download = (
  url: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) => Promise<DownloadAnswer>;

export interface AddressRequest extends Omit<ImportRequest, 'clients' | 'contacts' | 'records' | 'now'> {
  readonly url: string;
  /** Of the last export that was written, if any. */
  readonly etag: string | null;
  /** Such as `authorization`. Secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly download: Download;
  readonly maxBytes: number;
  /** Asked when all is there: a download may take long, and says what was true when it began or later. */
  readonly now: () => Promise<Date>;
}

export type AddressResult =
  | { readonly status: 'unchanged' }
  /** `etag` is null unless all was written, so that what was refused is asked for again. */
  | { readonly status: 'read'; readonly etag: string | null; readonly result: ImportResult };

export async function readAddress(request: AddressRequest): Promise<AddressResult> {
  checkAddress(request.url);
  const headers = {
    ...request.headers,
    accept: 'application/x-ndjson',
    ...(request.etag === null ? {} : { 'if-none-match': request.etag }),
  };
  const answer = await request.download(request.url, headers, request.signal);
  try {
    if (answer.status === 304 && request.etag !== null) return { status: 'unchanged' };
    if (answer.status !== 200) throw explainStatus(answer.status);
    return await importAnswer(request, answer);
  } finally {
    answer.body.destroy();
  }
}

/** Plain http only on this machine: anywhere else, anyone on the way could cut a client's access or grant one. */
export function checkAddress(url: string): void {
  if (!URL.canParse(url))
    throw new UsageError({
      en: 'The address of the source is not a web address.',
      nl: 'Het adres van de bron is geen webadres.',
    });
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') {
    throw new UsageError({
      en: 'The address of the source holds credentials; give them as a secret instead.',
      nl: 'Het adres van de bron bevat toegangsgegevens; geef die als geheim.',
    });
  }
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return;
  throw new UsageError({
    en: 'The address of the source must start with https://.',
    nl: 'Het adres van de bron moet beginnen met https://.',
  });
}

function explainStatus(status: number): Error {
  const init = { code: 'SOURCE_STATUS', details: { status } };
  if (status === 401 || status === 403)
    return new AccessError(
      { en: 'The source refuses the credentials.', nl: 'De bron weigert de toegangsgegevens.' },
      init,
    );
  if (status >= 300 && status < 400)
    return new RejectedError(
      {
        en: 'The source redirects, which is not followed.',
        nl: 'De bron verwijst door, en dat wordt niet gevolgd.',
      },
      init,
    );
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return new RejectedError(
      { en: 'The source does not know this address.', nl: 'De bron kent dit adres niet.' },
      init,
    );
  }
  return new TransientError(
    { en: 'The source did not answer well.', nl: 'De bron antwoordde niet goed.' },
    { ...init, mayHaveLanded: false },
  );
}

async function importAnswer(request: AddressRequest, answer: DownloadAnswer): Promise<AddressResult> {
  const dir = await mkdtemp(join(tmpdir(), DOWNLOAD_PREFIX));
  try {
    const records = join(dir, 'records.ndjson');
    await save(answer, records, request.maxBytes);
    const result = await importFiles({ ...request, records, now: await request.now() });
    const isAllTaken = result.written && result.problemCount === 0;
    return { status: 'read', etag: isAllTaken ? answer.headers['etag'] || null : null, result };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** To disk first: an import reads twice, and half an export must not be imported. Readable by this user only. */
async function save(answer: DownloadAnswer, path: string, maxBytes: number): Promise<void> {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else
        done(
          new RejectedError(
            { en: 'The export of the source is too large.', nl: 'De export van de bron is te groot.' },
            { code: 'SOURCE_TOO_LARGE' },
          ),
        );
    },
  });
  try {
    await pipeline(answer.body, limit, createWriteStream(path, { mode: 0o600 }));
  } catch (cause) {
    if (cause instanceof RejectedError) throw cause;
    throw new TransientError(
      { en: 'The export of the source broke off.', nl: 'De export van de bron brak af.' },
      {
        code: 'SOURCE_BROKE_OFF',
        mayHaveLanded: false,
        cause,
      },
    );
  }
}
