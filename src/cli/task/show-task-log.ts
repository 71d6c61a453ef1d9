// What `koppel task-log` does: reads the portal's log of a client's tasks, and shows it.
import { readPairRecords } from '../../database/records/read-records.ts';
import { UsageError } from '../../errors.ts';
import { type AskingOptions } from '../frame/asking-options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { findRecord } from '../frame/find-record.ts';
import { withPortal } from '../frame/portal-session.ts';
import { type CommandContext } from '../frame/run-command.ts';

export async function showTaskLog(
  context: CommandContext,
  text: string,
  options: AskingOptions,
): Promise<void> {
  const { foundation, out } = context;
  const { store } = foundation;
  const connection = await findConnection(store, options.practice, options.connection);
  const record = await findRecord(context, options.practice, text);
  if (record.kind !== 'client') throw new UsageError('Tasks belong to clients: give a client.');
  const records = await store.inPractice(options.practice, (tx) =>
    readPairRecords(tx, connection.id, record.id),
  );
  if (records === null) throw new UsageError('This client is not there any more.');
  const { client } = records;
  const tasks = await withPortal(foundation, connection, async ({ connector, session }) => {
    if (connector.readTaskLog === undefined)
      throw new UsageError(`${connector.title} has no tasks that can be delegated.`);
    return connector.readTaskLog(session, client);
  });
  if (tasks.length === 0) out.line('No tasks were delegated to this client.');
  for (const { id, document, state, assignedTo, steps } of tasks) {
    out.line(`${id}  ${document}: ${state}, with ${assignedTo}`);
    for (const { at, by, action, to } of steps)
      out.line(`  ${at}  ${by}  ${action}${to === undefined ? '' : ` to ${to}`}`);
  }
  out.result({ practice: options.practice, connection: connection.name, client: record.key, tasks });
}
