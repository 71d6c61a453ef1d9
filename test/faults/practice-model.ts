// The practice as the laboratory last changed it, and what is remembered of the way there: which numbers a client had, how
// often an access may have begun anew, who had access under which address when the portal last agreed. Pure.

export interface ClientFields {
  readonly key: string;
  readonly number: string;
  readonly name: string;
  readonly kind: 'company' | 'person';
  readonly status: 'client' | 'suspect' | 'prospect';
  readonly city: string;
  readonly phone: string;
  readonly linked: boolean;
  readonly deleted: boolean;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  /** How far the clock of the server that wrote it was ahead: that much later is the time it tells. */
  readonly aheadMs: number;
}

export interface ContactFields {
  readonly key: string;
  readonly clientKey: string;
  readonly personKey: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly mobile: string;
  readonly linked: boolean;
  readonly deleted: boolean;
  readonly changedAt: number;
  readonly aheadMs: number;
}

/**
 * The record's own time as it may be known: what a clock ahead tells counts no later than it arrives, which is after it
 * happened.
 */
export interface Moment {
  readonly earliest: number;
  readonly latest: number;
}

export function momentOf({ changedAt, aheadMs }: ClientFields | ContactFields): Moment {
  return { earliest: changedAt, latest: changedAt + aheadMs };
}

export interface ClientState {
  readonly now: ClientFields;
  /** Every number it ever had. No two clients ever have the same. */
  readonly numbers: readonly string[];
  /** How often it became a client that may be pushed, or lost something by hand that Koppel makes again. */
  readonly openings: number;
  readonly changedSinceAgreement: boolean;
  /** Somebody deleted its entity in the portal by hand. */
  readonly lostSinceAgreement: boolean;
}

export interface ContactState {
  readonly now: ContactFields;
  /** How often it became a contact that may have access, by e-mail address. */
  readonly openings: Readonly<Record<string, number>>;
  /** How often its access may have begun when it was last seen to have it, its client's openings included. */
  readonly agreedOpenings: number;
  /** When its name, address or telephone last changed; other changes say nothing about which data leads. */
  readonly dataChangedAt: Moment;
  /** Changes since the portal last agreed. */
  readonly changes: number;
  /** The address under which it had access when the portal last agreed. */
  readonly agreedEmail: string | null;
}

export interface Practice {
  readonly clients: ReadonlyMap<string, ClientState>;
  readonly contacts: ReadonlyMap<string, ContactState>;
}

export type Change =
  | { readonly record: 'client'; readonly fields: ClientFields }
  | { readonly record: 'contact'; readonly fields: ContactFields };

export const EMPTY_PRACTICE: Practice = { clients: new Map(), contacts: new Map() };

export function applyChange(practice: Practice, change: Change): Practice {
  return change.record === 'client'
    ? { ...practice, clients: withClient(practice, change.fields) }
    : { ...practice, contacts: withContact(practice, change.fields) };
}

function withClient({ clients }: Practice, fields: ClientFields): Practice['clients'] {
  const before = clients.get(fields.key) ?? newClient(fields);
  const opens = mayBePushed(fields) && (before.openings === 0 || !mayBePushed(before.now));
  const { numbers } = before;
  return new Map(clients).set(fields.key, {
    now: fields,
    numbers: numbers.includes(fields.number) ? numbers : [...numbers, fields.number],
    openings: before.openings + (opens ? 1 : 0),
    changedSinceAgreement: true,
    lostSinceAgreement: before.lostSinceAgreement,
  });
}

function newClient(now: ClientFields): ClientState {
  return { now, numbers: [], openings: 0, changedSinceAgreement: true, lostSinceAgreement: false };
}

function withContact({ contacts }: Practice, fields: ContactFields): Practice['contacts'] {
  const before = contacts.get(fields.key) ?? newContact(fields);
  const wish = wishOf(fields);
  const opens = wish !== null && (wishOf(before.now) !== wish || before.openings[wish] === undefined);
  return new Map(contacts).set(fields.key, {
    now: fields,
    openings: opens ? counted(before.openings, wish) : before.openings,
    agreedOpenings: before.agreedOpenings,
    dataChangedAt: dataOf(before.now) === dataOf(fields) ? before.dataChangedAt : momentOf(fields),
    changes: before.changes + 1,
    agreedEmail: before.agreedEmail,
  });
}

function newContact(now: ContactFields): ContactState {
  return {
    ...{ now, openings: {}, agreedOpenings: 0, agreedEmail: null },
    ...{ dataChangedAt: momentOf(now), changes: 0 },
  };
}

function counted(openings: ContactState['openings'], email: string): ContactState['openings'] {
  return { ...openings, [email]: (openings[email] ?? 0) + 1 };
}

function dataOf({ firstName, lastName, email, mobile }: ContactFields): string {
  return JSON.stringify([firstName, lastName, email, mobile]);
}

/** The address under which the contact itself wishes access; null when it wishes none. */
function wishOf({ linked, deleted, email }: ContactFields): string | null {
  return linked && !deleted ? email : null;
}

/** Rules 1 and 2. */
export function mayBePushed({ linked, deleted, kind, status }: ClientFields): boolean {
  return linked && !deleted && kind === 'company' && status !== 'suspect';
}

/** Rule 1: link on, not deleted, and a client that may be pushed. */
export function isEligible(practice: Practice, { linked, deleted, clientKey }: ContactFields): boolean {
  const client = practice.clients.get(clientKey);
  return linked && !deleted && client !== undefined && mayBePushed(client.now);
}

export function humanOf({ personKey, key }: ContactFields): string {
  return personKey === null ? `contact ${key}` : `person ${personKey}`;
}

export function contactsOf(practice: Practice, clientKey: string): readonly ContactState[] {
  return [...practice.contacts.values()].filter(({ now }) => now.clientKey === clientKey);
}

export type Loss =
  | { readonly lost: 'entity'; readonly clientKey: string }
  | { readonly lost: 'person'; readonly email: string }
  | { readonly lost: 'access'; readonly contactKey: string };

/** Somebody took it away in the portal: Koppel makes it again, and the portal may mail once more. */
export function applyLoss(practice: Practice, loss: Loss): Practice {
  const client = loss.lost === 'entity' ? practice.clients.get(loss.clientKey) : undefined;
  if (loss.lost === 'entity') {
    if (client === undefined) return practice;
    const openings = client.openings + 1;
    const opened = { ...client, openings, changedSinceAgreement: true, lostSinceAgreement: true };
    return { ...practice, clients: new Map(practice.clients).set(loss.clientKey, opened) };
  }
  const contacts = new Map(practice.contacts);
  for (const [key, state] of practice.contacts) {
    const emails = loss.lost === 'person' ? [loss.email] : key === loss.contactKey ? emailsOf(state) : [];
    const hit = emails.filter((email) => emailsOf(state).includes(email));
    if (hit.length === 0) continue;
    const openings = hit.reduce(counted, state.openings);
    contacts.set(key, { ...state, openings, changes: state.changes + 1 });
  }
  return { ...practice, contacts };
}

function emailsOf({ openings }: ContactState): readonly string[] {
  return Object.keys(openings);
}

/** The portal agrees: from here on, what is frozen stays as it was now. `emailOf`: under which address a contact has access. */
export function noteAgreement(
  practice: Practice,
  emailOf: (contact: ContactState) => string | null,
): Practice {
  const clients = new Map(practice.clients);
  for (const [key, state] of clients)
    clients.set(key, { ...state, changedSinceAgreement: false, lostSinceAgreement: false });
  const contacts = new Map(practice.contacts);
  for (const [key, state] of contacts)
    contacts.set(key, { ...seenInside(practice, state, emailOf(state)), changes: 0 });
  return { clients, contacts };
}

function seenInside(practice: Practice, state: ContactState, email: string | null): ContactState {
  return { ...state, agreedEmail: email, agreedOpenings: openingsOf(practice, state, email) };
}

/** Somebody looked, and it has access. */
export function noteInside(practice: Practice, key: string): Practice {
  const state = practice.contacts.get(key);
  if (state === undefined) return practice;
  const contacts = new Map(practice.contacts).set(key, seenInside(practice, state, state.now.email));
  return { ...practice, contacts };
}

function openingsOf({ clients }: Practice, { now, openings }: ContactState, email: string | null): number {
  return (clients.get(now.clientKey)?.openings ?? 0) + (email === null ? 0 : (openings[email] ?? 0));
}

/** It had access when that was last looked at, and nothing since could have ended it. */
export function isCertainlyInside(practice: Practice, contact: ContactState): boolean {
  const { now, agreedOpenings, agreedEmail } = contact;
  return (
    agreedEmail !== null &&
    agreedEmail === now.email &&
    openingsOf(practice, contact, agreedEmail) === agreedOpenings &&
    isEligible(practice, now)
  );
}

/** At most so many activation mails: one for each time that an access may have begun after it was proven gone. */
export function mostMails(practice: Practice, clientKey: string, email: string): number {
  const { openings: ofClient = 0 } = practice.clients.get(clientKey) ?? {};
  const ofContacts = contactsOf(practice, clientKey).map(({ openings }) => openings[email] ?? 0);
  const own = ofContacts.reduce((sum, count) => sum + count, 0);
  // Both must be on: of two switches that go on a and b times, both go on together a + b - 1 times at the most.
  return own === 0 || ofClient === 0 ? 0 : own + ofClient - 1;
}
