// Is a webhook signed by its practice? Standard Webhooks: HMAC-SHA256 over id, timestamp and the body as received,
// five minutes of tolerance, several signatures and several secrets while one is replaced.
// [doc] https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** Stands in for the secret of a practice that does not exist, so that its answer takes as long; random, so nobody can sign with it. */
const DECOY_SECRET = randomBytes(32).toString('base64');

/**
 * Tries every secret even after one fitted: the time taken tells nothing. A body that is not UTF-8 never fits, because
 * the package decodes it first and different bytes would decode to the same text.
 */
export function isSignedByOneOf(
  secrets: readonly string[],
  headers: SignatureHeaders,
  body: Buffer,
): boolean {
  let fits = false;
  for (const secret of secrets.length === 0 ? [DECOY_SECRET] : secrets) {
    fits = isSignedBy(secret, headers, body) || fits;
  }
  return fits && secrets.length > 0 && isUtf8(body);
}

function isSignedBy(secret: string, headers: SignatureHeaders, body: Buffer): boolean {
  try {
    new Webhook(secret).verify(body, { ...headers }, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
