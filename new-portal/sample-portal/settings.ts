// What a practice sets for its Sample Portal connection, and what the link of a client or a contact may say.
import { z } from 'zod';
import type { Session } from '../../connectors/connector.ts';

const ROLES = ['reader', 'editor'] as const;

export const settingsSchema = z.strictObject({
  /** Of contacts whose link names none. */
  defaultRole: z.enum(ROLES).default('reader'),
});
export type SamplePortalSettings = z.infer<typeof settingsSchema>;
export type SamplePortalSession = Session<SamplePortalSettings>;

/** The link of a client says nothing for this portal. */
export const clientLinkSchema = z.strictObject({});

export const contactLinkSchema = z.strictObject({ role: z.enum(ROLES).optional() });
