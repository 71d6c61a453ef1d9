// Lists of Exact Online: one page after the other, never two at a time, by the address that each page gives of the next.
// https://support.exactonline.com, OData best practices [doc].
import type { ZodType } from 'zod';
import type { SourceSession } from '../source.ts';
import { answerSchema } from './wire-schemas.ts';
import { TransientError } from '../../src/errors.ts';

export interface Page {
  readonly rows: readonly unknown[];
  /** When it was asked for. */
  readonly askedAt: Date;
  readonly isLast: boolean;
}

export interface List {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export async function* readPages(session: SourceSession, list: List): AsyncGenerator<Page> {
  let next: string | null = null;
  const asked = new Set<string>();
  do {
    const askedAt = session.now();
    const request: List = next === null ? list : { path: next, query: {} };
    const { status, body } = await session.send({ method: 'GET', ...request, isPage: true });
    // 204: nothing. Whatever else comes without a list is no empty one: what is missing would count as gone.
    const { results, __next } = status === 204 ? NOTHING : parse(answerSchema, body).d;
    const following: string | null =
      __next === null || __next === undefined ? null : pathOf(__next, list.path);
    // A list that comes back to a page of its own has no end.
    if (following !== null && (asked.has(following) || results.length === 0)) throw unreadable();
    if (following !== null) asked.add(following);
    next = following;
    yield { rows: results, askedAt, isLast: next === null };
  } while (next !== null);
}

const NOTHING = { results: [], __next: null };

export async function readRows(session: SourceSession, list: List): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for await (const page of readPages(session, list)) rows.push(...page.rows);
  return rows;
}

/** Below the same resource, whatever host and beginning of the address it names. */
function pathOf(next: string, path: string): string {
  const url = new URL(next, 'https://exact.invalid');
  const [resource = ''] = path.split('?');
  const tail = resource.split('/').slice(-2).join('/');
  if (!url.pathname.endsWith(tail)) throw unreadable();
  return `${resource}${url.search}`;
}

export function parse<T>(schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unreadable();
  return parsed.data;
}

function unreadable(): TransientError {
  return new TransientError(
    {
      en: 'Exact Online answered in a form that is not known.',
      nl: 'Exact Online antwoordde in een onbekende vorm.',
    },
    {
      code: 'SOURCE_ANSWER_UNKNOWN',
      mayHaveLanded: false,
    },
  );
}
