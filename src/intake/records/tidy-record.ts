// A record from outside before its schema: every text in it tidied, so that what is read of it, compared and stored is
// what was meant, and it can be said which fields that changed.
import { findCountryCode } from './country-code.ts';
import { tidyText, type TextUse } from './tidy-text.ts';

const CODES = [
  ...['key', 'clientKey', 'changedAt', 'kind', 'status', 'houseNumber', 'postalCode', 'country'],
];
const IDENTITIES = [
  ...['personKey', 'number', 'kvkNumber', 'enterpriseNumber', 'wkCustomerNumber'],
  ...['phone', 'mobile', 'email', 'website'],
];
const USE_BY_FIELD: ReadonlyMap<string, TextUse> = new Map([
  ...CODES.map((field) => [field, 'code'] as const),
  ...IDENTITIES.map((field) => [field, 'identity'] as const),
]);

export interface TidyRecord {
  readonly value: unknown;
  /** Names of the fields whose text is another now, beyond trimming. */
  readonly cleaned: readonly string[];
}

export function tidyRecord(value: unknown): TidyRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value, cleaned: [] };
  const cleaned: string[] = [];
  const fields = Object.entries(value).map(([field, raw]: [string, unknown]) => {
    if (typeof raw !== 'string') return [field, raw] as const;
    const text = tidyField(field, raw);
    if ((text ?? '') !== raw.trim()) cleaned.push(field);
    return [field, text] as const;
  });
  return { value: Object.fromEntries(fields), cleaned };
}

function tidyField(field: string, raw: string): string | null {
  const text = tidyText(raw, USE_BY_FIELD.get(field) ?? 'text');
  return field === 'country' && text !== null ? (findCountryCode(text) ?? text) : text;
}
