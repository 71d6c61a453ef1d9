// The place of received events in the line to be applied: what takes access away first, and practices in turn, so that
// ten thousand events of one keep nobody else's waiting.
import type { PracticeEvent } from './records/event-schema.ts';
import { withholdClient } from './records/record-schema.ts';

/** So many events of one practice go together before the next practice has its turn. */
const TOGETHER = 20;
const MOST_ROUNDS = 10_000;
const FORGET_AFTER_MS = 60_000;

/** Deletes, records with a link that is switched off, and clients that are never pushed. */
export function takesAway({ type, record }: PracticeEvent): boolean {
  if (type === 'client.deleted' || type === 'contact.deleted') return true;
  if (type === 'client.upserted' && withholdClient(record).excluded !== undefined) return true;
  return 'links' in record && Object.values(record.links).some(({ enabled }) => !enabled);
}

/** The lower, the sooner. `nth`: how many events of the practice stand before it. */
export function placeInLine(nth: number, { takesAway: isFirst }: { takesAway: boolean }): number {
  const round = Math.min(MOST_ROUNDS, 1 + Math.floor(nth / TOGETHER));
  return isFirst ? round : MOST_ROUNDS + round;
}

export interface EventLine {
  placeOf(practiceId: string, event: { readonly takesAway: boolean }): number;
}

/** Of one process. What a practice has sent counts for a minute from its first event. */
export function openEventLine(nowMs: () => number): EventLine {
  const sentBy = new Map<string, { readonly since: number; count: number }>();
  return {
    placeOf: (practiceId, event) => {
      const known = sentBy.get(practiceId);
      const isFresh = known !== undefined && nowMs() - known.since < FORGET_AFTER_MS;
      const sent = isFresh ? known : { since: nowMs(), count: 0 };
      if (!isFresh) sentBy.set(practiceId, sent);
      sent.count += 1;
      return placeInLine(sent.count - 1, event);
    },
  };
}
