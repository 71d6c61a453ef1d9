// One call of the portal as its routes see it, and in whose name it is made.
import { emailOf, fieldsOf, textOf, type Answer, type Fields } from '../../sandbox-kit/answer.ts';
import { notFound, refusal } from './answer.ts';
import { isAdministrator } from './organisations.ts';
import { shows, type Account, type Organisation, type SandboxState } from './sandbox-state.ts';

export interface SandboxRequest {
  readonly method: string;
  /** Below the base address. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was sent. */
  readonly text: string;
  /** Parsed JSON or form fields; the text where it is neither. */
  readonly body: unknown;
  /** Rows made by this request show from this moment (milliseconds since the epoch). */
  readonly visibleAt: number;
}

export interface Call {
  readonly state: SandboxState;
  readonly query: URLSearchParams;
  readonly body: Fields;
  readonly visibleAt: number;
  /** A variable part of the path, decoded. */
  param(name: string): string;
}
export type Handler = (call: Call) => Answer;

export function toCall(
  state: SandboxState,
  { query, body, visibleAt }: SandboxRequest,
  params: Readonly<Record<string, string>>,
): Call {
  return { state, query, body: fieldsOf(body), visibleAt, param: (name) => params[name] ?? '' };
}

export function named(fields: Fields, name: string): string {
  return textOf(fields[name]).trim();
}

/** The account that the path names. */
export function withAccount(handler: (call: Call, account: Account) => Answer): Handler {
  return (call) => {
    const account = call.state.accounts.get(emailOf(call.param('account')));
    return account !== undefined && shows(account) ? handler(call, account) : notFound();
  };
}

/** In the name of people of the practice only. [assumed] */
export function asEmployee(handler: (call: Call, account: Account) => Answer): Handler {
  return withAccount((call, account) =>
    account.employee ? handler(call, account) : refusal(403, 'NOT_YOURS', 'Not an account of the practice'),
  );
}

export interface Place {
  readonly account: Account;
  readonly organisation: Organisation;
}

/** What an organisation holds is seen by its members. [assumed] */
export function asMember(handler: (call: Call, place: Place) => Answer): Handler {
  return asEmployee((call, account) => {
    const organisation = findOrganisation(call, call.param('organisation'));
    return organisation?.members.has(account.email) === true
      ? handler(call, { account, organisation })
      : notFound();
  });
}

/** What is done in an organisation is done by its administrators. [seed] */
export function asAdministrator(handler: (call: Call, place: Place) => Answer): Handler {
  return asMember((call, place) =>
    isAdministrator(place.organisation, place.account.email)
      ? handler(call, place)
      : refusal(403, 'NOT_ADMINISTRATOR'),
  );
}

export function findOrganisation({ state }: Call, id: string): Organisation | null {
  const organisation = state.organisations.find((each) => each.id === id);
  return organisation !== undefined && shows(organisation) ? organisation : null;
}
