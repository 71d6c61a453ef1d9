// Tasks that were delegated to a client, with the portal's own log of every step. Read only, and kept nowhere. [assumed]
import type { Client } from '../../src/domain/client.ts';
import { UsageError } from '../../src/errors.ts';
import type { DelegatedTask } from '../portal-views.ts';
import { listTasks, listTaskSteps, taskSchema, taskStepSchema } from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import { partyOf } from './party.ts';
import type { EConnectSession } from './settings.ts';

export async function readTaskLog(
  session: EConnectSession,
  client: Client,
): Promise<readonly DelegatedTask[]> {
  const party = partyOf(client);
  if (party === null) return [];
  if (!session.mayCall('delegation-rule')) {
    throw new UsageError({
      en: 'Reading tasks is only assumed to work in this portal, and was not proven: run `koppel connection test --prove`.',
      nl: 'Dat taken in dit portaal te lezen zijn is alleen aangenomen, en niet bewezen: geef `koppel connection test --prove`.',
    });
  }
  const tasks = await readRows(session, listTasks(party), taskSchema);
  const told: DelegatedTask[] = [];
  for (const { assignedTo, ...task } of tasks) {
    const rows = await readRows(session, listTaskSteps(task.id), taskStepSchema);
    const steps = rows.map(({ to, ...step }) => ({ ...step, ...(to === undefined ? {} : { to }) }));
    told.push({ ...task, assignedTo: assignedTo.join(', '), steps });
  }
  return told;
}
