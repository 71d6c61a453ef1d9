// Everything about the Panda portal that Koppel calls, in one place: no public API of it exists, so all of it is
// [assumed], and described in assumed-api.json beside this file. When the vendor tells otherwise, these two change.
import { z } from 'zod';
import { callsBelow } from '../kit/calls.ts';
import type { OrganisationNumbers } from './numbers.ts';

const { get, post, put, remove } = callsBelow('/api/assumed/v1');

export const signInPath = '/connect/token';

const role = z.enum(['member', 'administrator']);

export const registerAccount = (person: object) => post(['accounts'], person);
export const readAccount = (account: string) => get(['accounts', account]);
export const mailConfirmation = (account: string) => post(['accounts', account, 'confirmation-mail']);
export const accountSchema = z.object({
  firstName: z.string(),
  lastName: z.string(),
  employee: z.boolean(),
  status: z.enum(['awaiting-confirmation', 'active']),
});

export const findOrganisation = (numbers: OrganisationNumbers) => get(['organisations'], { ...numbers });
export const addOrganisation = (account: string, described: OrganisationNumbers & { name: unknown }) =>
  post(['accounts', account, 'organisations'], described);
export const organisationSchema = z.object({
  id: z.string().min(1),
  customerNumber: z.string(),
  enterpriseNumber: z.string(),
  name: z.string(),
});

/** The organisation switch. */
export const listMemberships = (account: string) => get(['accounts', account, 'organisations']);
export const membershipSchema = organisationSchema.extend({ role, since: z.string() });
export type MembershipRow = z.infer<typeof membershipSchema>;

/** The switch of the Support Community. */
export const listSupported = (account: string) => get(['accounts', account, 'support-community']);

/** Oldest first. */
export const listRequests = (account: string) => get(['accounts', account, 'join-requests']);
export const askToJoin = (account: string, organisation: string) =>
  post(['accounts', account, 'join-requests'], { organisation });
export const resendRequest = (account: string, request: string) =>
  post(['accounts', account, 'join-requests', request, 'resend']);
export const withdrawRequest = (account: string, request: string) =>
  post(['accounts', account, 'join-requests', request, 'withdraw']);
export const requestSchema = z.object({
  id: z.string().min(1),
  organisation: z.string(),
  status: z.enum(['pending', 'approved', 'declined', 'withdrawn']),
});
export type RequestRow = z.infer<typeof requestSchema>;

/** An organisation, and the account in whose name something is done there. */
export interface Place {
  readonly actor: string;
  readonly organisation: string;
}
const inside = ({ actor, organisation }: Place, ...steps: readonly string[]): readonly string[] => [
  'accounts',
  actor,
  'organisations',
  organisation,
  ...steps,
];

export const listMembers = (place: Place) => get(inside(place, 'members'));
export const changeRole = (place: Place, member: string, to: unknown) =>
  put(inside(place, 'members', member), { role: to });
export const removeMember = (place: Place, member: string) => remove(inside(place, 'members', member));
export const memberSchema = z.object({
  email: z.string().min(1),
  role,
  since: z.string(),
  applications: z.array(z.string()),
});

export const tick = (place: Place, member: string, application: string) =>
  put(inside(place, 'members', member, 'applications', application));
export const untick = (place: Place, member: string, application: string) =>
  remove(inside(place, 'members', member, 'applications', application));

/** Oldest first. */
export const listInvitations = (place: Place) => get(inside(place, 'invitations'));
export const invite = (place: Place, invited: { email: string; role: unknown }) =>
  post(inside(place, 'invitations'), invited);
export const resendInvitation = (place: Place, invitation: string) =>
  post(inside(place, 'invitations', invitation, 'resend'));
export const withdrawInvitation = (place: Place, invitation: string) =>
  post(inside(place, 'invitations', invitation, 'withdraw'));
export const invitationSchema = z.object({
  id: z.string().min(1),
  email: z.string(),
  status: z.enum(['open', 'accepted', 'declined', 'withdrawn']),
});
export type InvitationRow = z.infer<typeof invitationSchema>;

export const handOver = (place: Place, to: string) => post(inside(place, 'hand-over'), { to });
