// A purchase invoice comes in: the rule that Koppel made sends it to the client, who approves it, and the portal's own log
// of that is read through Koppel.
import type { DelegatedTask } from '../../connectors/portal-views.ts';
import type { Office, OfficeClient } from './office.ts';
import type { PortalState } from './portal-eyes.ts';
import { view, type Stage, type Step, type View } from './step.ts';

const DOCUMENT = 'Invoice 2026-0117';

export function invoiceSteps({ invoiced }: Office): readonly Step[] {
  const { client, party, manager, others } = invoiced;
  const people = [manager, ...others].map(({ email }) => email);
  const delegated = ['created', ...people.map(() => 'delegated')];
  return [
    {
      name: 'invoice-delegated',
      story: {
        en: `A supplier sends ${client.name} a purchase invoice. The delegation rule that Koppel made for its group turns it into a task for the client.`,
        nl: `Een leverancier stuurt ${client.name} een inkoopfactuur. De delegatieregel die Koppel voor de groep maakte, maakt daar een taak voor de klant van.`,
      },
      play: ({ portal }) =>
        portal.does({ human: 'supplier', does: 'send-invoice', organisation: party, document: DOCUMENT }),
      sandbox: shownTask(invoiced, { state: 'open', mails: people.length, log: delegated }),
      koppel: loggedTask(invoiced, { state: 'open', log: delegated }),
    },
    {
      name: 'invoice-approved',
      story: {
        en: `${manager.email} approves it. The office reads in Koppel what the portal logged.`,
        nl: `${manager.email} keurt die goed. Het kantoor leest in Koppel wat het portaal vastlegde.`,
      },
      play: approve(invoiced),
      sandbox: shownTask(invoiced, {
        state: 'approved',
        mails: people.length,
        log: [...delegated, 'approved'],
      }),
      koppel: loggedTask(invoiced, { state: 'approved', log: [...delegated, 'approved'] }),
    },
  ];
}

function approve({ party, manager }: OfficeClient): (stage: Stage) => Promise<void> {
  return async ({ portal }) => {
    const task = taskOf(await portal.state(), party);
    await portal.does({
      human: 'client',
      does: 'approve-task',
      email: manager.email,
      task: task?.id ?? '',
    });
  };
}

function taskOf({ tasks }: PortalState, party: string) {
  return tasks.find(({ organisation }) => organisation === party);
}

interface Expected {
  readonly state: string;
  readonly log: readonly string[];
}

function shownTask({ party }: OfficeClient, { state, mails, log }: Expected & { mails: number }): View {
  return view({
    read: async ({ portal }) => {
      const shown = await portal.state();
      const task = taskOf(shown, party);
      return {
        document: task?.document ?? '',
        state: task?.state ?? 'none',
        mails: shown.mails.filter(({ reference }) => reference === task?.id).length,
        log: (task?.log ?? []).map(({ action }) => action),
      };
    },
    expected: { document: DOCUMENT, state, mails, log },
    tell: (read) => ({
      en: `${read.document} is ${read.state}; ${read.mails} people of the client were mailed about it. Logged: ${read.log.join(', ')}.`,
      nl: `${read.document} is ${read.state}; ${read.mails} mensen van de klant zijn erover gemaild. Vastgelegd: ${read.log.join(', ')}.`,
    }),
  });
}

/** Through the connector, as `koppel task-log` does. */
function loggedTask({ client }: OfficeClient, { state, log }: Expected): View {
  return view({
    read: async ({ koppel, audience }) => {
      const tasks = await koppel.taskLog(client.key, audience.signal);
      const [task] = tasks;
      return { tasks: tasks.length, state: task?.state ?? 'none', log: actionsOf(task) };
    },
    expected: { tasks: 1, state, log },
    tell: (read) => ({
      en: `Its task log has ${read.tasks} task, ${read.state}, with the steps ${read.log.join(', ')}.`,
      nl: `Het taaklogboek heeft ${read.tasks} taak, ${read.state}, met de stappen ${read.log.join(', ')}.`,
    }),
  });
}

function actionsOf(task: DelegatedTask | undefined): readonly string[] {
  return (task?.steps ?? []).map(({ action }) => action);
}
