// Who has the address or the number that another lacks, in a sentence: shown to people, never logged.
import type { NamedRecord } from '../database/people/explain.ts';
import type { Language, Text } from '../domain/text.ts';

const WORDS = {
  it: { en: 'It is', nl: 'Dat is' },
  client: { en: 'client', nl: 'klant' },
  contact: { en: 'contact', nl: 'contactpersoon' },
  key: { en: 'key', nl: 'sleutel' },
  of: { en: 'of client', nl: 'van klant' },
} as const satisfies Record<string, Text>;

/** By name and by the key that the practice software shows. */
export function holderText(
  { kind, name, key, number, client, clientNumber }: NamedRecord,
  lang: Language,
): string {
  const who = `${WORDS.it[lang]} ${WORDS[kind][lang]} ${name ?? key}`;
  if (kind === 'client') return `${who} (${number ?? '-'}, ${WORDS.key[lang]} ${key}).`;
  return `${who} (${WORDS.key[lang]} ${key}) ${WORDS.of[lang]} ${client ?? '?'} (${clientNumber ?? '-'}).`;
}
