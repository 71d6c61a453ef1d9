// Reads the lists of CaseWare Cloud: bare arrays, page by page from 1. [doc, code] How many rows a page holds is the
// portal's to say, so a short page is not the last one: a list ends where a page is empty.
import type { z, ZodType } from 'zod';
import { listIncomplete, parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { PortalRequest, Session } from '../connector.ts';

/** Asked for. [doc] */
const PAGE_SIZE = 50;
/** More rows than any practice has: the portal shows pages for ever. */
const MAX_PAGES = 25_000;

type Sender = Pick<Session, 'send'>;

/** All rows of a list. One that moved while it was read comes twice; a list that only repeats itself throws. */
export async function* readPages<Row extends ZodType>(
  session: Sender,
  request: PortalRequest,
  row: Row,
): AsyncGenerator<z.output<Row>> {
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const rows = await readPage(session, { request, row, page });
    if (rows === null || rows.length === 0) return;
    const before = seen.size;
    for (const each of rows) seen.add(idOf(each));
    if (seen.size === before) break;
    yield* rows;
  }
  throw listIncomplete();
}

/**
 * Rows until `isEnough` of them were read, for what their absence would prove: then the whole list was read, nothing in it
 * moved meanwhile, and no page in its middle was lost. Throws where that cannot be said.
 */
export async function readUntil<Row extends ZodType>(
  session: Sender,
  { request, row }: { readonly request: PortalRequest; readonly row: Row },
  isEnough: (rows: readonly z.output<Row>[]) => boolean,
): Promise<readonly z.output<Row>[]> {
  const all: z.output<Row>[] = [];
  const seen = new Set<string>();
  let first = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const rows = await readPage(session, { request, row, page });
    if (rows === null || (rows.length === 0 && page === 1)) return all;
    if (rows.length === 0) {
      const unseen = await readBeyond(session, { request, row, page }, first);
      if (unseen.every((each) => seen.has(idOf(each)))) return all;
      break;
    }
    first ||= rows.length;
    all.push(...rows);
    for (const each of rows) seen.add(idOf(each));
    if (isEnough(all)) return all;
    if (seen.size < all.length || rows.length > first) break;
  }
  throw listIncomplete();
}

interface PageRequest<Row extends ZodType> {
  readonly request: PortalRequest;
  readonly row: Row;
  readonly page: number;
  readonly size?: number;
}

/**
 * What the empty `page` may have hidden. Where the first page was short, it is asked for once more, as short as that: the portal
 * may have shown fewer rows for a while, and skipped what lies between. Behind several pages one of them may be lost.
 */
async function readBeyond<Row extends ZodType>(
  session: Sender,
  { page, ...asked }: PageRequest<Row>,
  first: number,
): Promise<readonly z.output<Row>[]> {
  const again = first < PAGE_SIZE ? await readPage(session, { ...asked, page, size: first }) : [];
  const next = page > 2 || first === PAGE_SIZE ? await readPage(session, { ...asked, page: page + 1 }) : [];
  return [...(again ?? []), ...(next ?? [])];
}

/** Null: the record whose list it is is not there, where the caller accepts that answer. */
async function readPage<Row extends ZodType>(
  session: Sender,
  { request, row, page, size = PAGE_SIZE }: PageRequest<Row>,
): Promise<readonly z.output<Row>[] | null> {
  const query = { ...request.query, page, pageSize: size };
  const response = await session.send({ ...request, query, isPage: true });
  return response.status === 404 ? null : parseAnswer(row.array(), response, 'GET');
}

/** The one that the path names; null: it is not there. */
export async function readOne<Row extends ZodType>(
  session: Sender,
  path: string,
  row: Row,
): Promise<z.output<Row> | null> {
  const response = await session.send({ method: 'GET', path, accept: [404] });
  return response.status === 404 ? null : parseAnswer(row, response, 'GET');
}

/** Most rows have an identifier; the others are small. */
function idOf(row: unknown): string {
  const guid: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, 'CWGuid') : undefined;
  return typeof guid === 'string' ? guid : JSON.stringify(row);
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}
