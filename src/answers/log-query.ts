// What of the audit trail is asked for in an address. Unknown words are refused.
import { z } from 'zod';
import { nameRecords } from '../database/people/explain.ts';
import type { LogFilter } from '../database/people/log.ts';
import { readConnectionByName } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { optional, textOf } from './query-parts.ts';

export const logQuerySchema = z.object({
  record: optional(z.guid()).describe('Id of a client, whose contacts count as well, or of a contact.'),
  connection: optional(textOf(40)).describe('Name of a connection.'),
  action: optional(textOf(100)).describe(
    'An action such as `link.off`, or the first word of several: `link`.',
  ),
  by: optional(textOf(300)).describe(
    'Who did it: `koppel`, `webhook`, or the name of somebody; `user:<name>` is a person alone.',
  ),
  since: optional(z.iso.datetime({ offset: true })).describe('Not before.'),
  cursor: optional(textOf(20)).describe('What the page before gave as `next`.'),
});
type LogQuery = z.infer<typeof logQuerySchema>;

/** Null where the practice has no such record or connection. */
export async function toLogFilter(
  store: Store,
  practiceId: string,
  { record, connection, action, by, since }: LogQuery,
): Promise<LogFilter | null> {
  return store.inPractice(practiceId, async (tx) => {
    const about = record === undefined ? null : (await nameRecords(tx, [record])).get(record);
    const on = connection === undefined ? null : await readConnectionByName(tx, connection);
    if (about === undefined || (connection !== undefined && on === null)) return null;
    return {
      ...{ record: about, connectionId: on?.id ?? null, action: action ?? null, actor: by ?? null },
      since: since === undefined ? null : new Date(since),
    };
  });
}
