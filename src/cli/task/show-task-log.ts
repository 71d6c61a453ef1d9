// What `koppel task-log` does: reads the portal's log of a client's tasks, and shows it.
import { readPairRecords } from '../../database/records/read-records.ts';
import type { Language, Text } from '../../domain/text.ts';
import { whenText } from '../../domain/time-text.ts';
import { UsageError } from '../../errors.ts';
import { type AskingOptions } from '../frame/options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { findRecord } from '../frame/find-record.ts';
import { withPortal } from '../frame/portal-session.ts';
import { type CommandContext } from '../frame/run-command.ts';

const WORDS = {
  none: { en: 'No tasks were delegated to this client.', nl: 'Aan deze klant zijn geen taken gegeven.' },
  assigned: { en: 'with', nl: 'bij' },
} as const satisfies Record<string, Text>;

export async function showTaskLog(
  context: CommandContext,
  text: string,
  options: AskingOptions,
): Promise<void> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const connection = await findConnection(store, options.practice, options.connection);
  const record = await findRecord(context, options.practice, text);
  if (record.kind !== 'client')
    throw new UsageError({
      en: 'Tasks belong to clients: give a client.',
      nl: 'Taken horen bij klanten: geef een klant.',
    });
  const records = await store.inPractice(options.practice, (tx) =>
    readPairRecords(tx, connection.id, record.id),
  );
  if (records === null)
    throw new UsageError({ en: 'This client is not there any more.', nl: 'Deze klant is er niet meer.' });
  const { client } = records;
  const tasks = await withPortal(foundation, connection, async ({ connector, session }) => {
    if (connector.readTaskLog === undefined)
      throw new UsageError({
        en: `${connector.title} has no tasks that can be delegated.`,
        nl: `${connector.title} kent geen taken die kunnen worden gedelegeerd.`,
      });
    return connector.readTaskLog(session, client);
  });
  if (tasks.length === 0) out.line(WORDS.none);
  for (const { id, document, state, assignedTo, steps } of tasks) {
    out.line(`${id}  ${document}: ${state}, ${WORDS.assigned[lang]} ${assignedTo}`);
    for (const { at, by, action, to } of steps)
      out.line(`  ${momentText(at, lang)}  ${by}  ${action}${to === undefined ? '' : ` → ${to}`}`);
  }
  out.result({ practice: options.practice, connection: connection.name, client: record.key, tasks });
}

/** The portal's own words where they are no time. */
function momentText(at: string, lang: Language): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : whenText(time, lang);
}
