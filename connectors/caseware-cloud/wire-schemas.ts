// The answers of CaseWare Cloud, as far as Koppel reads them. Loose where the fields to read depend on the settings.
import { z } from 'zod';
import type { Attributes, AttributeValue, SignIn } from '../connector.ts';

/** Kept, and sent back, letter for letter: no document says that it is the kind of GUID that may be written in capitals. */
const guid = z.string().min(1);

/** If it is of that kind, it means the same in capitals; of no other kind do two differ in nothing else. */
export function sameGuid(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function includesGuid(guids: readonly string[], guid: string): boolean {
  return guids.some((one) => sameGuid(one, guid));
}

/** [code] */
export const entitySchema = z.looseObject({
  CWGuid: guid,
  Id: z.number().int().nullish(),
  EntityNo: z.string().nullish(),
});
export type WireEntity = z.infer<typeof entitySchema>;

/** [code] */
export const addressSchema = z.looseObject({
  CWGuid: guid,
  Id: z.number().int().nullish(),
  AddressCategory: z.string().nullish(),
});
export type WireAddress = z.infer<typeof addressSchema>;
/** Creating an address answers nothing but its number. [code] */
export const createdAddressSchema = z.number().int();

/** [code] */
export const userSchema = z.looseObject({
  CWGuid: guid,
  Email: z.string().nullish(),
  OwnerType: z.string().nullish(),
  CanLogin: z.boolean().nullish(),
  Type: z.string().nullish(),
  AssignedObjectTypes: z.unknown().optional(),
});
export type WireUser = z.infer<typeof userSchema>;

/** [doc] */
export const roleSchema = z.object({ CWGuid: guid, Id: z.number().int().nullish(), Name: z.string() });
/** The name of a group is its brief description. [doc] */
export const groupSchema = z.object({ CWGuid: guid, BriefDescription: z.string().nullish() });

/** What the portal shows of these fields. A field it does not show is absent, not empty: Koppel cannot compare it. */
export function readAttributes(row: Readonly<Record<string, unknown>>, names: readonly string[]): Attributes {
  const shown: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = row[name];
    // An empty field is null on our side, however the portal writes it.
    if (value === null || value === '') shown[name] = null;
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      shown[name] = value;
  }
  return shown;
}

/** Fields that hold something: a new record is made without the empty ones. */
export function withoutEmpty(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

/** Changed fields on the wire: a field is cleared with an empty text, as null might be read as "no change". */
export function clearing(changes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? '']));
}

export function readSignIn(canLogin: boolean | null | undefined): SignIn {
  if (canLogin === true) return 'active';
  return canLogin === false ? 'mail-sent' : 'unknown';
}
