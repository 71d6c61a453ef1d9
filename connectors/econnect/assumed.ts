// Everything about eConnect that nothing public says, in one place: the calls and the shape of their answers. All of it is
// [assumed], and described in assumed-api.json beside this file. When the vendor tells otherwise, these two change.
import { z } from 'zod';
import type { PortalRequest } from '../connector.ts';

const at = (...steps: readonly string[]): string =>
  `/api/assumed/v1/${steps.map(encodeURIComponent).join('/')}`;
const get = (path: string, query: PortalRequest['query'] = {}): PortalRequest => ({
  method: 'GET',
  path,
  query,
});
const send = (method: PortalRequest['method'], path: string, body?: object): PortalRequest => ({
  method,
  path,
  ...(body === undefined ? {} : { body }),
});

/** Newest first. */
export const listRequests = (reference: string) => get(at('requests'), { reference });
export const resendRequest = (token: string) => send('POST', at('requests', token, 'resend'));
export const withdrawRequest = (token: string) => send('POST', at('requests', token, 'withdraw'));
export const requestSchema = z.object({
  token: z.string().min(1),
  email: z.string(),
  status: z.enum(['pending', 'accepted', 'declined', 'withdrawn', 'ended']),
});
export type RequestRow = z.infer<typeof requestSchema>;
export const resentSchema = z.object({ token: z.string().min(1) });

/** The domain of an environment with one user of a public mail service is that user's whole address. */
export const listPartners = (domain?: string) => get(at('partners'), domain === undefined ? {} : { domain });
export const endPartner = (partner: string) => send('DELETE', at('partners', partner));
export const partnerSchema = z.object({
  id: z.string().min(1),
  domain: z.string(),
  status: z.enum(['active', 'ended']),
});

export const listOrganisations = (partner: string) => get(at('partners', partner, 'organisations'));
export const organisationSchema = z.object({ party: z.string().min(1), active: z.boolean() });

export const readColleague = (email: string) => get(at('colleagues', email));
export const colleagueSchema = z.object({ email: z.string(), platformRole: z.string() });

export const emailSchema = z.object({ email: z.string().min(1) });
export const listManagers = (partner: string) => get(at('partners', partner, 'relationship-managers'));
export const connectManager = (partner: string, email: string) =>
  send('PUT', at('partners', partner, 'relationship-managers', email));
export const disconnectManager = (partner: string, email: string) =>
  send('DELETE', at('partners', partner, 'relationship-managers', email));

export const listUsers = (partner: string) => get(at('partners', partner, 'users'));
export const userSchema = z.object({
  email: z.string().min(1),
  state: z.string(),
  connected: z.boolean(),
});
export const connectUser = (partner: string, email: string) =>
  send('PUT', at('partners', partner, 'users', email, 'connection'));

/** Where members are: an organisation of a partner, or one of the practice itself. */
export interface MemberPlace {
  readonly partner?: string;
  readonly party: string;
}
function membersAt({ partner, party }: MemberPlace, ...steps: readonly string[]): string {
  return partner === undefined
    ? at('organisations', party, 'members', ...steps)
    : at('partners', partner, 'organisations', party, 'members', ...steps);
}
export const listMembers = (place: MemberPlace) => get(membersAt(place));
export const addMember = (place: MemberPlace, member: { email: string; role: unknown }) =>
  send('POST', membersAt(place), member);
export const changeMember = (place: MemberPlace, email: string, role: unknown) =>
  send('PUT', membersAt(place, email), { role });
export const removeMember = (place: MemberPlace, email: string) => send('DELETE', membersAt(place, email));
export const memberSchema = z.object({
  email: z.string().min(1),
  role: z.string(),
  status: z.enum(['invited', 'active']),
});

export const createdSchema = z.object({ id: z.string().min(1) });

export const listGroups = (partner: string) => get(at('groups'), { partner });
export const createGroup = (partner: string, name: unknown) => send('POST', at('groups'), { partner, name });
export const renameGroup = (group: string, name: unknown) => send('PATCH', at('groups', group), { name });
export const deleteGroup = (group: string) => send('DELETE', at('groups', group));
export const groupSchema = z.object({ id: z.string().min(1), name: z.string() });

export const listGroupMembers = (group: string) => get(at('groups', group, 'members'));
export const addGroupMember = (group: string, email: string) =>
  send('PUT', at('groups', group, 'members', email));
export const removeGroupMember = (group: string, email: string) =>
  send('DELETE', at('groups', group, 'members', email));

export interface NewShare {
  readonly group: string;
  readonly location: string;
  readonly level: unknown;
  readonly with: { readonly kind: string; readonly key: string };
}
export const listShares = (group: string) => get(at('shares'), { group });
export const createShare = (share: NewShare) => send('POST', at('shares'), share);
export const changeShare = (share: string, level: unknown) => send('PATCH', at('shares', share), { level });
export const deleteShare = (share: string) => send('DELETE', at('shares', share));
export const shareSchema = z.object({
  id: z.string().min(1),
  location: z.string(),
  level: z.string(),
  with: z.object({ kind: z.string(), key: z.string() }),
});

const PURCHASE_INVOICES = 'purchase-invoices';
export const listRules = (group: string) => get(at('delegation-rules'), { group });
export const createRule = (group: string, organisation: string) =>
  send('POST', at('delegation-rules'), { group, organisation, documents: PURCHASE_INVOICES });
export const deleteRule = (rule: string) => send('DELETE', at('delegation-rules', rule));
export const ruleSchema = z.object({
  id: z.string().min(1),
  organisation: z.string(),
  documents: z.string(),
});

export const listTasks = (organisation: string) => get(at('tasks'), { organisation });
export const taskSchema = z.object({
  id: z.string().min(1),
  document: z.string(),
  state: z.string(),
  assignedTo: z.array(z.string()),
});
export const listTaskSteps = (task: string) => get(at('tasks', task, 'log'));
export const taskStepSchema = z.object({
  at: z.string(),
  by: z.string(),
  action: z.string(),
  to: z.string().optional(),
});
