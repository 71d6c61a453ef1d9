// Members of organisations: who can be added by whom, and that an administrator is always left.
import { mail } from '../../sandbox-kit/back-door.ts';
import { need, refuse } from '../../sandbox-kit/answer.ts';
import { activePartnerOf } from './partnerships.ts';
import {
  type Environment,
  type Occasion,
  type Member,
  type MemberRole,
  type Organisation,
  type SandboxState,
  type User,
} from './sandbox-state.ts';

/** Somebody from another environment: accepts in Inbox IN before it counts. [doc] */
export function invite(
  state: SandboxState,
  organisation: Organisation,
  who: { email: string; role: MemberRole; occasion: Occasion; visibleAt?: number },
): Member {
  const { email, role, occasion, visibleAt = 0 } = who;
  const member: Member = { email, role, status: 'invited', visibleAt };
  organisation.members.set(email, member);
  mail(state, email, { occasion, reference: organisation.party });
  return member;
}

/** By hand, by an administrator of the organisation. A person of the own environment is a member at once. */
export function addByAdministrator(
  state: SandboxState,
  organisation: Organisation,
  who: { email: string; role: MemberRole; by: string },
): void {
  const { email, role } = who;
  const { environment } = organisation;
  if (environment === null || !organisation.active) return refuse(409, 'CANDIDATE_NOT_FOUND');
  if (organisation.members.has(email)) refuse(409, 'EXISTS');
  if (environment.users.has(email)) {
    organisation.members.set(email, { email, role, status: 'active', visibleAt: 0 });
    return;
  }
  const colleague = state.colleagues.get(email);
  const administrators = administratorsOf(organisation, environment, who.by);
  if (colleague === undefined || !canFindColleagues(state, { environment, administrators, email }))
    return refuse(409, 'CANDIDATE_NOT_FOUND');
  if (colleague.platformRole === 'Basic') refuse(409, 'ROLE_TOO_LOW');
  invite(state, organisation, { email, role, occasion: 'member-invited' });
}

/** The active administrators that belong to the organisation's own environment; with `by`, only that one. */
function administratorsOf(organisation: Organisation, environment: Environment, by: string): readonly User[] {
  return [...organisation.members.values()]
    .filter(({ email, role, status }) => isAdministrator({ role, status }) && (by === '' || by === email))
    .flatMap(({ email }) => environment.users.get(email) ?? []);
}

/**
 * The search field shows people with whom there is a connection already: the administrator must be connected, and have
 * signed in after the partnership arose. [seed] Of the practice it shows the relationship managers [seed]; that the others
 * show by way of one who is connected is assumed, and `findable` takes it away.
 */
function canFindColleagues(
  state: SandboxState,
  search: { environment: Environment; administrators: readonly User[]; email: string },
): boolean {
  const partner = activePartnerOf(state, search.environment);
  if (partner === null) return false;
  const isReachable =
    state.findable === 'colleagues'
      ? partner.relationshipManagers.size > 0
      : partner.relationshipManagers.has(search.email);
  const canSearch = search.administrators.some(
    ({ email, signedInAt }) => partner.connected.has(email) && signedInAt > partner.aroseAt,
  );
  return isReachable && canSearch;
}

function isAdministrator({ role, status }: Pick<Member, 'role' | 'status'>): boolean {
  return role === 'Administrator' && status === 'active';
}

function refuseLastAdministrator(organisation: Organisation, member: Member): void {
  const others = [...organisation.members.values()].filter((each) => each !== member);
  if (isAdministrator(member) && !others.some(isAdministrator)) refuse(409, 'LAST_ADMINISTRATOR');
}

export function changeRole(organisation: Organisation, email: string, role: MemberRole): void {
  const member = need(organisation.members.get(email));
  if (role === 'Member') refuseLastAdministrator(organisation, member);
  member.role = role;
}

export function removeMember(organisation: Organisation, email: string): void {
  refuseLastAdministrator(organisation, need(organisation.members.get(email)));
  organisation.members.delete(email);
}
