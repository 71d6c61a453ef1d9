// Is a webhook signed by its practice, and when? Standard Webhooks: HMAC-SHA256 over id, timestamp and the body as
// received, five minutes of tolerance, several signatures and several secrets while one is replaced. The signature is
// looked at first: whoever can sign is told what is wrong with the time.
// [doc] https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readTimestamp, type TimestampProblem } from './webhook-timestamp.ts';

export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

export type Judgement =
  { readonly is: 'good' | 'forged' } | { readonly is: 'untimely'; readonly problem: TimestampProblem };

/** Stands in for the secret of a practice that does not exist, so that its answer takes as long; random, so nobody can sign with it. */
const DECOY_KEY = randomBytes(32);

/** Tries every secret even after one fitted: the time taken tells nothing. */
export function judgeSignature(
  secrets: readonly string[],
  message: { readonly headers: SignatureHeaders; readonly body: Buffer; readonly now: Date },
): Judgement {
  const { headers, body, now } = message;
  const raw = headers['webhook-timestamp'];
  const { seconds, problem } = readTimestamp(raw, now);
  const keys = secrets.map(keyOf);
  const fits = isSignedByOneOf(keys, headers, [raw, body]);
  // Packages that sign take a time and write seconds, whatever the header then holds.
  const fitsAsSeconds = isSignedByOneOf(keys, headers, [String(seconds), body]);
  if (!(fits || fitsAsSeconds)) return { is: 'forged' };
  if (problem !== null) return { is: 'untimely', problem };
  return { is: fits ? 'good' : 'forged' };
}

function isSignedByOneOf(
  keys: readonly (Buffer | null)[],
  headers: SignatureHeaders,
  [timestamp, body]: readonly [string, Buffer],
): boolean {
  const given = headers['webhook-signature'].split(' ').map(readSignature);
  let fits = false;
  for (const key of keys.length === 0 ? [null] : keys) {
    const signature = createHmac('sha256', key ?? DECOY_KEY)
      .update(`${headers['webhook-id']}.${timestamp}.`)
      .update(body)
      .digest();
    for (const other of given) fits = (isSame(signature, other) && key !== null) || fits;
  }
  return fits;
}

/** Null: nobody signs with what is no secret, an empty one least of all. */
function keyOf(secret: string): Buffer | null {
  const text = secret.replace(/^whsec_/, '');
  const key = Buffer.from(text, 'base64');
  return key.length > 0 && key.toString('base64') === text ? key : null;
}

function readSignature(text: string): Buffer {
  const [version, signature = ''] = text.split(',');
  return Buffer.from(version === 'v1' ? signature : '', 'base64');
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
