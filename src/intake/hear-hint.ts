// A call of software that can send something, whatever it is, when a client changes. It is checked as the practice said that
// this software signs, and believed as "look now": where its key stands makes the look shorter.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HookCall } from '../../connectors/portal-hook.ts';
import type { Heard } from '../../sources/source.ts';
import type { HintForm } from '../database/records/source-state.ts';
import { cleanCode } from './records/clean-text.ts';
import { KEY_LENGTH } from './records/field-schema.ts';

const ANY = { kind: 'any', key: null } as const;

export function hearHint({ body, headers }: HookCall, form: HintForm, secret: string): Heard {
  const given = headers[form.header.toLowerCase()] ?? '';
  if (secret === '' || !given.startsWith(form.prefix)) return { is: 'forged' };
  const shown = given.slice(form.prefix.length).trim();
  const isGenuine =
    form.by === 'secret' ? isSame(digest(shown), digest(secret)) : isSigned(body, shown, { form, secret });
  if (!isGenuine) return { is: 'forged' };
  const key = form.kind === 'any' || form.pointer === null ? null : findKey(body, form.pointer);
  return { is: 'hints', hints: [key === null || form.kind === 'any' ? ANY : { kind: form.kind, key }] };
}

function isSigned(
  body: Buffer,
  shown: string,
  { form, secret }: { readonly form: HintForm; readonly secret: string },
): boolean {
  const expected = createHmac(form.algorithm, secret).update(body).digest();
  return isSame(expected, Buffer.from(shown, form.encoding));
}

/** Of secrets the digests, which have one length. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** RFC 6901. Null where nothing stands there that could be a key. */
function findKey(body: Buffer, pointer: string): string | null {
  let at: unknown;
  try {
    at = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return null;
    at = Reflect.get(at, name);
  }
  const text = typeof at === 'number' && Number.isSafeInteger(at) ? String(at) : at;
  const key = typeof text === 'string' ? cleanCode(text, KEY_LENGTH) : null;
  return key?.ok === true ? key.text : null;
}
