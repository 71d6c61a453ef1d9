// What people ask each other and answer: requests to join an organisation, and invitations to it. Nothing is documented
// about what a declined one may lead to: the portal takes another one, and it is up to the caller not to send it.
import { mail } from '../../sandbox-kit/back-door.ts';
import { refuse } from '../../sandbox-kit/answer.ts';
import { addMember, administratorsOf, changeRole, isAdministrator, refuseInactive } from './organisations.ts';
import {
  newId,
  now,
  type Invitation,
  type JoinRequest,
  type Organisation,
  type Role,
  type SandboxState,
} from './sandbox-state.ts';

interface Asked {
  readonly organisation: Organisation;
  readonly email: string;
  readonly visibleAt: number;
}

/** Which row stands for somebody who is asked, or asks, about an organisation. */
type About = Pick<Asked, 'organisation' | 'email'>;

function findOpen<Row extends JoinRequest | Invitation>(rows: readonly Row[], about: About): Row | undefined {
  const { organisation, email } = about;
  return rows.find((each) => isOpen(each) && each.organisation === organisation && each.email === email);
}

function isOpen({ status }: JoinRequest | Invitation): boolean {
  return status === 'pending' || status === 'open';
}

/** Of what was answered already there is nothing left to do. */
export function needOpen<Row extends JoinRequest | Invitation>(row: Row | undefined): Row {
  return row !== undefined && isOpen(row) ? row : refuse(409, 'NOT_OPEN');
}

/** Mailed to all administrators. [seed] */
export function askToJoin(state: SandboxState, asked: Asked): JoinRequest {
  refuseInactive(state, asked.email);
  if (asked.organisation.members.has(asked.email)) refuse(409, 'MEMBER_ALREADY');
  if (findOpen(state.joinRequests, asked) !== undefined) refuse(409, 'EXISTS');
  const request: JoinRequest = { id: newId(), ...asked, status: 'pending', sentAt: now(), answeredAt: null };
  state.joinRequests.push(request);
  mailAdministrators(state, request);
  return request;
}

export function mailAdministrators(state: SandboxState, { organisation }: JoinRequest): void {
  for (const to of administratorsOf(organisation)) {
    mail(state, to, { occasion: 'join-request', reference: organisation.customerNumber });
  }
}

export function pendingRequest({ joinRequests }: SandboxState, about: About): JoinRequest {
  return needOpen(findOpen(joinRequests, about));
}

/** One administrator is enough; whoever asked is mailed. [seed] */
export function approve(state: SandboxState, request: JoinRequest): void {
  const { organisation, email } = request;
  answer(request, 'approved');
  if (!organisation.members.has(email)) addMember(organisation, email, 'member');
  mail(state, email, { occasion: 'join-approved', reference: organisation.customerNumber });
}

export function answer<Status extends string>(
  asked: { status: Status; answeredAt: string | null },
  status: Exclude<Status, 'pending' | 'open'>,
): void {
  asked.status = status;
  asked.answeredAt = now();
}

/** To anybody with an address; a member can be invited as administrator. */
export function invite(state: SandboxState, asked: Asked & { role: Role }): Invitation {
  const { organisation, email, role } = asked;
  const membership = organisation.members.get(email);
  if (membership !== undefined && (role === 'member' || membership.role === role))
    refuse(409, 'MEMBER_ALREADY');
  if (findOpen(state.invitations, asked) !== undefined) refuse(409, 'EXISTS');
  const invitation: Invitation = { id: newId(), ...asked, status: 'open', sentAt: now(), answeredAt: null };
  state.invitations.push(invitation);
  mailInvitation(state, invitation);
  return invitation;
}

export function mailInvitation(state: SandboxState, { organisation, email }: Invitation): void {
  mail(state, email, { occasion: 'invitation', reference: organisation.customerNumber });
}

export function openInvitation({ invitations }: SandboxState, about: About): Invitation {
  return needOpen(findOpen(invitations, about));
}

/** Needs an account that was confirmed. [seed] */
export function acceptInvitation(state: SandboxState, invitation: Invitation): void {
  const { organisation, email, role } = invitation;
  refuseInactive(state, email);
  answer(invitation, 'accepted');
  if (!organisation.members.has(email)) addMember(organisation, email, role);
  else if (!isAdministrator(organisation, email)) changeRole(organisation, email, role);
}
