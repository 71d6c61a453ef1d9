// One call of the REST service as its routes see it, and what a call may see.
import { emailOf, need } from '../../sandbox-kit/answer.ts';
import { needShown, shows } from '../../sandbox-kit/late-visibility.ts';
import type * as kit from '../../sandbox-kit/portal.ts';
import { isInSession } from './partnerships.ts';
import type { Group, Organisation, Partner, SandboxState } from './sandbox-state.ts';

export interface Call extends kit.Call<SandboxState> {
  /** By the clock of the process. */
  readonly tokenIssuedAt: number;
}

/** Ended partnerships show in the list and have nothing below them. */
export function isOpen({ tokenIssuedAt }: Call, partner: Partner | undefined): boolean {
  return partner?.status === 'active' && isInSession(partner, tokenIssuedAt);
}

export function partnerOf(call: Call, id: unknown = call.param('partner')): Partner {
  const partner = call.state.partners.find((each) => each.id === id);
  return need(isOpen(call, partner) ? partner : null);
}

export function showsGroup(call: Call, group: Group): boolean {
  return shows(group) && isOpen(call, group.partner);
}

export function groupOf(call: Call, id: unknown = call.param('group')): Group {
  const group = needShown(call.state.groups.find((each) => each.id === id));
  return need(showsGroup(call, group) ? group : null);
}

/** Of a partner in the session. */
export function showsOrganisation(call: Call, { environment }: Organisation): boolean {
  return isOpen(
    call,
    call.state.partners.find((each) => each.environment === environment),
  );
}

export function organisationOf(call: Call, party: unknown): Organisation {
  const organisation = need([...call.state.organisations.values()].find((each) => each.party === party));
  return need(showsOrganisation(call, organisation) ? organisation : null);
}

/** Whom the path names. */
export function personOf(call: Call): string {
  return emailOf(call.param('email'));
}
