// What may be asked of the records of a list, and which of them fulfil it.
import type { PageFilter } from '../database/people/page.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { ListedLink, ListedRecord } from './describe-records.ts';

/** Null and false: whatever. A record is listed when one of its links fulfils all that is asked of links. */
export interface ListFilter {
  readonly kind: 'client' | 'contact' | null;
  /** Name of the connection. */
  readonly connection: string | null;
  readonly linked: boolean | null;
  readonly reasons: readonly ReasonCode[] | null;
  readonly isNotSignedIn: boolean;
  readonly waitingOn: string | null;
  /** The contacts of this client alone. */
  readonly contactsOf: string | null;
}

export const EVERYTHING: ListFilter = {
  ...{ kind: null, connection: null, linked: null, reasons: null, isNotSignedIn: false, waitingOn: null },
  contactsOf: null,
};

/** Without the links that do not. */
export function fulfilling(records: readonly ListedRecord[], filter: ListFilter): readonly ListedRecord[] {
  return records
    .map((record) => ({ ...record, links: record.links.filter((link) => fulfils(link, filter)) }))
    .filter(({ links }) => links.length > 0 || !asksOfLinks(filter));
}

function fulfils(link: ListedLink, { linked, reasons, isNotSignedIn, waitingOn }: ListFilter): boolean {
  return (
    (linked === null || link.linked === linked) &&
    (reasons === null || reasons.includes(link.reason)) &&
    (!isNotSignedIn || link.signIn === 'mail-sent') &&
    (waitingOn === null || link.waitingOn === waitingOn)
  );
}

export function asksOfLinks({ linked, reasons, isNotSignedIn, waitingOn }: ListFilter): boolean {
  return linked !== null || reasons !== null || isNotSignedIn || waitingOn !== null;
}

export function toPageFilter(filter: ListFilter, connections: readonly StoredConnection[]): PageFilter {
  const { kind, linked, reasons, isNotSignedIn, waitingOn, contactsOf } = filter;
  const isIn = (state: StoredConnection['state']): boolean => connections.some((one) => one.state === state);
  const canBe = (reason: ReasonCode): boolean =>
    (reason !== 'CONNECTION_PAUSED' || isIn('paused')) &&
    (reason !== 'CONNECTION_STOPPED' || isIn('stopped'));
  return {
    connectionIds: connections.map(({ id }) => id),
    ...{ kind, linked, reasons: reasons?.filter(canBe) ?? null, isNotSignedIn, waitingOn, contactsOf },
  };
}
