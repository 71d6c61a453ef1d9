// The states of a resource and of its revoke, which may follow which, and how each comes about: drawn in
// docs/resource-states.md. Pure.
import type { ReasonCode } from '../domain/reasons.ts';

/** What each state may become. Nothing goes back to its beginning but what a person was asked about and did not find. */
export const STATES_AFTER = {
  reserved: ['present', 'waiting', 'declined', 'manual', 'uncertain', 'absent'],
  present: ['waiting', 'declined', 'manual', 'uncertain', 'absent'],
  waiting: ['present', 'declined', 'manual', 'uncertain', 'absent'],
  declined: ['present', 'waiting', 'manual', 'absent'],
  manual: ['present', 'waiting', 'declined', 'uncertain', 'absent'],
  uncertain: ['present', 'waiting', 'declined', 'manual', 'absent', 'reserved'],
  absent: ['present', 'waiting', 'declined', 'manual', 'uncertain'],
} as const;
export type ResourceState = keyof typeof STATES_AFTER;

/** The same of a revoke. none: nothing is to be taken away. What is proven gone is never sent: it is due anew first. */
export const REVOKES_AFTER = {
  none: ['revoke_pending', 'revoked_sent', 'revoked_verified', 'revoked_confirmed'],
  revoke_pending: ['none', 'revoked_sent', 'revoked_verified', 'revoked_confirmed'],
  revoked_sent: ['none', 'revoke_pending', 'revoked_verified', 'revoked_confirmed'],
  revoked_verified: ['none', 'revoke_pending', 'revoked_confirmed'],
  revoked_confirmed: ['none', 'revoke_pending', 'revoked_verified'],
} as const;
export type RevokeState = Exclude<keyof typeof REVOKES_AFTER, 'none'>;

/** That a revoke is proven is said of what is absent, and of nothing else. */
export const PROOFS = ['revoked_verified', 'revoked_confirmed'] as const;

/** Not made yet, or gone. */
export function isMissing({ state }: { readonly state: ResourceState }): boolean {
  return state === 'reserved' || state === 'absent';
}

/** A task asks somebody to make it, to take it away, or what became of it. */
export function isAskedOfPerson({ state }: { readonly state: ResourceState }): boolean {
  return state === 'manual' || state === 'uncertain';
}

/** To be taken away, and not proven gone. */
export function isBeingRevoked({ revokeState }: { readonly revokeState: RevokeState | null }): boolean {
  return revokeState === 'revoke_pending' || revokeState === 'revoked_sent';
}

const NO_WAIT = { waitingOn: null, waitingFor: null, lookAgainAt: null } as const;

export const THERE = { ...NO_WAIT, state: 'present' } as const;

const NOTHING = { ...NO_WAIT, state: 'absent', portalId: null, attributes: {}, doubtful: false } as const;

/** Nothing of it is left: shown so (`revoked_verified`), said so (`revoked_confirmed`), or nothing was to be revoked. */
export function gone(revokeState: (typeof PROOFS)[number] | null) {
  return { ...NOTHING, revokeState };
}

/** Final until a person asks anew. */
export function declined(waitingFor: ReasonCode) {
  return { ...NO_WAIT, state: 'declined', waitingFor, asked: null } as const;
}

export const LEFT_TO_PERSON = { state: 'manual' } as const;
export const TO_BE_FOUND_OUT = { state: 'uncertain', asked: null } as const;

/** The portal says that it took it away, which is no proof. */
export const REVOKE_SENT = { revokeState: 'revoked_sent' } as const;
/** It is shown all the same, or may be: it is taken away once more. */
export const REVOKE_DUE = { revokeState: 'revoke_pending' } as const;

export const NOTHING_REFUSED = { refused: null, refusedReason: null, refusedField: null } as const;

/** As it should be, as far as the portal says. */
export const SETTLED = {
  ...NO_WAIT,
  ...NOTHING_REFUSED,
  doubtful: false,
  revokeState: null,
  asked: null,
} as const;
