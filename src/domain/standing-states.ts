/** Rule 5: at any moment every client and contact is in exactly one of these, per connection. */
export const STANDING_STATES = ['in-sync', 'due', 'waiting', 'held', 'excluded', 'failed'] as const;
export type StandingState = (typeof STANDING_STATES)[number];
