// Every call that the sandbox answers. [assumed]
import { randomUUID } from 'node:crypto';
import {
  after,
  created,
  emailOf,
  need,
  needEmail,
  needNamed,
  needOneOf,
  ok,
  refuse,
  type Answer,
} from '../../../connectors/sandbox-kit/answer.ts';
import { needShown, shows } from '../../../connectors/sandbox-kit/late-visibility.ts';
import type { Call, Handler } from '../../../connectors/sandbox-kit/portal.ts';
import type { SandboxState, Workspace } from './sandbox-state.ts';

const MEMBERS = '/workspaces/{workspace}/members';
const ROLES = ['reader', 'editor'] as const;

export const ROUTES: Readonly<Record<string, Handler<SandboxState>>> = {
  'GET /workspaces': ({ state }) => ok(state.workspaces.filter(shows).map(showWorkspace)),
  'POST /workspaces': addWorkspace,
  'PATCH /workspaces/{workspace}': (call) => {
    const workspace = workspaceOf(call);
    Object.assign(workspace.fields, call.fields);
    return ok(showWorkspace(workspace));
  },
  [`GET ${MEMBERS}`]: (call) => ok([...workspaceOf(call).members].map(([email, role]) => ({ email, role }))),
  [`POST ${MEMBERS}`]: after((call) =>
    workspaceOf(call).members.set(needEmail(call.fields), needOneOf(call.fields, 'role', { words: ROLES })),
  ),
  [`PUT ${MEMBERS}/{member}`]: after((call) => {
    const { members, email } = memberOf(call);
    members.set(email, needOneOf(call.fields, 'role', { words: ROLES }));
  }),
  [`DELETE ${MEMBERS}/{member}`]: after((call) => {
    const { members, email } = memberOf(call);
    members.delete(email);
  }),
};

export function showWorkspace({ id, number, fields }: Workspace) {
  return { id, number, ...fields };
}

function addWorkspace({ state, fields, visibleAt }: Call<SandboxState>): Answer {
  const [number, name] = [needNamed(fields, 'number'), needNamed(fields, 'name')];
  if (state.workspaces.some((each) => each.number === number)) refuse(409, 'EXISTS');
  const workspace: Workspace = { id: randomUUID(), number, fields: { name }, members: new Map(), visibleAt };
  state.workspaces.push(workspace);
  return created(showWorkspace(workspace));
}

/** The one that the path names. */
function workspaceOf({ state, ...call }: Call<SandboxState>): Workspace {
  return needShown(state.workspaces.find(({ id }) => id === call.param('workspace')));
}

function memberOf(call: Call<SandboxState>) {
  const { members } = workspaceOf(call);
  const email = emailOf(call.param('member'));
  need(members.get(email));
  return { members, email };
}
