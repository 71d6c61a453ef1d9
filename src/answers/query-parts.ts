// Parts of what is asked for in an address.
import { z } from 'zod';

const blankIsAbsent = (value: unknown): unknown => (value === '' ? undefined : value);
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(blankIsAbsent, schema.optional());
/** The database could not even hold a NUL. */
export const textOf = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => !text.includes('\0'));
/** A name that may be given several times; given once it comes as a text. */
export const severalOf = <Schema extends z.ZodType>(schema: z.ZodArray<Schema>) =>
  z.preprocess((value: unknown) => (value === undefined ? [] : [value].flat()), schema);
