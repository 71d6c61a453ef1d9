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

describe('a refusal where Exact Online gives tokens', () => {
  const refuse = (error: string, error_description = '', status = 400) =>
    read({ error, error_description }, status);

  it('loses the refresh token only where that is what is refused [code: picqer#644, #471, laravel-exact-online#23]', () => {
    for (const [error, text, status] of [
      ['unauthorized_client', 'Old refresh token used.', 401],
      ['invalid_grant', 'Token is not allowed, because of invalid or empty chainId', 400],
      [
        'invalid_request',
        'The refresh token expired at 10/11/2022 9:18:20 PM and it is now 10/28/2022.',
        400,
      ],
    ] as const)
      expect(refuse(error, text, status), text).to.deep.equal({ is: 'refused' });
  });

  it('that denies access is waited for, in whatever language: too early, or too often today', () => {
    for (const text of ['Rate limit exceeded: access_token not expired', 'Daglimiet bereikt', ''])
      for (const status of [400, 401, 403])
        expect(refuse('access_denied', text, status)).to.deep.equal({ is: 'too-early' });
  });

  it('of the app itself keeps the tokens, and says that its credentials are at fault', () => {
    for (const error of ['invalid_client', 'invalid_request', 'unsupported_grant_type'])
      expect(() => refuse(error, 'Ongeldig', 400))
        .to.throw()
        .that.includes({ name: 'AccessError', code: 'SOURCE_APP_REFUSED' });
  });

  it('in words that nobody knows says nothing of the refresh token', () => {
    for (const error of ['server_error', 'temporarily_unavailable', 'constructor', ''])
      expect(() => refuse(error))
        .to.throw()
        .that.includes({ name: 'TransientError', code: 'SOURCE_ANSWER_UNKNOWN' });
  });
});
