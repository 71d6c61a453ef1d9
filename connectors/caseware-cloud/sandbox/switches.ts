// How this portal behaves where the vendor's documentation leaves it open, or announces a change.
import { z } from 'zod';

const bucketSchema = z.strictObject({
  /** Most tokens that it holds, and how many it gets back a second. */
  capacity: z.number().positive(),
  perSecond: z.number().positive(),
  /** Tokens that one request costs. */
  cost: z.number().positive().default(1),
});

const fieldNames = z.array(z.string());

export const switchesSchema = z.strictObject({
  /** Client numbers are searched and shown with ten characters, spaces on the left. [doc, with an end announced] */
  pads: z.boolean().default(true),
  /** With which status a second one of something unique is refused. [not documented] */
  duplicateStatus: z.union([z.literal(400), z.literal(409)]).default(400),
  /** What it calls an entity where a role is given on one. [not documented] */
  objectType: z.string().default('Entity'),
  /** In which language the built-in roles are named. [doc] */
  language: z.enum(['en', 'nl']).default('en'),
  /** 429 says `Retry-After`. [not documented] */
  retryAfter: z.boolean().default(false),
  /** Answers tell the state of the bucket in four headers. [doc; they may be absent] */
  rateHeaders: z.boolean().default(true),
  /** The fields that it takes, and refuses any other. [not documented] null: it takes what it is sent. */
  fields: z
    .strictObject({ entity: fieldNames, address: fieldNames, user: fieldNames })
    .nullable()
    .default(null),
  /** null: as many requests as one likes. */
  bucket: bucketSchema.nullable().default({ capacity: 200, perSecond: 100, cost: 1 }),
  /** The calls that read back what the public documentation shows no reading of. [assumed] */
  readBack: z.boolean().default(false),
});
export type Switches = z.infer<typeof switchesSchema>;
export type SwitchesGiven = z.input<typeof switchesSchema>;
