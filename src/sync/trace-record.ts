// The ordered checks behind a standing, each with the value seen: eligibility first, then what the portal can take, who
// holds the key, whether the client has arrived, what the portal said, who must act, and the connection itself. Pure.
import type { StoredConnection } from '../database/connections.ts';
import type { NamedRecord, PairState, StoredStanding, SubjectResource } from '../database/explain.ts';
import type { Check } from '../domain/eligibility.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { StandingFacts } from '../domain/standing.ts';
import { liveClaims } from '../plan/known.ts';
import type { Conflict } from '../plan/settle-claims.ts';
import type { PlannedClient } from './plan-client.ts';

/** A check of product.md's rules; `value` may hold names, since it is shown to the person who asked. */
export interface TraceStep {
  readonly rule: number;
  readonly field: string;
  readonly value: string;
  readonly passed: boolean;
  /** The reason code that this check gives when it says no. */
  readonly reason: ReasonCode;
}

export interface KnownOfRecord {
  readonly facts: StandingFacts;
  readonly stored: StoredStanding | null;
  readonly pair: PairState | null;
  readonly resources: readonly SubjectResource[];
}

export interface TraceInput extends KnownOfRecord {
  readonly record: NamedRecord;
  /** Null for the tombstone of a contact that was never seen. */
  readonly planned: PlannedClient | null;
  readonly connection: StoredConnection;
  /** Clients and contacts that hold something, by id. */
  readonly names: ReadonlyMap<string, NamedRecord>;
}

export function traceRecord(input: TraceInput): readonly TraceStep[] {
  const checks = eligibilitySteps(input);
  const eligible = checks.every(({ passed }) => passed);
  const steps = eligible
    ? [...checks, dataStep(input), keyStep(input), ...arrivalSteps(input), answerStep(input)]
    : checks;
  return [
    ...steps,
    ...revokeSteps(input, eligible),
    peopleStep(input),
    connectionStep(input),
    dueStep(input),
  ];
}

function eligibilitySteps({ record, planned }: TraceInput): readonly TraceStep[] {
  if (planned === null) {
    return [{ rule: 15, field: 'deleted', value: 'true', passed: false, reason: 'CONTACT_DELETED' }];
  }
  const judged =
    record.kind === 'client'
      ? planned.client
      : planned.contacts.find(({ id }) => id === record.id)?.judgement;
  return (judged?.checks ?? []).map(toStep);
}

function toStep({ rule, reason, field, value, passed }: Check): TraceStep {
  return { rule, field, value, passed, reason };
}

/** Rules 7 and 12: what this portal can do with the data. */
function dataStep({ record, planned }: TraceInput): TraceStep {
  const refusal = planned?.wanted.refusals.find(({ subject }) => subject.id === record.id);
  return {
    rule: record.kind === 'client' ? 6 : 7,
    field: 'data the portal takes',
    value: refusal === undefined ? 'complete' : (refusal.field ?? refusal.reason),
    passed: refusal === undefined,
    reason: refusal?.reason ?? 'FIELD_TOO_LONG',
  };
}

/** Rules 11 and 14: an address or a number belongs to one. */
function keyStep({ record, planned, names }: TraceInput): TraceStep {
  const conflict = planned?.settlement.conflicts.find(({ subject }) => subject.id === record.id);
  const isClient = record.kind === 'client';
  return {
    rule: isClient ? 14 : 11,
    field: isClient ? 'client number is free' : 'e-mail address is free',
    value: conflict === undefined ? 'yes' : describeHolder(conflict, names),
    passed: conflict === undefined,
    reason: conflict?.reason ?? (isClient ? 'NUMBER_IN_USE' : 'EMAIL_IN_USE'),
  };
}

function describeHolder({ holder }: Conflict, names: TraceInput['names']): string {
  if (holder === null) return 'used by a record that nobody claims any more';
  const client = names.get(holder.clientId);
  const at = `client ${client?.name ?? holder.clientId} (${client?.number ?? '-'})`;
  if (holder.subject.kind === 'client') return `used by ${at}`;
  const contact = names.get(holder.subject.id);
  return `used by contact ${contact?.name ?? holder.subject.id} at ${at}`;
}

/** Rule 3. A client has arrived when everything that stands on its own for it is in the portal. */
function arrivalSteps({ record, planned }: TraceInput): readonly TraceStep[] {
  if (record.kind === 'client' || planned === null) return [];
  const roots = planned.resources.filter(
    (resource) =>
      resource.parents.length === 0 &&
      liveClaims(resource).some(({ subject }) => subject.id === planned.records.client.id),
  );
  const passed = roots.length > 0 && roots.every(({ state }) => state === 'present');
  const value = passed ? 'yes' : `held by client ${record.client ?? ''} (${record.clientNumber ?? '-'})`;
  return [{ rule: 3, field: 'client is in the portal', value, passed, reason: 'HELD_BY_CLIENT' }];
}

function answerStep({ resources }: TraceInput): TraceStep {
  const refused = resources.find(({ refusedReason, released }) => refusedReason !== null && !released);
  return {
    rule: 0,
    field: 'the portal takes it',
    value:
      refused === undefined ? 'not refused' : `${refused.type} refused ${refused.refusedField ?? ''}`.trim(),
    passed: refused === undefined,
    reason: refused?.refusedReason ?? 'REJECTED_BY_PORTAL',
  };
}

/** Rules 19 and 22: how far a revoke has come. Only shown where there is one. */
function revokeSteps({ resources, stored, facts }: TraceInput, eligible: boolean): readonly TraceStep[] {
  const revokes = resources.filter(({ revokeState }) => revokeState !== null);
  if (eligible || facts.access === 'none') return revokes.flatMap(provenStep);
  const braked = stored?.reason === 'BRAKE' && !revokes.some(({ revokeApproved }) => revokeApproved);
  const sent = revokes.some(({ revokeState }) => revokeState === 'revoked_sent');
  return [
    { rule: 22, field: 'brake', value: braked ? 'on' : 'off', passed: !braked, reason: 'BRAKE' },
    {
      rule: 19,
      field: 'access',
      value: revokes[0]?.revokeState ?? 'present',
      passed: false,
      reason: sent ? 'REVOKE_SENT' : 'REVOKE_PENDING',
    },
  ];
}

function provenStep({ revokeState }: SubjectResource): readonly TraceStep[] {
  if (revokeState !== 'revoked_verified' && revokeState !== 'revoked_confirmed') return [];
  return [{ rule: 19, field: 'access', value: revokeState, passed: true, reason: 'REVOKE_SENT' }];
}

const WAITING: ReadonlyMap<string, ReasonCode> = new Map([
  ['manual', 'MANUAL_TASK'],
  ['uncertain', 'UNCERTAIN'],
  ['declined', 'DECLINED'],
  ['waiting', 'WAITING_ON_PERSON'],
]);

/** Rules 17 and 26: steps that are a person's, or the portal's. */
function peopleStep({ resources }: TraceInput): TraceStep {
  const open = resources.find(({ state }) => WAITING.has(state));
  const found = WAITING.get(open?.state ?? '') ?? 'MANUAL_TASK';
  const reason = open?.waitingOn === 'portal' && found === 'WAITING_ON_PERSON' ? 'WAITING_ON_PORTAL' : found;
  return {
    rule: 26,
    field: 'waits for somebody',
    value: describeWait(open),
    passed: open === undefined,
    reason,
  };
}

function describeWait(open: SubjectResource | undefined): string {
  if (open === undefined) return 'no';
  const who = open.openTask === null ? (open.waitingOn ?? 'a person') : `task ${open.openTask}`;
  const since = open.waitingSince === null ? '' : ` since ${open.waitingSince.toISOString()}`;
  return `${open.type} waits for ${who}${since}`;
}

function connectionStep({ connection }: TraceInput): TraceStep {
  const { state, stopReason } = connection;
  const reasons = {
    active: 'CONNECTION_PAUSED',
    paused: 'CONNECTION_PAUSED',
    stopped: 'CONNECTION_STOPPED',
    quarantined: 'RETRYING',
  } as const;
  const value = stopReason === null ? state : `${state} (${stopReason})`;
  return { rule: 0, field: 'connection', value, passed: state === 'active', reason: reasons[state] };
}

/** Rule 24. */
function dueStep({ pair, facts }: TraceInput): TraceStep {
  if (pair === null) {
    return { rule: 24, field: 'due', value: 'never was due', passed: true, reason: 'CHANGE_PENDING' };
  }
  const reason = facts.pair?.failing === true ? 'RETRYING' : 'CHANGE_PENDING';
  return { rule: 24, field: 'due', value: describeDue(pair), passed: !pair.pending, reason };
}

function describeDue(pair: NonNullable<TraceInput['pair']>): string {
  if (!pair.pending) return pair.servedAt === null ? 'no' : `no, served ${pair.servedAt.toISOString()}`;
  const since = `since ${pair.changedAt.toISOString()}`;
  if (pair.attempts === 0) return since;
  return `${since}, ${pair.attempts} failed (${pair.lastError ?? ''}), again ${pair.nextAttemptAt.toISOString()}`;
}
