// What the things to do are called.
import type { OpenStatement } from '../database/people/open-statements.ts';
import { reasonText, remedyText } from '../domain/reason-text.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Language, Text } from '../domain/text.ts';

/**
 * data: a record that must be corrected. request, task: a step of a person. brake, change: a question to the office.
 * invitation: a mail of the portal that is not used. said: what the practice software said and does not count. source: an
 * export that is not read. connection: it does not run.
 */
export const TO_DO_KINDS = {
  data: { en: 'correct the record', nl: 'record corrigeren' },
  request: { en: 'answer a request', nl: 'verzoek beantwoorden' },
  task: { en: 'task in the portal', nl: 'taak in het portaal' },
  brake: { en: 'decide about the brake', nl: 'beslissen over de rem' },
  change: { en: 'agree to a change', nl: 'akkoord met wijziging' },
  invitation: { en: 'use the mail of the portal', nl: 'mail van het portaal gebruiken' },
  said: { en: 'look after what was said', nl: 'nakijken wat gezegd is' },
  source: { en: 'get the export read', nl: 'export laten lezen' },
  connection: { en: 'get the connection going', nl: 'verbinding op gang brengen' },
} as const satisfies Record<string, Text>;
export type ToDoKind = keyof typeof TO_DO_KINDS;

/** What is said where no reason says it, or what it says is about one record alone. */
const TO_DO_HINTS: Readonly<Partial<Record<ToDoKind, Text>>> = {
  invitation: {
    en: 'The portal mailed a link that was not used. Call: perhaps it is among the spam.',
    nl: 'Het portaal mailde een link die niet is gebruikt. Bel: misschien staat die bij de ongewenste mail.',
  },
  said: {
    en: 'What the practice software says here could not be taken over: it names a client that is not known, or a field is wrong. Correct it there:',
    nl: 'Wat de praktijksoftware hier zegt, kon niet worden overgenomen: de klant is niet bekend of een veld klopt niet. Corrigeer het daar:',
  },
  source: {
    en: 'The practice software writes no export that can be read, so that a lost webhook is not made good.',
    nl: 'De praktijksoftware schrijft geen export die te lezen is; een verloren webhook wordt dus niet hersteld.',
  },
};

const RECORDS = {
  client: { en: 'client', nl: 'klant' },
  contact: { en: 'contact', nl: 'contactpersoon' },
} as const satisfies Record<OpenStatement['kind'], Text>;

/** Of which record by its key in the practice software, which need not be known here. */
export function openRecordText({ kind, key }: OpenStatement, lang: Language): string {
  return `${RECORDS[kind][lang]} ${key}`;
}

/** What is to be done, and why. */
export function toDoText(
  { kind, reason }: { readonly kind: ToDoKind; readonly reason: ReasonCode | null },
  lang: Language,
): { text: string; remedy: string } {
  const hint = TO_DO_HINTS[kind]?.[lang];
  if (hint !== undefined || reason === null) return { text: hint ?? '', remedy: '' };
  return { text: reasonText(reason, lang), remedy: remedyText(reason, lang) };
}

const LATELY = {
  one: {
    en: 'contact was mailed less than two days ago and may still use the mail: not to be called yet.',
    nl: 'contactpersoon is minder dan twee dagen geleden gemaild en kan de mail nog gebruiken: nog niet bellen.',
  },
  many: {
    en: 'contacts were mailed less than two days ago and may still use the mail: not to be called yet.',
    nl: 'contactpersonen zijn minder dan twee dagen geleden gemaild en kunnen de mail nog gebruiken: nog niet bellen.',
  },
} as const satisfies Record<string, Text>;

/** More of them are not counted. */
export const MOST_MAILED = 200;

/** Who is no thing to do yet. */
export function mailedLatelyText(count: number, lang: Language): string {
  const text = LATELY[count === 1 ? 'one' : 'many'][lang];
  return `${count}${count === MOST_MAILED ? '+' : ''} ${text}`;
}
