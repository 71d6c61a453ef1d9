// Faults that only Exact Online has: those of its pages.
import { pageSizeOf, type Fault } from '../../../connectors/sandbox-kit/faults.ts';
import { fieldsOf, type Answer } from './answer.ts';
import type { SandboxCall } from './lists.ts';

/**
 * page-lost: a page comes without its rows, and the next follows. next-lost: a page is the last, and is not. bodiless: 200, and
 * nothing else. busy: 200, and a plain word.
 */
export const OWN_FAULT = /^(page-lost|next-lost|bodiless|busy)$/;

/** page-size-<n>: no more rows a page than that. */
export function bendPages(call: SandboxCall, fault: Fault): SandboxCall {
  const size = pageSizeOf(fault);
  if (size === null) return call;
  const { state } = call;
  return { ...call, state: { ...state, switches: { ...state.switches, syncPage: size, page: size } } };
}

export function bendAnswer(answer: Answer, { fault }: Fault): Answer {
  if (fault === 'bodiless') return { status: 200, text: '' };
  if (fault === 'busy') return { status: 200, text: 'Service busy', contentType: 'text/plain' };
  const { d } = fieldsOf(answer.body);
  const { results, __next } = fieldsOf(d);
  if (!Array.isArray(results)) return answer;
  if (fault === 'page-lost')
    return { ...answer, body: { d: { results: [], ...(__next !== undefined && { __next }) } } };
  return fault === 'next-lost' ? { ...answer, body: { d: { results } } } : answer;
}
