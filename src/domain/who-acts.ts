// Who must act where something does not go on by itself. Whom a portal waits for it says itself (`waitingOn`).
import { reasonOf, type ReasonCode } from './reasons.ts';
import type { Text } from './text.ts';

export const ACTORS = {
  office: { en: 'the office', nl: 'het kantoor' },
  operations: { en: 'operations', nl: 'technisch beheer' },
  client: { en: 'the client', nl: 'de klant' },
  contact: { en: 'the contact', nl: 'de contactpersoon' },
  employee: { en: 'the colleague', nl: 'de collega' },
  portal: { en: 'the portal', nl: 'het portaal' },
} as const satisfies Record<string, Text>;
export type Actor = keyof typeof ACTORS;
export const ACTOR_NAMES = ['office', 'operations', 'client', 'contact', 'employee', 'portal'] as const;

/** Whom a portal can wait for, as `waitingOn` names them. */
export const WAITED_FOR_NAMES = ['client', 'contact', 'employee', 'practice', 'portal'] as const;
export const WAITED_FOR = {
  client: ACTORS.client,
  contact: ACTORS.contact,
  employee: ACTORS.employee,
  practice: ACTORS.office,
  portal: ACTORS.portal,
} as const satisfies Record<(typeof WAITED_FOR_NAMES)[number], Text>;

/** While Koppel still takes access away, a link that is off asks nothing of anybody. */
function isSomebodysTurn(reason: ReasonCode): boolean {
  return ['waiting', 'held', 'failed'].includes(reasonOf(reason).state);
}

/** Of where a record stands, and of the check that says no, the one of which is told what to do. */
export function reasonToActOn(standing: ReasonCode, saysNo: ReasonCode): ReasonCode {
  return isSomebodysTurn(saysNo) && !isSomebodysTurn(standing) ? saysNo : standing;
}

/** Null and what nobody knows: the office has to find out. */
export function actorOf(waitingOn: string | null): Actor {
  return ACTOR_NAMES.find((name) => name === waitingOn) ?? 'office';
}

/** Failures that no correction of a record mends. */
const OF_OPERATIONS: ReadonlySet<ReasonCode> = new Set([
  ...(['REVOKE_REFUSED', 'FORBIDDEN_BY_PORTAL', 'INTERNAL_ERROR'] as const),
]);

export function whoMends(reason: ReasonCode): Actor {
  return OF_OPERATIONS.has(reason) ? 'operations' : 'office';
}
