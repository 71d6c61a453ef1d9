// The brake (rule 22): what would take away too much at once waits for a person. Pure: the facts of all revokes due on a
// connection in, what is held and what is asked out.
import { isImplausible, type Absence } from '../domain/absence.ts';
import type { ConnectionPolicy } from '../domain/connection.ts';

/** An access that is due to be revoked and that nobody has approved yet. */
export interface RevokeDue {
  readonly id: string;
  /** Its contact or client was deleted by its absence only; null: somebody said so. */
  readonly absence: Absence | null;
  /** A person was shown this very revoke and said no. */
  readonly rejected: boolean;
}

export interface BrakeInput {
  readonly due: readonly RevokeDue[];
  /** Unapproved revokes of the last 24 hours. */
  readonly lastDay: number;
  /** Accesses that stand on the connection now, the due ones included. */
  readonly standing: number;
  readonly settings: ConnectionPolicy['brake'];
}

export interface BrakeDecision {
  /** These wait; every other may go. */
  readonly held: ReadonlySet<string>;
  /** Of them, what a person is to be asked about. */
  readonly asks: readonly string[];
}

/**
 * Those whose record vanished with too many others are held whatever their number, and by themselves: they keep nothing back
 * that somebody said. Of the rest all or none goes. A rejection stands for what it was shown, and only while all that is due
 * would still be too much; what came since goes if it is not too much by itself.
 */
export function decideBrake({ due, settings, ...day }: BrakeInput): BrakeDecision {
  const vanished = due.filter(({ absence }) => absence !== null && isImplausible(absence, settings));
  const said = due.filter((revoke) => !vanished.includes(revoke));
  const isTooMuch = (some: readonly RevokeDue[]): boolean => isBraked({ ...day, due: some.length, settings });
  const fresh = said.filter(({ rejected }) => !rejected);
  const held = [...vanished];
  if (isTooMuch(said)) held.push(...(isTooMuch(fresh) ? said : said.filter(({ rejected }) => rejected)));
  return {
    held: new Set(held.map(({ id }) => id)),
    asks: held.filter(({ rejected }) => !rejected).map(({ id }) => id),
  };
}

export function isBraked({
  due,
  lastDay,
  standing,
  settings,
}: Omit<BrakeInput, 'due'> & { readonly due: number }): boolean {
  if (due === 0) return false;
  const total = due + lastDay;
  if (total > settings.count) return true;
  return total > settings.shareFloor && total > settings.share * (standing + lastDay);
}
