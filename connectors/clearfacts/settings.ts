// What a practice sets for its ClearFacts connection, what the link of a contact may say, and the credentials.
import { z } from 'zod';
import type { Session } from '../connector.ts';
import { secret } from '../kit/settings.ts';
import { DEFAULT_PROFILE, PROFILES } from './capabilities.ts';

export const settingsSchema = z.strictObject({
  /** Of contacts whose link names none. [seed] */
  defaultProfile: z.enum(PROFILES).default(DEFAULT_PROFILE),
  /** In which the portal speaks to a new user, who may change it there. [assumed] */
  language: z
    .string()
    .regex(/^[a-z]{2}_[A-Z]{2}$/, 'A language looks like nl_BE.')
    .default('nl_BE'),
});
export type ClearFactsSettings = z.infer<typeof settingsSchema>;
export type ClearFactsSession = Session<ClearFactsSettings>;

/** The link of a client says nothing for this portal. */
export const clientLinkSchema = z.strictObject({});

export const contactLinkSchema = z.strictObject({
  /** One for all dossiers of the user. [seed] */
  profile: z.enum(PROFILES).optional(),
});

export const credentialsSchema = z.strictObject({
  /** Personal access token, made in the portal; it does not expire. [doc] */
  accessToken: secret,
});
export type ClearFactsCredentials = z.infer<typeof credentialsSchema>;
