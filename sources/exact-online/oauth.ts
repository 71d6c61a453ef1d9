// Signing in to Exact Online. The vendor's OAuth steps [doc, OAUTH]; the texts of refusals [code].
import { z } from 'zod';
import type { GrantAnswer, RotatingTokens } from '../source.ts';
import { AccessError, TransientError } from '../../src/errors.ts';
import type { ExactCredentials } from './settings.ts';

const grantedSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Text: "600" [doc]. Whatever else stands there: the pair counts, because the refresh token of before is dead. */
  expires_in: z.coerce.number().positive().max(86_400).catch(600),
});

/** A new access token no sooner than 570 seconds after the last [doc]. */
const MIN_AGE_MS = 570_000;

export const exactSignIn: RotatingTokens<ExactCredentials> = {
  kind: 'oauth',
  minAgeMs: MIN_AGE_MS,
  authorizeUrl({ clientId }, { baseUrl, redirectUri, state }) {
    const query = new URLSearchParams({
      ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code' },
      ...{ state, force_login: '0' },
    });
    return `${baseUrl.replace(/\/+$/, '')}/api/oauth2/auth?${query.toString()}`;
  },
  tokenRequest({ clientId, clientSecret }, grant) {
    const given =
      'code' in grant
        ? { grant_type: 'authorization_code', code: grant.code, redirect_uri: grant.redirectUri }
        : { grant_type: 'refresh_token', refresh_token: grant.refreshToken };
    const form = new URLSearchParams({ ...given, client_id: clientId, client_secret: clientSecret });
    return {
      ...{ path: '/api/oauth2/token', body: form.toString() },
      ...{ contentType: 'application/x-www-form-urlencoded', headers: { accept: 'application/json' } },
    };
  },
  readGrant: ({ status, body }) => readGrant(status, body),
  headers: (token) => ({ authorization: `Bearer ${token}` }),
};

/** A refusal in the words of the standard (RFC 6749, 5.2): `error` is a text, unlike that of other calls. */
const refusalSchema = z.object({ error: z.string().min(1), error_description: z.string().catch('') });
type Refusal = z.output<typeof refusalSchema>;

function readGrant(status: number, body: unknown): GrantAnswer {
  const isRefusal = status >= 400 && status < 500 && status !== 429;
  const refusal = refusalSchema.safeParse(isRefusal ? body : null).data;
  if (refusal !== undefined && isTooEarly(refusal)) return { is: 'too-early' };
  if (refusal !== undefined && isOfToken(refusal)) return { is: 'refused' };
  if (refusal !== undefined && OF_APP.includes(refusal.error)) throw appRefused();
  const granted = grantedSchema.safeParse(status < 300 ? body : null);
  // Too many, out of order, or a page of somebody else: that says nothing of the refresh token. Where it was answered and
  // cannot be read, the token that it was asked with may be dead: the next try will tell.
  if (!granted.success)
    throw new TransientError(
      {
        en: 'Exact Online answered a sign-in in a form that is not known.',
        nl: 'Exact Online antwoordde op een aanmelding in een onbekende vorm.',
      },
      {
        code: 'SOURCE_ANSWER_UNKNOWN',
        mayHaveLanded: true,
      },
    );
  const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = granted.data;
  return { is: 'granted', token, refreshToken, expiresInMs: seconds * 1000 };
}

/**
 * `access_denied`: the access token has not expired (reason TooEarlyToRefreshTokens) [code], or the calls of the day are used up
 * [assumed: what it is called then]. Later the same refresh token is good.
 */
function isTooEarly({ error, error_description }: Refusal): boolean {
  return error === 'access_denied' || /TooEarlyToRefresh|not (?:yet )?expired/i.test(error_description);
}

/**
 * "Old refresh token used." is an unauthorized_client with 401 [code: picqer#644]; one that lay too long an invalid_request [code:
 * laravel-exact-online#23], which is else said of the app.
 */
function isOfToken({ error, error_description }: Refusal): boolean {
  return OF_TOKEN.includes(error) || /refresh.?token.*expired/i.test(error_description);
}

const OF_TOKEN: readonly string[] = ['invalid_grant', 'unauthorized_client'];
const OF_APP: readonly string[] = [
  'invalid_client',
  'invalid_request',
  'unsupported_grant_type',
  'invalid_scope',
];

/** The tokens stay: with the right credentials they are good. */
function appRefused(): AccessError {
  return new AccessError(
    {
      en: 'Exact Online refuses the app: check its client id and client secret (koppel source connect).',
      nl: 'Exact Online weigert de app: controleer het client-id en het client-secret (koppel source connect).',
    },
    { code: 'SOURCE_APP_REFUSED' },
  );
}
