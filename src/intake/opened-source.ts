// The software of a practice, signed in to: what a turn of reading it works with.
import type { Source, SourceSession } from '../../sources/source.ts';

export interface OpenedSource {
  readonly source: Source;
  readonly session: SourceSession;
  /** Where the software is to call; null where nobody outside reaches Koppel. */
  readonly callbackUrl: string | null;
}
