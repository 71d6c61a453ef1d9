// portals/exact-online, OAuth: the sandbox behaves as Exact Online is known to, over real HTTP.
import { expect } from 'chai';
import {
  REDIRECT_URI,
  SANDBOX_CREDENTIALS,
} from '../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { catchError } from '../support/contract/catch-error.ts';
import {
  openExactOnline,
  readTokens,
  type Answered,
  type ExactOnlineCaller,
} from '../support/contract/exact-online-caller.ts';

function refusalOf({ status, text }: Answered): [number, unknown] {
  return [status, (JSON.parse(text) as { error: unknown }).error];
}

const MINUTE_MS = 60_000;

describe('the sign-in of the sandbox of Exact Online', () => {
  let exact: ExactOnlineCaller;

  before(async () => {
    exact = await openExactOnline();
  });
  after(() => exact.close());
  beforeEach(() => exact.start());

  it('sends the person back to the registered address with a code and the state, `!` as %21 [doc]', async () => {
    const { status, headers } = await exact.authorise({ state: 'a b' });
    expect(status).to.equal(302);
    const location = headers.get('location') ?? '';
    expect(location).to.match(/^https:\/\/koppel\.example\.nl\/oauth\/callback\?code=[\w-]+%21&state=a\+b$/);
  });

  it('takes a redirect_uri exactly as it is registered, and no other [doc]', async () => {
    for (const other of [`${REDIRECT_URI}/`, REDIRECT_URI.replace('https', 'http'), `${REDIRECT_URI}?a=b`])
      expect((await exact.authorise({ redirect_uri: other })).status).to.equal(400);
    for (const other of [{ client_id: 'x' }, { response_type: 'token' }])
      expect((await exact.authorise(other)).status).to.equal(400);
    const form = {
      grant_type: 'authorization_code',
      code: await exact.code(),
      redirect_uri: 'https://example.nl',
    };
    expect(refusalOf(await exact.askToken(form))).to.deep.equal([400, 'invalid_grant']);
    const other = 'https://kantoor.example.nl/oauth/callback';
    await exact.tell('POST /switches', { redirectUri: other });
    expect((await exact.authorise({ redirect_uri: other })).headers.get('location')).to.include(other);
    const plain = { redirectUri: 'http://kantoor.example.nl/oauth/callback' };
    expect((await exact.door('POST /switches', plain)).status).to.equal(400);
  });

  it('sends back who does not consent, without a code [assumed: how]', async () => {
    await exact.act('user refuse-consent');
    expect((await exact.authorise()).headers.get('location')).to.match(/\?error=access_denied&state=s$/);
  });

  it('gives a token of 600 seconds, said as a text, and a refresh token for a code [doc, code]', async () => {
    const tokens = readTokens(await exact.askByCode(await exact.code()));
    expect(tokens).to.include({ token_type: 'bearer', expires_in: '600' });
    exact.useToken(tokens.access_token);
    expect((await exact.call('current/Me')).status).to.equal(200);
  });

  it('takes a code once, within three minutes, and decoded [doc]', async () => {
    const code = await exact.code();
    expect(refusalOf(await exact.askByCode(encodeURIComponent(code).replace('!', '%21')))).to.deep.equal([
      ...[400, 'invalid_grant'],
    ]);
    expect((await exact.askByCode(code)).status).to.equal(200);
    expect(refusalOf(await exact.askByCode(code))).to.deep.equal([400, 'invalid_grant']);
    const late = await exact.code();
    await exact.clock(3 * MINUTE_MS);
    expect(refusalOf(await exact.askByCode(late))).to.deep.equal([400, 'invalid_grant']);
  });

  it('takes the token call as a form with the secret of the app, and only so', async () => {
    const code = await exact.code();
    const asked = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    expect(refusalOf(await exact.askToken({ ...asked, client_secret: 'x' }))).to.deep.equal([
      ...[400, 'invalid_client'],
    ]);
    const body = JSON.stringify({ ...asked, client_id: SANDBOX_CREDENTIALS.clientId });
    const asJson = await exact.send(`${exact.url}/api/oauth2/token`, { method: 'POST', body });
    expect(asJson.status).to.equal(400);
    expect(refusalOf(await exact.askToken({ grant_type: 'password' }))).to.deep.equal([
      ...[400, 'unsupported_grant_type'],
    ]);
  });

  it('ends an access token after ten minutes [doc]', async () => {
    expect((await exact.call('current/Me')).status).to.equal(200);
    await exact.clock(10 * MINUTE_MS);
    expect((await exact.call('current/Me')).status).to.equal(401);
    exact.useToken('x');
    expect((await exact.call('current/Me')).status).to.equal(401);
  });

  for (const tooEarlyStatus of [400, 401] as const) {
    it(`refuses a new token within 570 seconds, with ${tooEarlyStatus} [doc; 400 code]`, async () => {
      await exact.start({ tooEarlyStatus });
      const { refresh_token } = await exact.signIn();
      await exact.clock(565_000);
      const early = await exact.refresh(refresh_token);
      expect(refusalOf(early)).to.deep.equal([tooEarlyStatus, 'access_denied']);
      expect(early.headers.get('reason')).to.equal('TooEarlyToRefreshTokens');
      await exact.clock(570_000);
      expect((await exact.refresh(refresh_token)).status).to.equal(200);
    });
  }

  it('changes the refresh token at each use, and the old one is dead [doc; how it is refused: picqer#644]', async () => {
    const first = await exact.signIn();
    await exact.clock(570_000);
    const second = readTokens(await exact.refresh(first.refresh_token));
    expect(second.refresh_token).not.to.equal(first.refresh_token);
    await exact.clock(1_140_000);
    const used = await exact.refresh(first.refresh_token);
    expect(refusalOf(used)).to.deep.equal([401, 'unauthorized_client']);
    expect(used.text).to.include('Old refresh token used.');
    expect(refusalOf(await exact.refresh('x'))).to.deep.equal([400, 'invalid_grant']);
  });

  it('keeps nothing for who lost the answer to a refresh [doc: the old one is dead]', async () => {
    const { refresh_token } = await exact.signIn();
    await exact.clock(570_000);
    const lost = { match: { path: '/oauth2/token' }, fault: 'timeout-after-commit' };
    await exact.tell('POST /faults', lost);
    const asked = new URLSearchParams({ grant_type: 'refresh_token', refresh_token });
    for (const [name, value] of Object.entries(SANDBOX_CREDENTIALS))
      asked.set(
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      );
    const init = { method: 'POST', body: asked, signal: AbortSignal.timeout(300) };
    const error = await catchError(() => exact.send(`${exact.url}/api/oauth2/token`, init), [refresh_token]);
    expect(error).to.have.property('name', 'TimeoutError');
    expect(refusalOf(await exact.refresh(refresh_token))).to.deep.equal([401, 'unauthorized_client']);
    // A person signs in again.
    await exact.signIn();
    expect((await exact.call('current/Me')).status).to.equal(200);
  });

  it('ends a refresh token that was not used for thirty days [doc; how: laravel-exact-online#23]', async () => {
    const { refresh_token } = await exact.signIn();
    await exact.clock(30 * 24 * 60 * MINUTE_MS + 1_000);
    expect(refusalOf(await exact.refresh(refresh_token))).to.deep.equal([400, 'invalid_request']);
  });

  it('takes 200 token calls a day of one key and user [doc announcement; how it refuses more: assumed]', async () => {
    const left = Array.from({ length: 199 }, () => exact.refresh('x'));
    await Promise.all(left);
    expect(refusalOf(await exact.refresh('x'))).to.deep.equal([400, 'access_denied']);
    await exact.clock(24 * 60 * MINUTE_MS);
    expect((await exact.refresh('x')).status).to.equal(400);
  });

  it('answers 401 when the password of the user changed and 403 when the rights did [doc]', async () => {
    const { refresh_token } = await exact.signIn();
    await exact.act('user lose-rights');
    expect((await exact.call('current/Me')).status).to.equal(403);
    await exact.act('user regain-rights');
    expect((await exact.call('current/Me')).status).to.equal(200);
    await exact.act('user change-password');
    expect((await exact.call('current/Me')).status).to.equal(401);
    await exact.clock(570_000);
    expect((await exact.refresh(refresh_token)).status).to.equal(400);
  });
});
