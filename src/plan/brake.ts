// The brake (rule 22): a run that would take away too much at once waits for a person. All or nothing.
import type { ConnectionPolicy } from '../domain/connection.ts';

export interface BrakeInput {
  /** Accesses due to be revoked on the connection that nobody has approved yet. */
  readonly due: number;
  /** Unapproved revokes of the last 24 hours. */
  readonly lastDay: number;
  /** Accesses that stand on the connection now, the due ones included. */
  readonly standing: number;
  readonly settings: ConnectionPolicy['brake'];
}

export function isBraked({ due, lastDay, standing, settings }: BrakeInput): boolean {
  if (due === 0) return false;
  const total = due + lastDay;
  if (total > settings.count) return true;
  return total > settings.shareFloor && total > settings.share * (standing + lastDay);
}
