// What holds a planned operation, in words: beside each in `koppel plan` and `koppel explain`.
import type { ShownGate } from '../../answers/preview.ts';
import type { Language, Text } from '../../domain/text.ts';
import { timeText } from '../../domain/time-text.ts';

const PERSON: Text = { en: 'left to a person', nl: 'aan een persoon overgelaten' };
const UNTIL: Text = { en: 'until', nl: 'tot' };
const HELD: Readonly<Record<NonNullable<ShownGate['heldBy']>, Text>> = {
  brake: { en: 'held by the brake', nl: 'vastgehouden door de rem' },
  landing: {
    en: 'an earlier request may still take effect',
    nl: 'een eerder verzoek kan nog uitwerking hebben',
  },
  need: { en: 'waits for what it hangs on', nl: 'wacht op wat daarvoor nodig is' },
  turn: { en: 'others go first', nl: 'anderen gaan voor' },
};

/** Empty where it goes. */
export function gateText({ by, heldBy, until }: ShownGate, lang: Language): string {
  const held = heldBy === null ? [] : [HELD[heldBy][lang]];
  const moment = until === null ? [] : [`${UNTIL[lang]} ${timeText(until, lang)}`];
  const parts = [...(by === 'person' ? [PERSON[lang]] : []), [...held, ...moment].join(' ')].filter(Boolean);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
