import type { Text } from './text.ts';

/** Rule 5: at any moment every client and contact is in exactly one of these, per connection. */
export const STANDING_STATES = ['in-sync', 'due', 'waiting', 'held', 'excluded', 'failed'] as const;
export type StandingState = (typeof STANDING_STATES)[number];

export const STATE_TEXTS = {
  'in-sync': { en: 'up to date', nl: 'bijgewerkt' },
  due: { en: 'on its way', nl: 'onderweg' },
  waiting: { en: 'waits for somebody', nl: 'wacht op iemand' },
  held: { en: 'held', nl: 'aangehouden' },
  excluded: { en: 'excluded', nl: 'uitgesloten' },
  failed: { en: 'to be corrected', nl: 'te corrigeren' },
} as const satisfies Record<StandingState, Text>;
