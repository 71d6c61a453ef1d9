// Everything about Sample Portal that Koppel calls and nothing public says. [assumed] When the vendor tells otherwise, this
// file changes.
import { z } from 'zod';
import { callsBelow } from '../../connectors/kit/calls.ts';

export const signInPath = '/connect/token';

const { get, post, put, patch, remove } = callsBelow('/workspaces');

export const workspaceSchema = z.object({ id: z.string().min(1), number: z.string(), name: z.string() });
export const listWorkspaces = () => get([]);
export const createWorkspace = (body: object) => post([], body);
export const changeWorkspace = (id: string, body: object) => patch([id], body);

export const memberSchema = z.object({ email: z.string().toLowerCase(), role: z.string() });
export const listMembers = (workspace: string) => get([workspace, 'members']);
/** Somebody who is in it already stays so. */
export const addMember = (workspace: string, body: object) => post([workspace, 'members'], body);
export const changeMember = (workspace: string, email: string, body: object) =>
  put([workspace, 'members', email], body);
export const removeMember = (workspace: string, email: string) => remove([workspace, 'members', email]);
