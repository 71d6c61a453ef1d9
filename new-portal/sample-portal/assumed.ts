// Everything about Sample Portal that Koppel calls and nothing public says. [assumed] When the vendor tells otherwise, this
// file changes.
import { z } from 'zod';
import type { PortalRequest } from '../../connectors/connector.ts';

export const signInPath = '/connect/token';

const at = (...steps: readonly string[]): string =>
  ['/workspaces', ...steps.map(encodeURIComponent)].join('/');

export const workspaceSchema = z.object({ id: z.string().min(1), number: z.string(), name: z.string() });
export const listWorkspaces = (): PortalRequest => ({ method: 'GET', path: at() });
export const createWorkspace = (body: object): PortalRequest => ({ method: 'POST', path: at(), body });
export const changeWorkspace = (id: string, body: object): PortalRequest => ({
  method: 'PATCH',
  path: at(id),
  body,
});

export const memberSchema = z.object({ email: z.string().toLowerCase(), role: z.string() });
export const listMembers = (workspace: string): PortalRequest => ({
  method: 'GET',
  path: at(workspace, 'members'),
});
/** Somebody who is in it already stays so. */
export const addMember = (workspace: string, body: object): PortalRequest => ({
  method: 'POST',
  path: at(workspace, 'members'),
  body,
});
export const changeMember = (workspace: string, email: string, body: object): PortalRequest => ({
  method: 'PUT',
  path: at(workspace, 'members', email),
  body,
});
export const removeMember = (workspace: string, email: string): PortalRequest => ({
  method: 'DELETE',
  path: at(workspace, 'members', email),
});
