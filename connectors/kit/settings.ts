// What settings of connections and links are made of, and how a link is read.
import { z, type ZodType } from 'zod';
import { isEmail, MAX_EMAIL } from '../../src/domain/email-address.ts';
import type { Refusal } from '../connector.ts';

export const secret = z.string().min(1).max(500);

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(MAX_EMAIL)
  .refine(isEmail, 'This is not an e-mail address.');

/** A file of lines can only say it in words. */
export const yesOrNo = z.union([z.boolean(), z.stringbool()]);

/** A list; in a file of lines, words with semicolons between them. */
export function listOf<Item extends ZodType<unknown, string>>(item: Item) {
  const words = z.string().transform((text) => text.split(/[;,\s]+/).filter((part) => part !== ''));
  return z.union([z.array(item), words.pipe(z.array(item))]);
}

/** Somebody is named who leads the others. */
interface Named {
  readonly email: string;
  readonly primary?: boolean | undefined;
}

/** At least one, each once, one of them the primary one at most. `who`: what one of them is called. */
export function peopleOf<Person extends ZodType<Named>>(person: Person, who: string) {
  return z
    .array(person)
    .min(1, `Name at least one ${who}.`)
    .refine(
      (people) => people.filter(({ primary }) => primary === true).length <= 1,
      'Only one is the primary one.',
    )
    .refine(
      (people) => new Set(people.map((one) => one.email)).size === people.length,
      'Somebody is named twice.',
    );
}

/** Where none is marked, the first named leads. */
export function primaryFirst<Person extends Named>(people: readonly Person[]): readonly Person[] {
  return people.toSorted((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false));
}

/** What is wrong with a record for this portal. */
export type Problem = Omit<Refusal, 'subject'>;

/** Settings that are wrong count as none: nothing is made of a subject that is refused. */
export function readLink<Link>(
  schema: ZodType<Link>,
  settings: unknown,
): { readonly data: Link; readonly problem: Problem | null } {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return { data: parsed.data, problem: null };
  const [issue] = parsed.error.issues;
  const at = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
  const problem = { reason: 'LINK_SETTINGS_INVALID' as const, ...fieldOf(at) };
  return { data: schema.parse({}), problem };
}

/** A name that could be a setting; anything else might be a value in the wrong place. */
function fieldOf(name: PropertyKey | undefined): { field?: string } {
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? { field: name } : {};
}
