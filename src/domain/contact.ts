// A contact: a person at one client. The same human at two clients is two contacts that share a personKey. Rule 7.

export interface ContactData {
  readonly personKey: string | null;
  readonly firstName: string | null;
  /** Tussenvoegsels: "van der". */
  readonly infix: string | null;
  readonly lastName: string | null;
  readonly initials: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
}

export interface Contact extends ContactData {
  readonly id: string;
  readonly clientId: string;
  readonly sourceKey: string;
  readonly deleted: boolean;
  readonly sourceChangedAt: Date;
}

/** E-mails are compared lower-cased and trimmed (rule 13); null when there is none. */
export function normalizeEmail(email: string | null): string | null {
  const trimmed = email?.trim().toLowerCase() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** Who a contact is across clients: contacts of one human share this value. */
export function humanKey(contact: Pick<Contact, 'id' | 'personKey'>): string {
  return contact.personKey === null ? `contact:${contact.id}` : `person:${contact.personKey}`;
}
