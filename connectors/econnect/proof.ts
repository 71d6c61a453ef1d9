// What the proofs of this portal have in common.
import type { Made } from '../proof-trial.ts';
import type { EConnectSession } from './settings.ts';

/** Where the test organisation is. */
export interface Place {
  readonly partner: string;
  readonly party: string;
}
/** What did not behave as assumed, or null. `made` is told of what the check makes. */
export type Check = (
  session: EConnectSession,
  place: Place,
  made: (made: Made) => void,
) => Promise<string | null>;
