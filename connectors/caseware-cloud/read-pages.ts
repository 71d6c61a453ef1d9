// Reads the lists of CaseWare Cloud: bare arrays, page by page from 1, until an empty or short page. [doc, code]
import type { z, ZodType } from 'zod';
import { RejectedError } from '../../src/errors.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { PortalRequest, Session } from '../connector.ts';

/** The page size seen in public code. [code] */
const PAGE_SIZE = 50;
/** Half a million rows: more means that the portal shows one page for ever. */
const MAX_PAGES = 10_000;

export async function* readPages<Row extends ZodType>(
  session: Pick<Session, 'send'>,
  request: PortalRequest,
  row: Row,
): AsyncGenerator<z.output<Row>> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = { ...request.query, page, pageSize: PAGE_SIZE };
    const response = await session.send({ ...request, query });
    // A list below a record that is gone is empty, where the caller accepts that answer.
    if (response.status === 404) return;
    const rows = parseAnswer(row.array(), response, 'GET');
    yield* rows;
    if (rows.length < PAGE_SIZE) return;
  }
  throw new RejectedError('A list of the portal has no end.', { code: 'PORTAL_LIST_ENDLESS' });
}

export async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}
