// What a list is asked for in an address: the filter, the order and where to go on. Unknown words are refused.
import { z } from 'zod';
import { LIST_SORTS } from '../domain/list-sorts.ts';
import { isReasonCode, reasonsIn, STANDING_STATES } from '../domain/reasons.ts';
import { WAITED_FOR_NAMES } from '../domain/who-acts.ts';
import type { ListFilter } from './list-filter.ts';
import { optional, textOf } from './query-parts.ts';

export const listQuerySchema = z.object({
  q: optional(textOf(200)).describe(
    'Words that are part of the name, number, key, e-mail address or city; or five digits or more of a telephone number.',
  ),
  kind: optional(z.enum(['client', 'contact'])),
  connection: optional(textOf(40)).describe('Name of a connection.'),
  link: optional(z.enum(['on', 'off'])).describe('The switch.'),
  state: optional(z.enum(STANDING_STATES)),
  reason: optional(z.string().refine(isReasonCode)).describe('A reason code: docs/office.md lists them.'),
  notSignedIn: optional(z.enum(['yes'])).describe('Mailed by the portal, and the mail is not used.'),
  waitingOn: optional(z.enum(WAITED_FOR_NAMES)).describe('Who must act.'),
  sort: optional(z.enum(LIST_SORTS)),
  cursor: optional(textOf(2000)).describe('What the page before gave as `next`.'),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

export function toFilter(query: ListQuery): ListFilter {
  const { kind, connection, link, state, reason, notSignedIn, waitingOn } = query;
  return {
    kind: kind ?? null,
    connection: connection ?? null,
    linked: link === undefined ? null : link === 'on',
    reasons: reasonsIn(state ?? null, reason ?? null),
    isNotSignedIn: notSignedIn === 'yes',
    waitingOn: waitingOn ?? null,
    contactsOf: null,
  };
}
