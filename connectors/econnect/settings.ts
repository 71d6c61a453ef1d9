// What a practice sets for its eConnect connection, what the link of a client or a contact may say, and the credentials.
import { z } from 'zod';
import type { Session } from '../connector.ts';
import { email, listOf, peopleOf, secret, yesOrNo } from '../kit/settings.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Credentials go there: never in the clear, save to this very machine. */
const address = z
  .url()
  .refine((text) => {
    const { protocol, hostname, search, hash, username } = new URL(text);
    const isPrivate = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
    return isPrivate && search === '' && hash === '' && username === '';
  }, 'An address begins with https:// and ends before any ? or #.')
  .nullable()
  .default(null);

const party = z
  .string()
  .regex(/^[A-Za-z0-9]{1,20}(:[A-Za-z0-9]{1,40}){1,2}$/, 'A party id looks like NL:KVK:12345678.');

const LOCATIONS = ['documents', 'inbox-in', 'inbox-out'] as const;
const LEVELS = ['full', 'edit', 'read'] as const;
const ROLES = ['Member', 'Administrator'] as const;

/** Members of the client's organisation and of its group; or of the group only, which shows what is shared with it. [seed] */
const COLLEAGUES_AS = ['members', 'group-only'] as const;

const shareSchema = z.strictObject({
  location: z.enum(LOCATIONS),
  level: z.enum(LEVELS),
  with: z.union([z.literal('group'), z.literal('organisation'), z.strictObject({ user: email })]),
});
export type ShareSetting = z.infer<typeof shareSchema>;

const managerSchema = z.strictObject({ email, primary: z.boolean().optional() });

/** The primary one first; where none is marked, the first named is. */
const managersSchema = peopleOf(managerSchema, 'relationship manager');

export const settingsSchema = z.strictObject({
  /** null: derived from the base address. */
  identityAddress: address,
  soapAddress: address,
  relationshipManagers: managersSchema,
  /** Colleagues who become a member of every client's organisation, beside the relationship managers. */
  members: z.array(email).default([]),
  colleaguesAs: z.enum(COLLEAGUES_AS).default('members'),
  groupContacts: z.enum(['all', 'financially-responsible']).default('all'),
  /** How requests reach clients: a person sends them, or the legacy service, which takes no new connections. [doc] */
  authorisationRequests: z.enum(['manual', 'soap']).default('manual'),
  payByRequester: z.boolean().default(true),
  shares: z
    .array(shareSchema)
    .refine((shares) => new Set(shares.map(placeOf)).size === shares.length, 'Two shares are of one place.')
    .default([]),
  delegatePurchaseInvoices: z.boolean().default(false),
  endPartnershipWithLastLink: z.boolean().default(false),
  ownOrganisation: party.nullable().default(null),
});
export type EConnectSettings = z.infer<typeof settingsSchema>;
export type EConnectSession = Session<EConnectSettings>;

function placeOf({ location, with: target }: ShareSetting): string {
  return `${location} ${typeof target === 'string' ? target : target.user}`;
}

export const clientLinkSchema = z.strictObject({
  /** Whom the authorisation request is sent to, instead of who the records say. */
  requestTo: email.optional(),
  /** Colleagues who are this client's relationship managers, the first one first, instead of the connection's. [seed] */
  relationshipManagers: listOf(email).optional(),
  /** Colleagues who become a member of this client's organisation only. */
  staff: listOf(email).default([]),
  /** Instead of what the connection says. */
  colleaguesAs: z.enum(COLLEAGUES_AS).optional(),
});
export type ClientLink = z.infer<typeof clientLinkSchema>;

export const contactLinkSchema = z.strictObject({
  /** Manages the client's environment, so the request is for this contact. */
  manager: yesOrNo.default(false),
  /** The contact's part in the group of the client. [seed] */
  financiallyResponsible: yesOrNo.default(false),
  /** On the client's own organisation. */
  role: z.enum(ROLES).optional(),
  inviteToOwnOrganisation: z.enum(ROLES).optional(),
});
export type ContactLink = z.infer<typeof contactLinkSchema>;

const namedCredentials = z.strictObject({
  clientId: secret,
  clientSecret: secret,
  /** Of the SOAP service that sends authorisation requests, for practices that have them. */
  consumerKey: secret.optional(),
  consumerSecret: secret.optional(),
  subscriptionKey: secret.optional(),
  /** With it the portal signs its calls to Koppel; without it no call is believed. */
  hookSecret: z.string().min(16).max(500).optional(),
});
/** The keys were asked for as a user name and a password once, and are kept under those names. */
export const credentialsSchema = z.preprocess((given) => {
  if (typeof given !== 'object' || given === null) return given;
  const { userName, password, ...named }: { userName?: unknown; password?: unknown } = { ...given };
  return {
    ...(userName === undefined ? {} : { consumerKey: userName }),
    ...(password === undefined ? {} : { consumerSecret: password }),
    ...named,
  };
}, namedCredentials);
export type EConnectCredentials = z.infer<typeof credentialsSchema>;
