// One call of the REST service as its routes see it, and the rows that a call may see.
import { emailOf, notFound, refusal, type Answer, type Fields } from './answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import type * as kit from '../../sandbox-kit/portal.ts';
import { isInSession } from './partnerships.ts';
import { type Group, type Organisation, type Partner, type SandboxState } from './sandbox-state.ts';
import type { SandboxTokens } from './tokens.ts';

export interface Call extends Pick<kit.Call<SandboxState>, 'state' | 'query' | 'visibleAt' | 'param'> {
  readonly body: Fields;
  /** By the clock of the process. */
  readonly tokenIssuedAt: number;
  email(): string;
}
export type Handler = (call: Call) => Answer;

export function toCall(call: kit.Call<SandboxState>, { bearers }: SandboxTokens): Call {
  const tokenIssuedAt = bearers.issuedAt(call.headers.authorization) ?? 0;
  return { ...call, body: call.fields, tokenIssuedAt, email: () => emailOf(call.param('email')) };
}

/** Ended partnerships show in the list and have nothing below them. */
export function findPartner({ state, tokenIssuedAt }: Call, id: string): Partner | null {
  const partner = state.partners.find((each) => each.id === id);
  return partner?.status === 'active' && isInSession(partner, tokenIssuedAt) ? partner : null;
}

export function findGroup(call: Call, id: string): Group | null {
  const group = call.state.groups.find((each) => each.id === id);
  return group !== undefined && shows(group) && findPartner(call, group.partner.id) !== null ? group : null;
}

/** An organisation of a partner in the session. */
export function findOrganisation(call: Call, party: string): Organisation | null {
  const organisation = call.state.organisations.get(party);
  const partner = call.state.partners.find(({ environment }) => environment === organisation?.environment);
  return partner !== undefined && findPartner(call, partner.id) !== null ? (organisation ?? null) : null;
}

export function withPartner(handler: (call: Call, partner: Partner) => Answer): Handler {
  return (call) => {
    const partner = findPartner(call, call.param('partner'));
    return partner === null ? notFound() : handler(call, partner);
  };
}

export function withGroup(handler: (call: Call, group: Group) => Answer): Handler {
  return (call) => {
    const group = findGroup(call, call.param('group'));
    return group === null ? notFound() : handler(call, group);
  };
}

export function invalid(what: string): Answer {
  return refusal(400, 'INVALID', what);
}
