// A complete export of made-up clients and contacts, as a source gives it.
export const AT = (minute: number): string => `2026-11-01T10:${String(minute).padStart(2, '0')}:00Z`;

interface Snapshot {
  readonly minute: number;
  readonly clients: readonly string[];
  readonly contacts?: readonly string[];
}

/** A complete export; contacts belong to the first client. */
export function snapshot({ minute, clients, contacts = [] }: Snapshot): string {
  const asOf = AT(minute);
  const rows = [
    { asOf, complete: true, clients: clients.length, contacts: contacts.length },
    ...clients.map((key) => ({
      record: 'client',
      key,
      changedAt: AT(0),
      number: `9${key}`,
      name: `Client ${key}`,
      kind: 'company',
      status: 'client',
    })),
    ...contacts.map((key) => ({
      record: 'contact',
      key,
      clientKey: clients[0],
      changedAt: AT(0),
      lastName: 'Vries',
      email: `${key}@example.nl`,
    })),
  ];
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
