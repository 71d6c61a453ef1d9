// What the practice software said of a record and does not count, in a sentence: keys and names of fields, never a value.
import type { SaidLately } from '../database/people/open-statements.ts';
import { fieldName } from '../domain/field-names.ts';
import type { Language, Text } from '../domain/text.ts';
import { timeText } from '../domain/time-text.ts';

const WORDS = {
  said: { en: 'The practice software said at', nl: 'De praktijksoftware zei op' },
  waitsFor: { en: 'which waits for client', nl: 'dat wacht op klant' },
  refused: {
    en: 'which was refused but for what it takes away:',
    nl: 'dat is geweigerd, behalve wat het wegneemt:',
  },
  overtaken: { en: 'which something newer overtook', nl: 'dat is ingehaald door iets nieuwers' },
} as const satisfies Record<string, Text>;

const TYPES: Readonly<Record<string, Text>> = {
  'client.upserted': { en: 'a message about a client', nl: 'een bericht over een klant' },
  'client.deleted': {
    en: 'a message that a client was deleted',
    nl: 'een bericht dat een klant is verwijderd',
  },
  'contact.upserted': { en: 'a message about a contact', nl: 'een bericht over een contactpersoon' },
  'contact.deleted': {
    en: 'a message that a contact was deleted',
    nl: 'een bericht dat een contactpersoon is verwijderd',
  },
  'contact.moved': {
    en: 'a message that it belongs to another client',
    nl: 'een bericht dat die bij een andere klant hoort',
  },
  import: { en: 'in an export', nl: 'in een export' },
  read: { en: 'in what was read of it', nl: 'in wat ervan is gelezen' },
};

export function saidText(
  { saidAt, receivedAt, type, status, clientKey, problems }: SaidLately,
  lang: Language,
): string {
  // An event has the fields of its record below `data`.
  const nameOf = (field: string): string => fieldName(field.replace(/^data\./, ''), lang);
  const fields = problems.map(({ field, code }) => `${nameOf(field)} ${code}`).join(', ');
  const became = {
    orphaned: `${WORDS.waitsFor[lang]} ${clientKey ?? '?'}`,
    failed: `${WORDS.refused[lang]} ${fields}`,
    stale: WORDS.overtaken[lang],
  }[status];
  const what = TYPES[type]?.[lang] ?? type;
  return `${WORDS.said[lang]} ${timeText(saidAt ?? receivedAt, lang)}: ${what}, ${became}.`;
}
