// The ordered checks behind a standing, each with the value seen: eligibility first, then what the portal can take, who
// holds the key, whether the client has arrived, what the portal said, who must act, and the connection itself. Pure.
import type { StoredConnection } from '../database/portal/connections.ts';
import type { NamedRecord, PairState, StoredStanding, SubjectResource } from '../database/people/explain.ts';
import type { Check } from '../domain/eligibility.ts';
import { fieldName } from '../domain/field-names.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { reasonText } from '../domain/reason-text.ts';
import type { CurrentStanding, StandingFacts } from '../domain/standing.ts';
import type { Language } from '../domain/text.ts';
import { typeName } from '../domain/type-names.ts';
import { liveClaims, type KnownResource } from '../plan/known.ts';
import type { PlannedClient } from '../engine/gate-client.ts';
import {
  both,
  describeDue,
  describeHolder,
  describeOpen,
  describeWait,
  named,
  word,
  type Value,
} from './trace-values.ts';

/** A check of a rule of docs/rules.md; `value` may hold names, since it is shown to the person who asked. */
export interface TraceStep extends Value {
  readonly rule: number;
  readonly field: string;
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
  readonly standing: CurrentStanding;
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
    ? [...checks, dataStep(input), ...keySteps(input), ...answerSteps(input), ...arrivalSteps(input)]
    : checks;
  const known = [...steps, ...revokeSteps(input, eligible), peopleStep(input)];
  const asked = [connectionStep(input), dueStep(input)];
  return [...known, ...foundSteps(input, [...known, ...asked]), ...asked];
}

/** Rule 5. Where a record stands is always a check that says no: what no other one tells only the portal could say. */
function foundSteps(
  { standing: { state, reason } }: TraceInput,
  told: readonly TraceStep[],
): readonly TraceStep[] {
  if (state === 'in-sync' || told.some((step) => !step.passed && step.reason === reason)) return [];
  const value = both(reasonText(reason, 'en'), reasonText(reason, 'nl'));
  return [{ rule: 5, field: 'what the last run found', ...value, passed: false, reason }];
}

function eligibilitySteps({ record, planned }: TraceInput): readonly TraceStep[] {
  if (planned === null) {
    return [{ rule: 15, field: 'deleted', ...word('true'), passed: false, reason: 'CONTACT_DELETED' }];
  }
  const judged =
    record.kind === 'client'
      ? planned.client
      : planned.contacts.find(({ id }) => id === record.id)?.judgement;
  return (judged?.checks ?? []).map(toStep);
}

function toStep({ rule, reason, field, value, passed }: Check): TraceStep {
  return { rule, field, ...word(value), passed, reason };
}

/** Rules 7 and 12: what this portal can do with the data. */
function dataStep(input: TraceInput): TraceStep {
  const { record } = input;
  const refusal = refusalOf(input);
  return {
    rule: record.kind === 'client' ? 6 : 7,
    field: 'data the portal takes',
    ...(refusal === undefined ? word('complete') : named(refusal.field ?? refusal.reason)),
    passed: refusal === undefined,
    reason: refusal?.reason ?? 'FIELD_TOO_LONG',
  };
}

function refusalOf({ record, planned }: TraceInput) {
  return planned?.wanted.refusals.find(({ subject }) => subject.id === record.id);
}

/** Rules 11 and 14: an address or a number belongs to one. Where there is none that can be used, nobody can have it. */
function keySteps(input: TraceInput): readonly TraceStep[] {
  const { record } = input;
  const hasKey = refusalOf(input)?.field !== (record.kind === 'client' ? 'number' : 'email');
  return hasKey ? [keyStep(input)] : [];
}

function keyStep({ record, planned, names }: TraceInput): TraceStep {
  const conflict = planned?.conflicts.find(({ subject }) => subject.id === record.id);
  const isClient = record.kind === 'client';
  return {
    rule: isClient ? 14 : 11,
    field: isClient ? 'client number is free' : 'e-mail address is free',
    ...(conflict === undefined ? word('yes') : describeHolder(conflict, names)),
    passed: conflict === undefined,
    reason: conflict?.reason ?? (isClient ? 'NUMBER_IN_USE' : 'EMAIL_IN_USE'),
  };
}

/** Rule 3. A client has arrived when everything that stands on its own for it is in the portal. */
function arrivalSteps({ record, planned, stored }: TraceInput): readonly TraceStep[] {
  if (record.kind === 'client' || planned === null) return [];
  const open = stored?.reason === 'HELD_BY_CLIENT' ? stepOfClient(planned) : undefined;
  const roots = planned.resources.filter(
    (resource) =>
      resource.parents.length === 0 &&
      liveClaims(resource).some(({ subject }) => subject.id === planned.records.client.id),
  );
  const passed = roots.length > 0 && roots.every(({ state }) => state === 'present') && open === undefined;
  const client = `${record.client ?? ''} (${record.clientNumber ?? '-'})`;
  const step = open === undefined ? word('') : describeOpen(open);
  const value = passed
    ? word('yes')
    : both(
        `held by client ${client} ${step.value}`.trim(),
        `wacht op klant ${client} ${step.valueNl}`.trim(),
      );
  return [{ rule: 3, field: 'client is in the portal', ...value, passed, reason: 'HELD_BY_CLIENT' }];
}

/** What the client itself still waits for. */
function stepOfClient({ resources, records }: PlannedClient): KnownResource | undefined {
  return resources.find(
    (resource) =>
      WAITING.has(resource.state) &&
      liveClaims(resource).some(({ subject }) => subject.id === records.client.id),
  );
}

/** Of what was never given to it the portal has said nothing. */
function answerSteps({ resources }: TraceInput): readonly TraceStep[] {
  if (resources.length === 0) return [];
  const refused = resources.find(({ refusedReason, released }) => refusedReason !== null && !released);
  const what = (lang: Language): string =>
    `${typeName(refused?.type ?? '', lang)} ${fieldName(refused?.refusedField ?? '', lang)}`.trim();
  const step = {
    rule: 0,
    field: 'the portal takes it',
    ...(refused === undefined ? word('yes') : both(`refused: ${what('en')}`, `geweigerd: ${what('nl')}`)),
    passed: refused === undefined,
    reason: refused?.refusedReason ?? 'REJECTED_BY_PORTAL',
  } as const;
  return [step];
}

/** Rules 19 and 22: how far a revoke has come. Only shown where there is one. */
function revokeSteps({ resources, stored, facts }: TraceInput, eligible: boolean): readonly TraceStep[] {
  const revokes = resources.filter(({ revokeState }) => revokeState !== null);
  if (eligible || facts.access === 'none') return revokes.flatMap(provenStep);
  const braked = stored?.reason === 'BRAKE' && !revokes.some(({ revokeApproved }) => revokeApproved);
  const sent = revokes.some(({ revokeState }) => revokeState === 'revoked_sent');
  const unseen = revokes.some(({ state }) => state === 'uncertain');
  return [
    { rule: 22, field: 'brake', ...word(braked ? 'on' : 'off'), passed: !braked, reason: 'BRAKE' },
    {
      rule: 19,
      field: 'access',
      ...word(revokes[0]?.revokeState ?? 'present'),
      passed: false,
      reason: sent ? (unseen ? 'REVOKE_UNSEEN' : 'REVOKE_SENT') : 'REVOKE_PENDING',
    },
  ];
}

function provenStep({ revokeState }: SubjectResource): readonly TraceStep[] {
  if (revokeState !== 'revoked_verified' && revokeState !== 'revoked_confirmed') return [];
  return [{ rule: 19, field: 'access', ...word(revokeState), passed: true, reason: 'REVOKE_SENT' }];
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
  const isUnseen = open?.state === 'uncertain' && open.revokeState === 'revoked_sent';
  const found = isUnseen ? 'REVOKE_UNSEEN' : (WAITING.get(open?.state ?? '') ?? 'MANUAL_TASK');
  const isSaid = open?.state === 'waiting' || open?.state === 'declined';
  const reason = isSaid ? (open.waitingFor ?? found) : found;
  return {
    rule: 26,
    field: 'waits for somebody',
    ...describeWait(open),
    passed: open === undefined,
    reason,
  };
}

function connectionStep({ connection }: TraceInput): TraceStep {
  const { state, stopReason } = connection;
  const reasons = {
    active: 'CONNECTION_PAUSED',
    paused: 'CONNECTION_PAUSED',
    stopped: 'CONNECTION_STOPPED',
    quarantined: 'RETRYING',
  } as const;
  const why = stopReason === null ? '' : ` (${stopReason})`;
  const value = both(`${state}${why}`, `${word(state).valueNl}${why}`);
  return { rule: 0, field: 'connection', ...value, passed: state === 'active', reason: reasons[state] };
}

/** Rule 24. */
function dueStep({ pair, facts }: TraceInput): TraceStep {
  const reason = facts.pair?.failing === true ? 'RETRYING' : 'CHANGE_PENDING';
  const value = pair === null ? both('never was due', 'nooit nodig geweest') : describeDue(pair);
  return { rule: 24, field: 'due', ...value, passed: pair?.pending !== true, reason };
}
