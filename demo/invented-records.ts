// The records of the demo's practice, in the fields of an export or an event (docs/import.md).

export interface InventedClient {
  readonly key: string;
  readonly number: string | null;
  readonly name: string;
  readonly kind: 'company' | 'person';
  readonly status: 'suspect' | 'prospect' | 'application' | 'client' | 'former';
  readonly street: string;
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly phone: string;
  readonly email: string;
  readonly website: string;
  readonly kvkNumber: string | null;
  readonly enterpriseNumber: string | null;
}

export interface InventedContact {
  readonly key: string;
  readonly clientKey: string;
  readonly personKey: string | null;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
  readonly initials: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
}

/** A record with its switch. */
export interface Switched<Record> {
  readonly record: Record;
  readonly linked: boolean;
}
