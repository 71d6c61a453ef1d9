// Signing in by client credentials, as OAuth has it: a form that asks for a bearer token.
import { z } from 'zod';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Authentication, PortalRequest } from '../connector.ts';
import { secret } from './settings.ts';

export const clientCredentialsSchema = z.strictObject({ clientId: secret, clientSecret: secret });
export type ClientCredentials = z.infer<typeof clientCredentialsSchema>;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** Taken off the life of a token, so that none expires on its way. */
const MARGIN_SECONDS = 120;

export function signInByClientCredentials(
  asked: Pick<PortalRequest, 'path' | 'service'> & { readonly scope?: string },
): Authentication<ClientCredentials> {
  const { scope, ...where } = asked;
  return {
    async signIn({ clientId, clientSecret }, post) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        ...(scope === undefined ? {} : { scope }),
      });
      const response = await post({
        ...where,
        method: 'POST',
        contentType: 'application/x-www-form-urlencoded',
        headers: { accept: 'application/json' },
        body: form.toString(),
      });
      const { access_token: token, expires_in: seconds } = parseAnswer(tokenSchema, response, 'POST');
      return { token, expiresInMs: Math.max(seconds - MARGIN_SECONDS, seconds / 2) * 1_000 };
    },
    headers: (token) => ({ authorization: `Bearer ${token}` }),
  };
}
