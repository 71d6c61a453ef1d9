// How Exact Online behaves where what is public leaves it open, or announces a change; and limits of which a test wants
// fewer.
import { z } from 'zod';

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/;

/** Where the app of the sandbox is registered unless told otherwise. */
export const REDIRECT_URI = 'https://koppel.example.nl/oauth/callback';

export const switchesSchema = z.strictObject({
  /** Where a person is sent back to, as the app is registered: https. [doc] */
  redirectUri: z.url({ protocol: /^https$/ }).default(REDIRECT_URI),
  /** Rows of a page of the sync calls, and of the others. [doc] */
  syncPage: z.int().positive().default(1_000),
  page: z.int().positive().default(60),
  /** Edm.Int64 comes as text. [code: it may] */
  int64AsText: z.boolean().default(true),
  /** Row versions come so much higher than they are kept here: 64 bits hold more than a number does. */
  versionOffset: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0'),
  /** A list that has no further page is `{"d":[…]}`. [code: of some calls] */
  bareLists: z.boolean().default(false),
  /** Sync calls want `$select`. [doc: in practice] */
  needsSelect: z.boolean().default(true),
  /** Lists of accounts and contacts want `$filter`. [doc, announced] */
  needsFilter: z.boolean().default(true),
  /** What is e-mail, phone and mobile is so for business too, and the other way round. [code] */
  mirrorsBusiness: z.boolean().default(true),
  /** `CustomField` is filled. [doc: Premium licence only] */
  premium: z.boolean().default(false),
  /** How a token is refused that is asked for within 570 seconds. [400 seen, 401 by the documentation] */
  tooEarlyStatus: z.union([z.literal(400), z.literal(401)]).default(400),
  /** Calls that one administration takes. [doc] null: as many as one likes. */
  perMinute: z.int().positive().nullable().default(60),
  perDay: z.int().positive().nullable().default(5_000),
  /** `X-RateLimit-Minutely-Reset` comes too. [code] */
  minutelyReset: z.boolean().default(true),
  /** An answer that refuses for the minute says nothing of the day. [code] */
  minuteAlone: z.boolean().default(true),
  /** More errors than this of one endpoint in an hour block the key. [doc] null: never. */
  errorsAnHour: z.int().positive().nullable().default(10),
  /** How a blocked key is refused. [assumed] */
  blockedStatus: z.union([z.literal(401), z.literal(403), z.literal(429)]).default(403),
  /** How a second subscription to one topic is refused. [code: 500, picqer#150] */
  secondHookStatus: z.union([z.literal(400), z.literal(409), z.literal(500)]).default(500),
  /**
   * When the empty call comes that tests the address of a subscription. null: before it is made, which an address that answers it
   * with an error keeps it from. [code: picqer#438, #522] A number: so long after. [code: about a second]
   */
  testCallAfterMs: z.int().nonnegative().nullable().default(null),
  /** `ExactOnlineEndpoint` stands in the content of a delivery. [code: it may] */
  hookEndpoint: z.boolean().default(true),
  /** Where on this machine the public addresses lead that deliveries go to. null: nowhere. */
  hookOrigin: z.string().regex(LOOPBACK, 'an address of this machine').nullable().default(null),
});
export type Switches = z.infer<typeof switchesSchema>;
export type SwitchesGiven = z.input<typeof switchesSchema>;
