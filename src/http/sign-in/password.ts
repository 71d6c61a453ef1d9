// Passwords as scrypt hashes: `scrypt$N$r$p$salt$hash`, salt and hash in base64. The cost stands in the hash, so that
// it can be raised without locking anybody out.
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** [doc] https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt */
const DEFAULT_COST: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const MAX_MEMORY = 256 * 1024 * 1024;
export const MAX_PASSWORD_LENGTH = 1024;

interface StoredHash extends ScryptCost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Letters and digits that nobody takes for another one: it is read from a screen, and typed. */
const TYPED = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password of 80 bits. */
export function makePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => TYPED.charAt(randomInt(TYPED.length))).join('');
  return [group(), group(), group(), group()].join('-');
}

export async function hashPassword(password: string, cost: ScryptCost = DEFAULT_COST): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return format({ ...cost, salt, hash });
}

/** False for a wrong password; throws nothing for any text, however long. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const wanted = parseHash(stored);
  if (wanted === null || password.length > MAX_PASSWORD_LENGTH) return false;
  return timingSafeEqual(await derive(password, wanted.salt, wanted), wanted.hash);
}

export function isPasswordHash(stored: string): boolean {
  return parseHash(stored) !== null;
}

/** A hash that no password fits and that costs as much to try as `like`. */
export function decoyHash(like: string): string {
  const cost = parseHash(like) ?? DEFAULT_COST;
  return format({ N: cost.N, r: cost.r, p: cost.p, salt: randomBytes(16), hash: randomBytes(HASH_BYTES) });
}

function format(stored: StoredHash): string {
  const { N, r, p, salt, hash } = stored;
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
}

function parseHash(stored: string): StoredHash | null {
  const match =
    /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{8,}={0,2})\$([A-Za-z0-9+/]{43}=)$/.exec(stored);
  if (match === null) return null;
  const [N = 0, r = 0, p = 0] = match.slice(1, 4).map(Number);
  if (!isAffordable({ N, r, p })) return null;
  const [salt = '', hash = ''] = match.slice(4);
  return { N, r, p, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

/** Node refuses what needs more memory; N must be a power of two. */
function isAffordable({ N, r, p }: ScryptCost): boolean {
  const isPowerOfTwo = N > 1 && (N & (N - 1)) === 0;
  return isPowerOfTwo && r >= 1 && p >= 1 && p <= 16 && 128 * N * r <= MAX_MEMORY / 2;
}

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const { N, r, p } = cost;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: MAX_MEMORY }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
