// One call of the REST service as its routes see it, and the rows that a call may see.
import {
  emailOf,
  fieldsOf,
  notFound,
  refusal,
  textOf,
  type Answer,
  type Fields,
  type SandboxRequest,
} from './answer.ts';
import { isInSession } from './partnerships.ts';
import { shows, type Group, type Organisation, type Partner, type SandboxState } from './sandbox-state.ts';

export interface Call {
  readonly state: SandboxState;
  readonly query: URLSearchParams;
  readonly body: Fields;
  readonly visibleAt: number;
  /** By the clock of the process. */
  readonly tokenIssuedAt: number;
  /** A variable part of the path, decoded. */
  param(name: string): string;
  email(): string;
}
export type Handler = (call: Call) => Answer;

export function toCall(
  state: SandboxState,
  { query, body, visibleAt }: SandboxRequest,
  { params, tokenIssuedAt }: { params: Readonly<Record<string, string>>; tokenIssuedAt: number },
): Call {
  const param = (name: string): string => params[name] ?? '';
  const email = (): string => emailOf(params.email);
  return { state, query, body: fieldsOf(body), visibleAt, tokenIssuedAt, param, email };
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

export function named(fields: Fields, name: string): string {
  return textOf(fields[name]).trim();
}

export function invalid(what: string): Answer {
  return refusal(400, 'INVALID', what);
}
