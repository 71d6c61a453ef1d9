// The kinds of fields a record has. The message of every issue is a problem code: the sentence for it, and the promise
// that no value gets into it, stand in problems.ts alone.
import { z } from 'zod';
import { cleanCode, cleanDigits, cleanNumber, cleanText, type CleanText } from './clean-text.ts';
import { normalizeEnterpriseNumber } from './enterprise-number.ts';
import { parseInstant } from './instant.ts';
import type { ProblemCode } from './problems.ts';

export const KEY_LENGTH = 200;
const TEXT_LENGTH = 500;
/** The longest address that mail can be sent to: RFC 5321, 4.5.3.1.3, less its brackets. */
const EMAIL_LENGTH = 254;

/** Error of a schema: `MISSING` where there is nothing, else the given code. */
export function missingOr(code: ProblemCode): (issue: { readonly input?: unknown }) => ProblemCode {
  return (issue) => (issue.input === undefined || issue.input === null ? 'MISSING' : code);
}

function refuse(context: z.RefinementCtx, code: ProblemCode): null {
  context.addIssue({ code: 'custom', message: code });
  return null;
}

/** Keys of the practice software: required, and never changed by Koppel beyond trimming. */
export const keyField = z.string({ error: missingOr('WRONG_TYPE') }).transform((raw, context) => {
  const cleaned = cleanCode(raw, KEY_LENGTH);
  if (cleaned.ok && cleaned.text !== null) return cleaned.text;
  refuse(context, cleaned.ok ? 'MISSING' : cleaned.code);
  return z.NEVER;
});

function optional(max: number, clean: (raw: string, max: number) => CleanText) {
  return z
    .string({ error: missingOr('WRONG_TYPE') })
    .nullish()
    .transform((raw, context) => {
      if (raw === undefined || raw === null) return null;
      const cleaned = clean(raw, max);
      return cleaned.ok ? cleaned.text : refuse(context, cleaned.code);
    });
}

export const textField = optional(TEXT_LENGTH, cleanText);
/** A telephone number, or a part of an address that is mostly digits. */
export const digitsField = optional(TEXT_LENGTH, cleanDigits);
/** A key that may be absent, or a number by which people know the record. */
export const optionalKeyField = optional(KEY_LENGTH, cleanNumber);

/**
 * A syntactically wrong address passes: it must not keep the rest of the record from arriving. Each connector reports
 * it as EMAIL_INVALID to the people who can correct it.
 */
export const emailField = optional(EMAIL_LENGTH, cleanText);

/** ISO 3166-1 alpha-2. */
export const countryField = textField.transform((text, context) => {
  if (text === null) return null;
  return /^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : refuse(context, 'BAD_COUNTRY');
});

export const kvkNumberField = digitsField.transform((text, context) => {
  if (text === null) return null;
  const digits = text.replace(/[\s.]/g, '');
  return /^\d{8}$/.test(digits) ? digits : refuse(context, 'BAD_KVK_NUMBER');
});

export const enterpriseNumberField = digitsField.transform((text, context) => {
  if (text === null) return null;
  return normalizeEnterpriseNumber(text) ?? refuse(context, 'BAD_ENTERPRISE_NUMBER');
});

export const instantField = z.string({ error: missingOr('WRONG_TYPE') }).transform((raw, context) => {
  const date = parseInstant(raw);
  if (date !== null) return date;
  refuse(context, 'BAD_DATE');
  return z.NEVER;
});
