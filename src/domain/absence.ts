// Whether records that are missing from a complete snapshot can be believed to be gone (rule 22).
import type { ConnectionPolicy } from './connection.ts';

/** How many records of a kind vanished together from a complete snapshot, of how many there were. */
export interface Absence {
  readonly with: number;
  readonly of: number;
}

/** Rule 22: a kind of record that vanishes whole is always asked about, a large share of it beyond a few. */
export function isImplausible(absence: Absence, settings: ConnectionPolicy['brake']): boolean {
  if (absence.with >= absence.of) return true;
  return absence.with > settings.absentFloor && absence.with > settings.absentShare * absence.of;
}
