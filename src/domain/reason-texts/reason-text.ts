// What every reason code says, in both languages.
import type { StandingState } from '../standing-states.ts';

export interface ReasonText {
  readonly state: StandingState;
  /** Two records wish what only one can have: it goes on once one of them is corrected. */
  readonly isConflict?: true;
  readonly en: string;
  readonly nl: string;
  /** What would change it, for the person who asks: without a command, which not everybody may give. */
  readonly remedyEn: string;
  readonly remedyNl: string;
  /** What is typed for it where commands are, without the practice. */
  readonly commands?: readonly string[];
  /** The page on which it is done. */
  readonly page?: 'tasks' | 'brake';
}

export const NOTHING = { remedyEn: 'Nothing to do.', remedyNl: 'Niets te doen.' } as const;
