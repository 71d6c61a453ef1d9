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
  import: { en: 'in an export', nl: 'in een export' },
  read: { en: 'in what was read of it', nl: 'in wat ervan is gelezen' },
} as const satisfies Record<string, Text>;

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
  const what = type === 'import' || type === 'read' ? WORDS[type][lang] : type;
  return `${WORDS.said[lang]} ${timeText(saidAt ?? receivedAt, lang)}: ${what}, ${became}.`;
}
