// What every reason code says, in both languages.
import type { StandingState } from '../standing-states.ts';

export interface ReasonText {
  readonly state: StandingState;
  readonly en: string;
  readonly nl: string;
  /** What would change it, for the person who asks. */
  readonly remedyEn: string;
  readonly remedyNl: string;
}

export const NOTHING = { remedyEn: 'Nothing to do.', remedyNl: 'Niets te doen.' } as const;
