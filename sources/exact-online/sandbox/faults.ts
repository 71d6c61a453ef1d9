// Faults that only Exact Online has: those of its pages.
import { pageSizeOf, type Fault } from '../../../connectors/sandbox-kit/faults.ts';
import { fieldsOf, type Answer } from './answer.ts';
import type { SandboxCall } from './lists.ts';

/**
 * page-lost: a page comes without its rows, and the next follows. next-lost: a page is the last, and is not. bodiless: 200, and
 * nothing else. busy: 200, and a plain word. without-<field>: rows come without it. iso-dates: dates come in another form.
 */
export const OWN_FAULT = /^(page-lost|next-lost|bodiless|busy|without-\w+|iso-dates)$/;

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
  if (fault === 'next-lost') return { ...answer, body: { d: { results } } };
  const bendRow = rowBender(fault);
  if (bendRow === null) return answer;
  const rows = results.map((row) => Object.fromEntries(Object.entries(fieldsOf(row)).flatMap(bendRow)));
  return { ...answer, body: { d: { results: rows, ...(__next !== undefined && { __next }) } } };
}

type Field = readonly [name: string, value: unknown];

/** What becomes of each field of a row. null: the fault leaves rows as they are. */
function rowBender(fault: string): ((field: Field) => readonly Field[]) | null {
  const [, lacking] = /^without-(\w+)$/.exec(fault) ?? [];
  if (lacking !== undefined) return (field) => (field[0] === lacking ? [] : [field]);
  if (fault !== 'iso-dates') return null;
  return ([name, value]) => {
    const [, ms] = typeof value === 'string' ? (/^\/Date\((-?\d+)\)\/$/.exec(value) ?? []) : [];
    return [[name, ms === undefined ? value : new Date(Number(ms)).toISOString()]];
  };
}
