// Everything about eConnect that nothing public says, in one place: the calls and the shape of their answers. All of it is
// [assumed], and described in assumed-api.json beside this file. When the vendor tells otherwise, these two change.
import { z } from 'zod';
import { callsBelow } from '../kit/calls.ts';

const { get, post, put, patch, remove } = callsBelow('/api/assumed/v1');

/** Newest first. */
export const listRequests = (reference: string) => get(['requests'], { reference });
export const resendRequest = (token: string) => post(['requests', token, 'resend']);
export const withdrawRequest = (token: string) => post(['requests', token, 'withdraw']);
export const requestSchema = z.object({
  token: z.string().min(1),
  email: z.string(),
  status: z.enum(['pending', 'accepted', 'declined', 'withdrawn', 'ended']),
});
export type RequestRow = z.infer<typeof requestSchema>;
export const resentSchema = z.object({ token: z.string().min(1) });

/** The domain of an environment with one user of a public mail service is that user's whole address. */
export const listPartners = (domain?: string) => get(['partners'], domain === undefined ? {} : { domain });
export const endPartner = (partner: string) => remove(['partners', partner]);
export const partnerSchema = z.object({
  id: z.string().min(1),
  domain: z.string(),
  status: z.enum(['active', 'ended']),
});

export const listOrganisations = (partner: string) => get(['partners', partner, 'organisations']);
export const organisationSchema = z.object({ party: z.string().min(1), active: z.boolean() });

export const readColleague = (email: string) => get(['colleagues', email]);
export const colleagueSchema = z.object({ email: z.string(), platformRole: z.string() });

export const emailSchema = z.object({ email: z.string().min(1) });
export const listManagers = (partner: string) => get(['partners', partner, 'relationship-managers']);
export const connectManager = (partner: string, email: string) =>
  put(['partners', partner, 'relationship-managers', email]);
export const disconnectManager = (partner: string, email: string) =>
  remove(['partners', partner, 'relationship-managers', email]);

export const listUsers = (partner: string) => get(['partners', partner, 'users']);
export const userSchema = z.object({
  email: z.string().min(1),
  state: z.string(),
  connected: z.boolean(),
});
export const connectUser = (partner: string, email: string) =>
  put(['partners', partner, 'users', email, 'connection']);

/** Where members are: an organisation of a partner, or one of the practice itself. */
export interface MemberPlace {
  readonly partner?: string;
  readonly party: string;
}
function membersAt({ partner, party }: MemberPlace, ...steps: readonly string[]): readonly string[] {
  return partner === undefined
    ? ['organisations', party, 'members', ...steps]
    : ['partners', partner, 'organisations', party, 'members', ...steps];
}
export const listMembers = (place: MemberPlace) => get(membersAt(place));
/** Of the practice itself: the members of a partner's organisation are added by its administrator. */
export const addMember = (party: string, member: { email: string; role: unknown }) =>
  post(membersAt({ party }), member);
export const changeMember = (place: MemberPlace, email: string, role: unknown) =>
  put(membersAt(place, email), { role });
export const removeMember = (place: MemberPlace, email: string) => remove(membersAt(place, email));
export const memberSchema = z.object({
  email: z.string().min(1),
  role: z.string(),
  status: z.enum(['invited', 'active']),
});

export const createdSchema = z.object({ id: z.string().min(1) });

export const listGroups = (partner: string) => get(['groups'], { partner });
export const createGroup = (partner: string, name: unknown) => post(['groups'], { partner, name });
export const renameGroup = (group: string, name: unknown) => patch(['groups', group], { name });
export const deleteGroup = (group: string) => remove(['groups', group]);
export const groupSchema = z.object({ id: z.string().min(1), name: z.string() });

export const listGroupMembers = (group: string) => get(['groups', group, 'members']);
export const addGroupMember = (group: string, email: string) => put(['groups', group, 'members', email]);
export const removeGroupMember = (group: string, email: string) =>
  remove(['groups', group, 'members', email]);

export interface NewShare {
  readonly group: string;
  readonly location: string;
  readonly level: unknown;
  readonly with: { readonly kind: string; readonly key: string };
}
export const listShares = (group: string) => get(['shares'], { group });
export const createShare = (share: NewShare) => post(['shares'], share);
export const changeShare = (share: string, level: unknown) => patch(['shares', share], { level });
export const deleteShare = (share: string) => remove(['shares', share]);
export const shareSchema = z.object({
  id: z.string().min(1),
  location: z.string(),
  level: z.string(),
  with: z.object({ kind: z.string(), key: z.string() }),
});

const PURCHASE_INVOICES = 'purchase-invoices';
export const listRules = (group: string) => get(['delegation-rules'], { group });
export const createRule = (group: string, organisation: string) =>
  post(['delegation-rules'], { group, organisation, documents: PURCHASE_INVOICES });
export const deleteRule = (rule: string) => remove(['delegation-rules', rule]);
export const ruleSchema = z.object({
  id: z.string().min(1),
  organisation: z.string(),
  documents: z.string(),
});

export const listTasks = (organisation: string) => get(['tasks'], { organisation });
export const taskSchema = z.object({
  id: z.string().min(1),
  document: z.string(),
  state: z.string(),
  assignedTo: z.array(z.string()),
});
export const listTaskSteps = (task: string) => get(['tasks', task, 'log']);
export const taskStepSchema = z.object({
  at: z.string(),
  by: z.string(),
  action: z.string(),
  to: z.string().optional(),
});
