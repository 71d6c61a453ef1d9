// What the proofs of this portal have in common.
import type { EConnectSession } from './settings.ts';

/** Where the test organisation is. */
export interface Place {
  readonly partner: string;
  readonly party: string;
}
/** What did not behave as assumed, or null. */
export type Check = (session: EConnectSession, place: Place) => Promise<string | null>;
