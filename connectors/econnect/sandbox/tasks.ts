// Tasks of the workflow engine: made by a delegation rule, answered by a person, every step in a log. [seed]
import { randomUUID } from 'node:crypto';
import { mail } from '../../sandbox-kit/back-door.ts';
import { refuse } from '../../sandbox-kit/answer.ts';
import { type DelegationRule, type LogEntry, type SandboxState, type Task } from './sandbox-state.ts';

/** An invoice came in: one task for each rule that stands for the organisation. */
export function receiveInvoice(
  state: SandboxState,
  { organisation, document }: { organisation: string; document: string },
): readonly Task[] {
  return state.rules
    .filter((rule) => rule.organisation === organisation)
    .map((rule) => makeTask(state, rule, document));
}

function makeTask(state: SandboxState, { group, organisation }: DelegationRule, document: string): Task {
  const clientSide = [...group.members].filter((email) => group.partner.environment.users.has(email));
  const task: Task = {
    ...{ id: randomUUID(), organisation, document, group },
    ...{ state: 'open', assignedTo: clientSide, log: [] },
  };
  log(task, { by: 'workflow', action: 'created' });
  for (const email of clientSide) {
    log(task, { by: 'workflow', action: 'delegated', to: email });
    mail(state, email, { occasion: 'task-delegated', reference: task.id });
  }
  state.tasks.push(task);
  return task;
}

export type TaskStep = 'approved' | 'rejected' | 'delegated-back';

export function takeStep(
  { colleagues }: SandboxState,
  task: Task,
  { email, step }: { email: string; step: TaskStep },
): void {
  if (task.state !== 'open') refuse(409, 'NOT_OPEN');
  if (!task.assignedTo.includes(email)) refuse(409, 'NOT_ASSIGNED');
  if (step !== 'delegated-back') {
    task.state = step;
    log(task, { by: email, action: step });
    return;
  }
  task.assignedTo = [...task.group.members].filter((member) => colleagues.has(member));
  const [first] = task.assignedTo;
  log(task, { by: email, action: step, ...(first === undefined ? {} : { to: first }) });
}

function log(task: Task, entry: Omit<LogEntry, 'at'>): void {
  task.log.push({ at: new Date().toISOString(), ...entry });
}
