// What the things to do are called.
import type { Text } from '../domain/text.ts';
import type { ToDoKind } from './to-do.ts';

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
} as const satisfies Record<ToDoKind, Text>;

/** What is said where no reason says it. */
export const TO_DO_HINTS: Readonly<Partial<Record<ToDoKind, Text>>> = {
  invitation: {
    en: 'The portal mailed a link that was not used. Call: perhaps it is among the spam.',
    nl: 'Het portaal mailde een link die niet is gebruikt. Bel: misschien staat die bij de ongewenste mail.',
  },
  source: {
    en: 'The practice software writes no export that can be read, so that a lost webhook is not made good.',
    nl: 'De praktijksoftware schrijft geen export die gelezen kan worden, zodat een verloren webhook niet wordt goedgemaakt.',
  },
};
