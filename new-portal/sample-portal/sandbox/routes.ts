// Every call that the sandbox answers. [assumed]
import { randomUUID } from 'node:crypto';
import {
  created,
  emailOf,
  invalid,
  named,
  NO_CONTENT,
  notFound,
  ok,
  refusal,
  type Answer,
  type Fields,
} from '../../../connectors/sandbox-kit/answer.ts';
import { shows } from '../../../connectors/sandbox-kit/late-visibility.ts';
import type { Call, Handler } from '../../../connectors/sandbox-kit/portal.ts';
import type { SandboxState, Workspace } from './sandbox-state.ts';

export const ROUTES: Readonly<Record<string, Handler<SandboxState>>> = {
  'GET /workspaces': ({ state }) => ok(state.workspaces.filter(shows).map(showWorkspace)),
  'POST /workspaces': addWorkspace,
  'PATCH /workspaces/{workspace}': withWorkspace(({ fields }, workspace) => {
    Object.assign(workspace.fields, fields);
    return ok(showWorkspace(workspace));
  }),
  'GET /workspaces/{workspace}/members': withWorkspace((_call, { members }) =>
    ok([...members].map(([email, role]) => ({ email, role }))),
  ),
  'POST /workspaces/{workspace}/members': withWorkspace(({ fields }, { members }) =>
    setRole(members, emailOf(fields.email), fields),
  ),
  'PUT /workspaces/{workspace}/members/{member}': withWorkspace((call, { members }) => {
    const email = emailOf(call.param('member'));
    return members.has(email) ? setRole(members, email, call.fields) : notFound();
  }),
  'DELETE /workspaces/{workspace}/members/{member}': withWorkspace((call, { members }) =>
    members.delete(emailOf(call.param('member'))) ? NO_CONTENT : notFound(),
  ),
};

export function showWorkspace({ id, number, fields }: Workspace) {
  return { id, number, ...fields };
}

function addWorkspace({ state, fields, visibleAt }: Call<SandboxState>): Answer {
  const [number, name] = [named(fields, 'number'), named(fields, 'name')];
  if (number === '' || name === '') return invalid('number and name are required');
  if (state.workspaces.some((each) => each.number === number)) return refusal(409, 'EXISTS');
  const workspace: Workspace = { id: randomUUID(), number, fields: { name }, members: new Map(), visibleAt };
  state.workspaces.push(workspace);
  return created(showWorkspace(workspace));
}

function setRole(members: Map<string, string>, email: string, { role }: Fields): Answer {
  if (role !== 'reader' && role !== 'editor') return invalid('role is reader or editor');
  if (email === '') return invalid('email is required');
  members.set(email, role);
  return NO_CONTENT;
}

function withWorkspace(
  answer: (call: Call<SandboxState>, workspace: Workspace) => Answer,
): Handler<SandboxState> {
  return (call) => {
    const found = call.state.workspaces.find(({ id }) => id === call.param('workspace'));
    return found !== undefined && shows(found) ? answer(call, found) : notFound();
  };
}
