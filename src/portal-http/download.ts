// Fetches the export of a practice as a stream. Which addresses may be asked and what an answer means is decided in
// `read-address.ts`; here it is seen to that nothing is followed elsewhere and that nothing waits for ever.
import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import axios, { type AxiosResponse } from 'axios';
import { AccessError, TransientError, type KoppelError } from '../errors.ts';
import { ADDRESS_REFUSED, createAddressGuard, type AddressGuard } from './address-guard.ts';

export interface DownloadOptions {
  /** Longest time without an answer, and longest silence within one. */
  readonly silenceMs?: number;
  /** For the whole export. */
  readonly totalMs?: number;
  /** Default: public addresses only. */
  readonly guard?: AddressGuard;
}

interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decompressed. */
  readonly body: Readable;
}

const SILENCE_MS = 60_000;
const TOTAL_MS = 30 * 60_000;

export function createDownload({
  silenceMs = SILENCE_MS,
  totalMs = TOTAL_MS,
  guard = createAddressGuard(),
}: DownloadOptions = {}) {
  return async (
    url: string,
    headers: Readonly<Record<string, string>>,
    calledOff?: AbortSignal,
  ): Promise<Answer> => {
    if (!guard.admits(new URL(url).hostname)) throw refusedAddress();
    const stop = new AbortController();
    const signal = calledOff === undefined ? stop.signal : AbortSignal.any([stop.signal, calledOff]);
    const silence = setTimeout(() => stop.abort(), silenceMs);
    const total = setTimeout(() => stop.abort(), totalMs);
    const end = (): void => {
      clearTimeout(silence);
      clearTimeout(total);
    };
    try {
      const response = await ask(url, headers, { signal, guard });
      const body = bodyOf(response);
      body.on('data', () => silence.refresh());
      // Attaching the listener above would let it flow before anyone reads.
      body.pause();
      // Called off before anybody reads it, it must not end the process.
      body.on('error', () => undefined);
      signal.addEventListener('abort', () => body.destroy(new Error('The export broke off.')));
      body.once('close', end);
      return { status: response.status, headers: textHeaders(response.headers), body };
    } catch (error) {
      end();
      throw asFailure(error);
    }
  };
}

function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  { signal, guard }: { signal: AbortSignal; guard: AddressGuard },
): Promise<AxiosResponse<unknown>> {
  return axios.get(url, {
    adapter: 'http',
    // Of this one request: an export is read a few times an hour at most.
    httpAgent: new HttpAgent({ lookup: guard.lookup }),
    httpsAgent: new HttpsAgent({ lookup: guard.lookup }),
    headers: { ...headers, 'accept-encoding': 'gzip, br' },
    responseType: 'stream',
    // A redirect would take the credentials elsewhere.
    maxRedirects: 0,
    proxy: false,
    // Done here, because axios takes what was cut off for the whole.
    decompress: false,
    validateStatus: () => true,
    signal,
  });
}

const UNPACKING: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** What is packed in a way that was not asked for stays so, and is no text. */
function bodyOf({ data, headers }: AxiosResponse<unknown>): Readable {
  if (!(data instanceof Readable)) throw new TypeError('axios gave no stream');
  const unpack = UNPACKING[(textHeaders(headers)['content-encoding'] ?? '').trim().toLowerCase()];
  return unpack === undefined ? data : pipeline(data, unpack(), () => undefined);
}

function textHeaders(headers: unknown): Record<string, string | undefined> {
  const entries = Object.entries(isRecord(headers) ? headers : {});
  const texts = entries.flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
  );
  return Object.fromEntries(texts);
}

function isRecord(value: unknown): value is Pick<IncomingMessage, 'headers'>['headers'] {
  return typeof value === 'object' && value !== null;
}

/** Nothing of an axios error is let out: it carries the request with its credentials. */
function asFailure(error: unknown): KoppelError {
  const code = axios.isAxiosError(error) ? (error.code ?? 'UNKNOWN') : 'UNKNOWN';
  if (code === ADDRESS_REFUSED) return refusedAddress();
  return new TransientError(
    { en: 'The source cannot be reached.', nl: 'De bron is niet bereikbaar.' },
    {
      code: 'SOURCE_UNREACHABLE',
      details: { network: code },
      mayHaveLanded: false,
    },
  );
}

function refusedAddress(): AccessError {
  return new AccessError(
    {
      en: 'The source is at an address that is not public, and not allowed.',
      nl: 'De bron staat op een adres dat niet openbaar is, en niet is toegestaan.',
    },
    {
      code: 'SOURCE_ADDRESS_REFUSED',
    },
  );
}
