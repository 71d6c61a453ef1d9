// Secrets at rest: AES-256-GCM under KOPPEL_SECRET_KEY. The first key seals, every key opens, so that a key can be
// changed by putting the new one first and sealing again. The context (whose secret it is) is authenticated too: a
// sealed value copied to another row does not open.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ConfigError } from '../errors.ts';

const VERSION = 'v1';

export interface Sealer {
  seal(plain: string, context: string): string;
  /** Throws ConfigError when no key opens it. */
  open(sealed: string, context: string): string;
  /** Whether it was sealed with a key that is no longer the first. */
  isStale(sealed: string): boolean;
}

/** `keys`: 32 bytes each, base64, the sealing key first. */
export function createSealer(keys: readonly string[]): Sealer {
  const ring = keys.map((text) => Buffer.from(text, 'base64'));
  if (ring.length === 0 || ring.some((key) => key.length !== 32)) {
    throw new ConfigError([
      {
        en: 'KOPPEL_SECRET_KEY must hold keys of 32 bytes in base64 (make one: openssl rand -base64 32).',
        nl: 'KOPPEL_SECRET_KEY moet sleutels van 32 bytes in base64 bevatten (maak er een: openssl rand -base64 32).',
      },
    ]);
  }
  const byName = new Map(ring.map((key) => [nameOf(key), key]));
  const [first] = ring;
  if (first === undefined)
    throw new ConfigError([{ en: 'KOPPEL_SECRET_KEY is empty.', nl: 'KOPPEL_SECRET_KEY is leeg.' }]);
  return {
    seal: (plain, context) => sealWith(first, plain, context),
    open: (sealed, context) => openWith(byName, sealed, context),
    isStale: (sealed) => sealed.split('.')[1] !== nameOf(first),
  };
}

function nameOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function sealWith(key: Buffer, plain: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url'));
  return [VERSION, nameOf(key), ...parts].join('.');
}

function openWith(byName: ReadonlyMap<string, Buffer>, sealed: string, context: string): string {
  const [version, name = '', nonce = '', tag = '', body = ''] = sealed.split('.');
  const key = byName.get(name);
  if (version !== VERSION || key === undefined) throw cannotOpen();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(context)).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    throw cannotOpen();
  }
}

function cannotOpen(): ConfigError {
  return new ConfigError([
    {
      en: 'A stored secret cannot be opened: KOPPEL_SECRET_KEY lacks the key it was sealed with.',
      nl: 'Een bewaard geheim kan niet worden geopend: in KOPPEL_SECRET_KEY ontbreekt de sleutel waarmee het is verzegeld.',
    },
  ]);
}
