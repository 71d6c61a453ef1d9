// What a firm says of its Exact Online: which administration, who counts as a client, who as a private person, and how a
// link is switched there. Nothing in Exact says the last three: the defaults are [assumed], chosen per practice.
import { z } from 'zod';

const classification = z.strictObject({
  /** Which of the eight of an account. */
  classification: z.int().min(1).max(8),
  /** Codes of its values, as the firm made them. */
  codes: z.array(z.string().trim().min(1).max(100)).min(1).max(50),
});

const guid = z.guid().transform((text) => text.toLowerCase());

export const settingsSchema = z.strictObject({
  /** Number of the administration whose relations are read. Left out when it is connected: the practice's own is proposed. */
  division: z.int().positive().optional(),
  /** The country of Exact: what a number of the chamber of commerce is where an account names no country. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('NL'),
  /** C customer, P prospect, A none. S, suspect, is a suspect here too, whatever stands here. */
  clientStatuses: z
    .array(z.enum(['A', 'P', 'C']))
    .min(1)
    .default(['C']),
  blockedIsInactive: z.boolean().default(false),
  /** The first that fits makes a client a private person; else it is a company. */
  person: z
    .strictObject({
      classification: classification.optional(),
      businessTypes: z.array(guid).max(50).default([]),
      withoutNumbers: z.boolean().default(true),
    })
    .default({ businessTypes: [], withoutNumbers: true }),
  /** By name of the connection: which clients are linked, and which of their contacts. */
  links: z
    .record(
      z.string(),
      classification.extend({
        contacts: z
          .union([
            z.enum(['main', 'all']),
            z.strictObject({ jobTitles: z.array(z.string().trim().min(1)).min(1) }),
          ])
          .default('main'),
      }),
    )
    .default({}),
});
export type ExactSettings = z.output<typeof settingsSchema>;
export type LinkRule = ExactSettings['links'][string];

export const credentialsSchema = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** Of the app centre; not the client secret. Without it no call of Exact is believed. */
  webhookSecret: z.string().min(1).optional(),
});
export type ExactCredentials = z.output<typeof credentialsSchema>;

/** The administration that was chosen when it was connected. */
export function divisionOf({ division }: ExactSettings): number {
  if (division === undefined) throw new Error('no administration was chosen');
  return division;
}
