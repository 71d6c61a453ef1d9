import { expect } from 'chai';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ConfigError } from '../../../src/errors.ts';
import { createSealer } from '../../../src/secrets/seal.ts';

const newKey = () => randomBytes(32).toString('base64');
const KEY = newKey();

describe('secrets at rest', () => {
  it('law: what was sealed opens again, and only the sealed form is stored', () => {
    const sealer = createSealer([KEY]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
        const sealed = sealer.seal(secret, context);
        expect(sealer.open(sealed, context)).to.equal(secret);
        if (secret.length > 8) expect(sealed).not.to.include(secret);
      }),
    );
  });

  it('never seals twice alike, so that equal secrets do not show', () => {
    const sealer = createSealer([KEY]);
    expect(sealer.seal('secret', 'a')).not.to.equal(sealer.seal('secret', 'a'));
  });

  it('a sealed value copied to another row does not open there', () => {
    const sealer = createSealer([KEY]);
    const sealed = sealer.seal('secret', 'practice a, connection 1');
    expect(() => sealer.open(sealed, 'practice b, connection 1')).to.throw(ConfigError);
  });

  it('law: a changed value does not open, wherever it was changed', () => {
    const sealer = createSealer([KEY]);
    const sealed = sealer.seal('a secret of some length', 'context');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'z', '.', ''), (at, letter) => {
        const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        if (isSameBytes(sealed, changed)) return;
        expect(() => sealer.open(changed, 'context')).to.throw(ConfigError);
      }),
    );
  });

  it('a value cut off, empty or of another form does not open', () => {
    const sealer = createSealer([KEY]);
    const sealed = sealer.seal('secret', 'context');
    const wrong = ['', 'v1', 'secret', sealed.slice(0, -6), sealed.replace('v1.', 'v2.')];
    for (const value of wrong) expect(() => sealer.open(value, 'context'), value).to.throw(ConfigError);
  });

  it('a short authentication tag is refused', () => {
    const sealer = createSealer([KEY]);
    const [version, name, nonce, tag = '', body] = sealer.seal('secret', 'context').split('.');
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
    expect(() => sealer.open([version, name, nonce, short, body].join('.'), 'context')).to.throw(ConfigError);
  });

  it('a key is changed by putting the new one first: the old values open and show as stale', () => {
    const [before, after] = [newKey(), newKey()];
    const sealed = createSealer([before]).seal('secret', 'context');
    const rotated = createSealer([after, before]);
    expect(rotated.open(sealed, 'context')).to.equal('secret');
    expect(rotated.isStale(sealed)).to.equal(true);
    const again = rotated.seal('secret', 'context');
    expect(rotated.isStale(again)).to.equal(false);
    expect(createSealer([after]).open(again, 'context')).to.equal('secret');
  });

  it('without the old key an old value does not open, and the message says what lacks', () => {
    const sealed = createSealer([newKey()]).seal('secret', 'context');
    expect(() => createSealer([KEY]).open(sealed, 'context')).to.throw(ConfigError, 'KOPPEL_SECRET_KEY');
  });

  it('a refusal holds neither key, nor secret, nor sealed value', () => {
    const sealed = createSealer([KEY]).seal('a very secret text', 'context');
    try {
      createSealer([KEY]).open(sealed, 'another context');
      expect.fail('it opened');
    } catch (error) {
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const secret of ['a very secret text', KEY, sealed]) expect(shown).not.to.include(secret);
    }
  });

  it('keys that are no 32 bytes in base64 are refused, each with the same instruction', () => {
    for (const keys of [[], [''], ['short'], [KEY, 'short'], [randomBytes(16).toString('base64')]])
      expect(() => createSealer(keys)).to.throw(ConfigError, 'openssl rand -base64 32');
  });
});

/** Base64 has several spellings of the same bytes: its last letter holds unused bits. */
function isSameBytes(a: string, b: string): boolean {
  const bytes = (sealed: string): string => {
    const [version, name, ...parts] = sealed.split('.');
    return [version, name, ...parts.map((part) => Buffer.from(part, 'base64url').toString('hex'))].join('.');
  };
  return bytes(a) === bytes(b);
}
