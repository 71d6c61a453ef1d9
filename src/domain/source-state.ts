// Whether a practice's source can be relied on to make a lost webhook good (rule 23), and whether it does what was
// announced of it.

/** How often an export is expected where nothing else was said: at least hourly. */
const USUAL_MINUTES = 60;
const MINUTE_MS = 60_000;
/** An export may be written and read a little late. */
const PATIENCE = 1.5;

export interface SourceFacts {
  /** Null: there is no source. */
  readonly source: { readonly everyMinutes?: number } | null;
  readonly sourceSince: Date;
  readonly sourceReadAt: Date | null;
  /** As of when what was read then says that it is; null: it does not say. */
  readonly sourceAsOf: Date | null;
}

/** none: there is no source. unread: no export of it was ever accepted. late: none was for longer than announced. */
export const SOURCE_STATES = ['none', 'unread', 'late', 'current'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

export function sourceState(facts: SourceFacts, now: Date): SourceState {
  if (facts.source === null) return 'none';
  if (facts.sourceReadAt === null) return 'unread';
  return isWithin(facts, { minutes: facts.source.everyMinutes ?? USUAL_MINUTES, now }) ? 'current' : 'late';
}

/** Rule 23: what a lost webhook would have told was read within the hour, or is about to be. */
export function makesWindowGood(facts: SourceFacts, now: Date): boolean {
  return (
    facts.source !== null && facts.sourceReadAt !== null && isWithin(facts, { minutes: USUAL_MINUTES, now })
  );
}

/** Of the last export that was accepted, or of the announcement of the source; null where there is none. */
export function sourceAgeSeconds(
  { source, sourceSince, sourceReadAt, sourceAsOf }: SourceFacts,
  now: Date,
): number | null {
  if (source === null) return null;
  return Math.max(
    0,
    Math.round((now.getTime() - (sourceAsOf ?? sourceReadAt ?? sourceSince).getTime()) / 1000),
  );
}

function isWithin(facts: SourceFacts, { minutes, now }: { minutes: number; now: Date }): boolean {
  return (sourceAgeSeconds(facts, now) ?? 0) * 1000 <= minutes * PATIENCE * MINUTE_MS;
}
