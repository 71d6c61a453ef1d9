// Calls of any software: checked as the practice said, and believed as "look now".
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import type { HintForm } from '../../../src/database/records/source-state.ts';
import { hearHint } from '../../../src/intake/hear-hint.ts';

const SECRET = 'a-secret-of-the-firm';
const BODY = '{"data":{"id":4711,"a/b":"k"},"event":"changed"}';
const form = (given: Partial<HintForm> = {}): HintForm => ({
  ...{ header: 'X-Signature', by: 'hmac', algorithm: 'sha256', encoding: 'hex', prefix: '' },
  ...{ pointer: '/data/id', kind: 'client' },
  ...given,
});
const hear = (header: string | undefined, given: Partial<HintForm> = {}, body = BODY) =>
  hearHint(
    { body: Buffer.from(body), headers: { 'x-signature': header }, now: new Date() },
    form(given),
    SECRET,
  );
const sign = (algorithm: string, encoding: 'hex' | 'base64'): string =>
  createHmac(algorithm, SECRET).update(BODY).digest(encoding);
const CLIENT = { is: 'hints', hints: [{ kind: 'client', key: '4711' }] };

describe('a hint of any software', () => {
  it('is signed by HMAC, in hex or base64, with a prefix where there is one', () => {
    expect(hear(sign('sha256', 'hex'))).to.deep.equal(CLIENT);
    expect(hear(sign('sha512', 'base64'), { algorithm: 'sha512', encoding: 'base64' })).to.deep.equal(CLIENT);
    expect(hear(`sha256=${sign('sha256', 'hex')}`, { prefix: 'sha256=' })).to.deep.equal(CLIENT);
  });

  it('or carries the secret', () => {
    expect(hear(SECRET, { by: 'secret' })).to.deep.equal(CLIENT);
    expect(hear(`Bearer ${SECRET}`, { by: 'secret', prefix: 'Bearer ' })).to.deep.equal(CLIENT);
  });

  it('is forged otherwise', () => {
    for (const header of [undefined, '', 'x', sign('sha512', 'hex'), sign('sha256', 'base64'), SECRET])
      expect(hear(header).is, header).to.equal('forged');
    expect(hear(sign('sha256', 'hex'), {}, `${BODY} `).is).to.equal('forged');
    expect(hear(`${SECRET}x`, { by: 'secret' }).is).to.equal('forged');
    expect(hear(sign('sha256', 'hex'), { prefix: 'sha256=' }).is).to.equal('forged');
  });

  it('names a key where the pointer finds one, and else says only that something changed', () => {
    const signed = sign('sha256', 'hex');
    expect(hear(signed, { pointer: '/data/a~1b', kind: 'contact' })).to.deep.equal({
      is: 'hints',
      hints: [{ kind: 'contact', key: 'k' }],
    });
    const any = { is: 'hints', hints: [{ kind: 'any', key: null }] };
    for (const given of [
      { pointer: '/data' },
      { pointer: '/data/none/x' },
      { pointer: null },
      { kind: 'any' as const },
    ])
      expect(hear(signed, given)).to.deep.equal(any);
  });

  it('names no key that no record can have', () => {
    for (const key of ['a\u0000b', '\ud800', ' ', 'k'.repeat(300), '1,00E+03']) {
      const body = JSON.stringify({ data: { id: key } });
      const heard = hear(SECRET, { by: 'secret' }, body);
      expect(heard, body).to.deep.equal({ is: 'hints', hints: [{ kind: 'any', key: null }] });
    }
  });
});
