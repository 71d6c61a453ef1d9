// What Exact Online answers, as far as it is read. Names of fields: the vendor's reference of SyncCRMAccounts,
// SyncCRMContacts and SyncDeleted [doc].
import { z } from 'zod';

/*
 * Every field that is asked for comes, and is null where it holds nothing. One that is left out, or a date in another form, is not
 * known to be empty: who took it for that would end a client, or a link, by it.
 */
const text = z
  .string()
  .nullable()
  .transform((value) => (value ?? '').trim());
const guid = z.string().transform((value) => value.toLowerCase());
const optionalGuid = z
  .string()
  .nullable()
  .transform((value) => value?.toLowerCase() ?? null);
/** `/Date(1700000000000)/` in milliseconds [code]; no zone. */
const date = z
  .string()
  .regex(/^(?:\/Date\(-?\d+(?:[+-]\d{4})?\)\/)?$/)
  .nullable()
  .transform((value) => {
    const [ms] = /-?\d+/.exec(value ?? '') ?? [];
    return ms === undefined ? null : new Date(Number(ms));
  });
/** Edm.Int64, which may come as text: kept as text, because it may be larger than a number holds. */
const int64 = z.union([z.string().regex(/^\d+$/), z.number().refine(isVersion).transform(atLeast)]);

function isVersion(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

/**
 * What it is at the least. A number that is too large for its digits was rounded when it was read, upwards perhaps: who goes on
 * above it misses what lies between. From below some rows come twice, which does no harm.
 */
function atLeast(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const digitsLost = Math.floor(Math.log2(value)) - 52;
  return String(BigInt(value) - 2n ** BigInt(digitsLost - 1));
}
const flag = z.union([z.boolean(), z.number()]).nullable().transform(Boolean);

export const accountSchema = z.object({
  ...{
    ID: guid,
    Code: text,
    Name: text,
    Type: text,
    Status: text,
    StartDate: date,
    EndDate: date,
    Blocked: flag,
    MainContact: optionalGuid,
  },
  ...{ ChamberOfCommerce: text, VATNumber: text, BusinessType: optionalGuid, IsAnonymised: flag },
  ...{ AddressLine1: text, AddressLine2: text, Postcode: text, City: text, Country: text },
  ...{ Phone: text, Email: text, Website: text },
  ...{ Classification1: optionalGuid, Classification2: optionalGuid, Classification3: optionalGuid },
  ...{ Classification4: optionalGuid, Classification5: optionalGuid, Classification6: optionalGuid },
  ...{ Classification7: optionalGuid, Classification8: optionalGuid },
});
export type Account = z.output<typeof accountSchema>;

export const contactSchema = z.object({
  ...{
    ID: guid,
    Account: optionalGuid,
    Person: optionalGuid,
    IsMainContact: flag,
    JobTitleDescription: text,
  },
  ...{ FirstName: text, MiddleName: text, LastName: text, Initials: text },
  ...{
    Email: text,
    Phone: text,
    Mobile: text,
    BusinessEmail: text,
    BusinessPhone: text,
    BusinessMobile: text,
  },
  ...{ EndDate: date, IsAnonymised: flag },
});
export type Contact = z.output<typeof contactSchema>;

/** As a number, or as the text of one: nothing at all is no 0. */
const whole = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

export const deletedSchema = z.object({ EntityType: whole, EntityKey: guid });
export const keySchema = z.object({ ID: guid });
export const timestampSchema = z.object({ Timestamp: int64 });
export const classificationSchema = z.object({ ID: guid, Code: text });
export const divisionSchema = z.object({
  ...{ Code: whole, Description: text, IsMainDivision: flag, IsPracticeDivision: flag },
  DivisionMoveDate: z.string().nullable(),
  DivisionHRLinkUnlinkDate: z.string().nullable(),
});
export type Division = z.output<typeof divisionSchema>;
export const meSchema = z.object({ CurrentDivision: whole });
export const subscriptionSchema = z.object({ ID: guid, Topic: text, CallbackURL: text });
export type Subscription = z.output<typeof subscriptionSchema>;

/** Never `BSN` or `SocialSecurityNumber`: numbers of citizens. */
export const ACCOUNT_FIELDS = Object.keys(accountSchema.shape).join(',');
export const CONTACT_FIELDS = Object.keys(contactSchema.shape).join(',');
export const DIVISION_FIELDS = Object.keys(divisionSchema.shape).join(',');

/** `{"d":{"results":[…],"__next":"…"}}`, `{"d":[…]}` or `{"d":{…}}`. */
export const answerSchema = z.object({
  d: z.union([
    z.object({ results: z.array(z.unknown()), __next: z.string().nullish() }),
    z.array(z.unknown()).transform((results) => ({ results, __next: null })),
    z.looseObject({}).transform((row) => ({ results: [row], __next: null })),
  ]),
});
