// Faults that only this portal has: those of its pages, and an answer with errors although it was done.
import { pageSizeOf, type Fault } from '../../sandbox-kit/faults.ts';
import type { SandboxRequest } from './answer.ts';

/** page-lost-<n>: that page is empty. page-repeats: every page is the first. */
export const OWN_FAULT = /^(errors-200-done|page-repeats|page-lost-([1-9]\d?))$/;

/** A list as it is asked for under the fault: page-size-<n> is no more rows a page than that. */
export function bendPages(call: SandboxRequest, fault: Fault): SandboxRequest {
  const query = new URLSearchParams(call.query);
  if (fault.fault === 'page-repeats') query.set('page', '1');
  const size = pageSizeOf(fault);
  if (size !== null) query.set('pageSize', String(Math.min(Number(query.get('pageSize') ?? size), size)));
  const lost = OWN_FAULT.exec(fault.fault)?.[2];
  if (lost !== undefined && query.get('page') === lost) query.set('page', '1000000');
  return { ...call, query };
}
