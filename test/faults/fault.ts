// What can go wrong, as the laboratory makes it go wrong. A light fault is over in seconds; a heavy one takes something away
// that everything stands on.
import type { Lab, Shape } from './lab.ts';
import type { Random } from './seeded-random.ts';

export interface Fault {
  readonly name: string;
  readonly weight: 'light' | 'heavy';
  /** Shapes that have what it breaks. */
  readonly shapes: readonly Shape[];
  /** Counted by the sandbox, by requests met, and not by the times it was armed. */
  readonly countedByPortal?: true;
  /** Often nothing comes of it, because what it needs is not there at that moment: it comes up twice as often. */
  readonly oftenInVain?: true;
  /** Makes it happen, and resolves when it is over. What it is about is written into the diary. */
  happen(lab: Lab, random: Random): Promise<void>;
}
