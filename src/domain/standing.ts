// Where a client or a contact stands on a connection at this moment (rule 5): what the last run found, held against what
// the records say now. Pure, and total: every combination of facts gives exactly one state with one reason.
import { judgeClient, judgeContact, type ClientFacts } from './eligibility.ts';
import { reasonOf, type ReasonCode, type StandingState } from './reasons.ts';
import type { ConnectionState } from './connection.ts';

export interface CurrentStanding {
  readonly state: StandingState;
  readonly reason: ReasonCode;
}

export interface StandingFacts {
  /** The client itself, or the client of the contact; null for the tombstone of a contact that was never seen. */
  readonly client: (ClientFacts & { readonly linked: boolean }) | null;
  /** Null when the standing of the client is asked for. */
  readonly contact: { readonly deleted: boolean; readonly linked: boolean } | null;
  /** Null when the ledger has no row: nothing was ever due. */
  readonly pair: { readonly pending: boolean; readonly failing: boolean } | null;
  /** What the last run found; null when none ever judged this subject. */
  readonly stored: ReasonCode | null;
  /** The subject's own record or link changed after the last run judged it. */
  readonly changedSince: boolean;
  /** What its source last said of it waits for its client, or was refused: what is pushed is older. */
  readonly isQuestioned: boolean;
  /** Access that stands in the portal for this subject: still wished for, given up and not yet proven gone, or none. */
  readonly access: 'none' | 'claimed' | 'released';
  readonly connection: { readonly state: ConnectionState; readonly keepsIneligible: boolean };
}

/** Reasons that a run gives to a subject that may not be pushed while access of it is left. */
const REVOKING: ReadonlySet<ReasonCode> = new Set([
  ...(['REVOKE_PENDING', 'REVOKE_SENT', 'REVOKE_UNSEEN', 'BRAKE', 'MANUAL_TASK'] as const),
  ...(['LAST_ADMINISTRATOR', 'REVOKE_REFUSED', 'FORBIDDEN_BY_PORTAL'] as const),
]);
/** Of these, the ones that say nothing once the subject may be pushed again. */
const ONLY_REVOKING: ReadonlySet<ReasonCode> = new Set([
  'REVOKE_PENDING',
  'REVOKE_SENT',
  'REVOKE_UNSEEN',
  'BRAKE',
]);
/** True only as long as the connection is in that state, which is looked at anew. */
const OF_CONNECTION: ReadonlySet<ReasonCode> = new Set(['CONNECTION_PAUSED', 'CONNECTION_STOPPED']);

/** Reasons that follow from the records, the link and the connection alone, whatever a run has found. */
const WITHOUT_A_RUN: ReadonlySet<ReasonCode> = new Set([
  ...(['CHANGE_PENDING', 'RETRYING', 'REVOKE_PENDING', 'LAST_WORD_OPEN'] as const),
  ...(['CONNECTION_PAUSED', 'CONNECTION_STOPPED', 'LINK_OFF', 'CLIENT_LINK_OFF'] as const),
  ...(['CLIENT_IS_PRIVATE', 'CLIENT_IS_SUSPECT', 'CLIENT_DELETED', 'CONTACT_DELETED'] as const),
]);

/** Whether a record can stand at this reason only where the last run has found it. */
export function isFoundByRun(reason: ReasonCode): boolean {
  return !WITHOUT_A_RUN.has(reason);
}

export function currentStanding(facts: StandingFacts): CurrentStanding {
  const { eligible, reason } = judgeFacts(facts);
  const current = eligible ? standingOfEligible(facts) : standingOfExcluded(facts, reason ?? 'LINK_OFF');
  const now =
    reasonOf(current).state === 'due' ? heldByConnection(facts, current) : questioned(facts, current);
  return { state: reasonOf(now).state, reason: now };
}

/** In sync with what was said before is not in sync. */
function questioned({ isQuestioned }: StandingFacts, current: ReasonCode): ReasonCode {
  return current === 'IN_SYNC' && isQuestioned ? 'LAST_WORD_OPEN' : current;
}

function judgeFacts({ client, contact }: StandingFacts): { eligible: boolean; reason: ReasonCode | null } {
  if (client === null) return { eligible: false, reason: 'CONTACT_DELETED' };
  const link = { enabled: client.linked };
  if (contact === null) return judgeClient(client, link);
  return judgeContact(contact, { enabled: contact.linked }, { client, link });
}

/** Not to be pushed: excluded, unless access of it is still to be taken away. */
function standingOfExcluded(facts: StandingFacts, reason: ReasonCode): ReasonCode {
  if (facts.access === 'none' || isKept(facts)) return reason;
  return facts.stored !== null && REVOKING.has(facts.stored) ? facts.stored : 'REVOKE_PENDING';
}

/** Rule 16, `keep`: what only the client's ineligibility excludes stays; a contact's own unlink or delete never does. */
function isKept({ access, connection, contact }: StandingFacts): boolean {
  const ownDoing = contact !== null && (contact.deleted || !contact.linked);
  return access === 'claimed' && connection.keepsIneligible && !ownDoing;
}

function standingOfEligible(facts: StandingFacts): ReasonCode {
  const { stored, pair } = facts;
  const isOver = stored === null || (contradicts(stored) && !isOfEarlierAccess(facts));
  const found = isOver ? null : stored;
  if (pair?.pending !== true) return found ?? 'CHANGE_PENDING';
  if (found !== null && !facts.changedSince && isStuck(found)) return found;
  return pair.failing ? 'RETRYING' : 'CHANGE_PENDING';
}

/** Beside what it has now: taken away from an account that had another address, and not seen to be gone. */
function isOfEarlierAccess({ stored, access, changedSince }: StandingFacts): boolean {
  return stored === 'REVOKE_UNSEEN' && access === 'released' && !changedSince;
}

/** What a run found that cannot hold for a subject that may be pushed now. */
export function contradicts(stored: ReasonCode): boolean {
  return reasonOf(stored).state === 'excluded' || ONLY_REVOKING.has(stored) || OF_CONNECTION.has(stored);
}

/** Another look at the client, for whatever reason, does not by itself solve these. */
function isStuck(stored: ReasonCode): boolean {
  const { state } = reasonOf(stored);
  return state === 'held' || state === 'waiting' || state === 'failed';
}

/** Due work on a connection that does not run is held by it; on one whose portal is down it is tried again. */
function heldByConnection({ connection }: StandingFacts, due: ReasonCode): ReasonCode {
  if (connection.state === 'paused') return 'CONNECTION_PAUSED';
  if (connection.state === 'stopped') return 'CONNECTION_STOPPED';
  return connection.state === 'quarantined' && due === 'CHANGE_PENDING' ? 'RETRYING' : due;
}
