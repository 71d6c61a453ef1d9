// Tasks of the workflow engine, for reading only. [assumed]
import { notFound, ok, type Answer } from './answer.ts';
import { findOrganisation, type Call } from './call.ts';

export function listTasks(call: Call): Answer {
  const party = call.query.get('organisation');
  const found = call.state.tasks.filter(
    ({ organisation }) =>
      (party === null || organisation === party) && findOrganisation(call, organisation) !== null,
  );
  return ok(found.map(({ id, document, state, assignedTo }) => ({ id, document, state, assignedTo })));
}

export function readTaskLog(call: Call): Answer {
  const task = call.state.tasks.find(({ id }) => id === call.param('task'));
  return task === undefined || findOrganisation(call, task.organisation) === null ? notFound() : ok(task.log);
}
