// Whether what Koppel says fits what the practice was made for, and adds up (rule 5). Pure.
import type { ConnectionCounts, StandingCounts } from '../src/database/people/status.ts';
import { reasonOf, reasonCodes } from '../src/domain/reasons.ts';
import type { InventedPractice, ReasonCounts } from './invent-practice.ts';

/** After the first load; one sentence for each thing that does not fit. */
export function findSurprises(
  { clients, contacts, expected }: InventedPractice,
  counts: ConnectionCounts,
): readonly string[] {
  return [
    ...compare('clients', counts.clients, { total: clients.length, byReason: expected.clients }),
    ...compare('contacts', counts.contacts, { total: contacts.length, byReason: expected.contacts }),
  ];
}

function compare(
  kind: string,
  counts: StandingCounts,
  expected: { total: number; byReason: ReasonCounts },
): readonly string[] {
  const problems = findSumErrors(kind, counts);
  if (counts.total !== expected.total)
    problems.push(`${counts.total} ${kind} where ${expected.total} are expected.`);
  for (const reason of reasonCodes()) {
    const [found, wanted] = [counts.byReason[reason] ?? 0, expected.byReason[reason] ?? 0];
    if (found !== wanted) problems.push(`${found} ${kind} with ${reason} where ${wanted} are expected.`);
  }
  return problems;
}

/** States and reasons must each add up to the number of records. */
export function findSumErrors(kind: string, { total, byState, byReason }: StandingCounts): string[] {
  const problems: string[] = [];
  const states: Record<string, number> = {};
  let reasons = 0;
  for (const reason of reasonCodes()) {
    const found = byReason[reason] ?? 0;
    reasons += found;
    states[reasonOf(reason).state] = (states[reasonOf(reason).state] ?? 0) + found;
  }
  if (reasons !== total) problems.push(`The reasons of ${total} ${kind} add up to ${reasons}.`);
  for (const [state, found] of Object.entries(byState)) {
    const wanted = states[state] ?? 0;
    if (found !== wanted)
      problems.push(`${found} ${kind} are ${state}, and their reasons add up to ${wanted}.`);
  }
  return problems;
}
