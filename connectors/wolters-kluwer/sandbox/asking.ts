// What people ask each other and answer: requests to join an organisation, and invitations to it. Nothing is documented
// about what a declined one may lead to: the portal takes another one, and it is up to the caller not to send it.
import { isActive } from './accounts.ts';
import { addMember, administratorsOf, changeRole, isAdministrator } from './organisations.ts';
import {
  mail,
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

/** Mailed to all administrators. [seed] Else the code of the refusal. */
export function askToJoin(state: SandboxState, asked: Asked): JoinRequest | string {
  const { organisation, email } = asked;
  if (!isActive(state, email)) return 'ACCOUNT_NOT_ACTIVE';
  if (organisation.members.has(email)) return 'MEMBER_ALREADY';
  if (pendingRequest(state, organisation, email) !== null) return 'EXISTS';
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

export function pendingRequest(
  { joinRequests }: SandboxState,
  organisation: Organisation,
  email: string,
): JoinRequest | null {
  return (
    joinRequests.find(
      (each) => each.status === 'pending' && each.organisation === organisation && each.email === email,
    ) ?? null
  );
}

/** One administrator is enough; whoever asked is mailed. [seed] */
export function approve(state: SandboxState, request: JoinRequest): void {
  const { organisation, email } = request;
  answer(request, 'approved');
  if (!organisation.members.has(email)) addMember(organisation, { email, role: 'member' });
  mail(state, email, { occasion: 'join-approved', reference: organisation.customerNumber });
}

export function answer(request: JoinRequest, status: Exclude<JoinRequest['status'], 'pending'>): void {
  request.status = status;
  request.answeredAt = now();
}

/** To anybody with an address; a member can be invited as administrator. Else the code of the refusal. */
export function invite(state: SandboxState, asked: Asked & { role: Role }): Invitation | string {
  const { organisation, email, role } = asked;
  const membership = organisation.members.get(email);
  if (membership !== undefined && (role === 'member' || membership.role === role)) return 'MEMBER_ALREADY';
  if (openInvitation(state, organisation, email) !== null) return 'EXISTS';
  const invitation: Invitation = { id: newId(), ...asked, status: 'open', sentAt: now(), answeredAt: null };
  state.invitations.push(invitation);
  mailInvitation(state, invitation);
  return invitation;
}

export function mailInvitation(state: SandboxState, { organisation, email }: Invitation): void {
  mail(state, email, { occasion: 'invitation', reference: organisation.customerNumber });
}

export function openInvitation(
  { invitations }: SandboxState,
  organisation: Organisation,
  email: string,
): Invitation | null {
  return (
    invitations.find(
      (each) => each.status === 'open' && each.organisation === organisation && each.email === email,
    ) ?? null
  );
}

export function acceptInvitation(invitation: Invitation): void {
  const { organisation, email, role } = invitation;
  answerInvitation(invitation, 'accepted');
  if (!organisation.members.has(email)) addMember(organisation, { email, role });
  else if (!isAdministrator(organisation, email)) changeRole(organisation, email, role);
}

export function answerInvitation(
  invitation: Invitation,
  status: Exclude<Invitation['status'], 'open'>,
): void {
  invitation.status = status;
  invitation.answeredAt = now();
}
