// Checks what an option holds against its schema, and says what is wrong without repeating its value.
import type { ZodType } from 'zod';
import { schemaProblems } from '../../domain/schema-problems.ts';
import type { Language } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';

export function parseOption<T>(option: string, schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = schemaProblems(schema, value);
  const list = (lang: Language): string =>
    problems.map(({ field, text }) => `\n  - ${field === '' ? option : field}: ${text[lang]}`).join('');
  throw new UsageError({
    en: `${option}: this is not accepted; nothing was changed.${list('en')}`,
    nl: `${option}: dit wordt niet aanvaard; er is niets gewijzigd.${list('nl')}`,
  });
}
