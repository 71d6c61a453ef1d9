// What a person has to do in a portal, and the person who says that it is done.
import { confirmManualTask, type ConfirmPorts } from '../../src/actions/confirm-task.ts';
import { listTasks, type OpenTask } from '../../src/database/people/tasks.ts';

export interface Tasks {
  tasks(): Promise<readonly OpenTask[]>;
  /** Default: it is done, or it is there. Returns whether Koppel reads the portal back. Throws as the action does. */
  confirm(task: { readonly id: string } | undefined, answer?: boolean): Promise<boolean>;
}

export function openTasks(ports: Omit<ConfirmPorts, 'now'>, practiceId: string): Tasks {
  return {
    tasks: () => ports.store.inPractice(practiceId, listTasks),
    async confirm(task, answer = true) {
      const given = { practiceId, taskId: task?.id ?? '', answer, by: 'user:olga' };
      return (await confirmManualTask({ ...ports, now: () => new Date() }, given)).readsBack;
    },
  };
}
