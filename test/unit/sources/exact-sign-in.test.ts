// What Exact Online answers where tokens are given: the pair is kept, whatever else the answer holds.
import { expect } from 'chai';
import { exactSignIn } from '../../../sources/exact-online/oauth.ts';

const PAIR = { access_token: 'a', refresh_token: 'r', token_type: 'bearer' };
const read = (body: unknown, status = 200) => exactSignIn.readGrant({ status, body, headers: {} } as never);

describe('a pair of tokens of Exact Online', () => {
  it('is good for as long as is said, as text or as a number', () => {
    for (const expires_in of ['600', 600])
      expect(read({ ...PAIR, expires_in })).to.deep.equal({
        ...{ is: 'granted', token: 'a', refreshToken: 'r', expiresInMs: 600_000 },
      });
  });

  it('is kept where nobody can say how long it is good: the refresh token of before is dead', () => {
    for (const expires_in of [undefined, null, '', '0', -1, 'soon', 1e300, 'Infinity'])
      expect(read({ ...PAIR, expires_in }), String(expires_in)).to.deep.equal({
        ...{ is: 'granted', token: 'a', refreshToken: 'r', expiresInMs: 600_000 },
      });
  });

  it('that lacks one of them is none', () => {
    for (const body of [{ ...PAIR, access_token: '' }, { access_token: 'a' }, 'a page', null])
      expect(() => read(body)).to.throw();
  });
});
