// A client: a customer of the practice, as its practice software knows it. Fields of rule 6.

export const CLIENT_KINDS = ['company', 'person'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export const CLIENT_STATUSES = ['suspect', 'prospect', 'application', 'client', 'former'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** Everything about a client that a portal may be told. Absent values are null, never an empty string. */
export interface ClientData {
  readonly number: string | null;
  readonly name: string | null;
  readonly kind: ClientKind;
  readonly status: ClientStatus;
  readonly street: string | null;
  readonly houseNumber: string | null;
  readonly houseNumberAddition: string | null;
  readonly building: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly website: string | null;
  readonly facebook: string | null;
  readonly twitter: string | null;
  readonly linkedin: string | null;
  readonly kvkNumber: string | null;
  readonly enterpriseNumber: string | null;
  readonly wkCustomerNumber: string | null;
}

export interface Client extends ClientData {
  /** Koppel's own id (uuid): the only name of a client that logs, jobs and metrics may hold. */
  readonly id: string;
  /** The key the practice software never changes, unlike `number` (rule 14). */
  readonly sourceKey: string;
  readonly deleted: boolean;
  /** When the practice software last changed it. */
  readonly sourceChangedAt: Date;
}
