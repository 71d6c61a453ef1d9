// What the proofs of this portal have in common.
import type * as kit from '../kit/proofs.ts';
import type { EConnectSettings } from './settings.ts';

/** Where the test organisation is. */
export interface Place {
  readonly partner: string;
  readonly party: string;
}
export type Check = kit.Check<EConnectSettings, Place>;
