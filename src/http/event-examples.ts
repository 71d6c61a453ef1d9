// One documented example per event type. A test sends each to a real server.

const changedAt = '2026-01-15T09:30:00Z';

export const EVENT_EXAMPLES = {
  'client.upserted': {
    type: 'client.upserted',
    timestamp: changedAt,
    data: {
      key: 'c-1001',
      changedAt,
      number: '1001',
      name: 'Bakkerij De Vries B.V.',
      kind: 'company',
      status: 'client',
      street: 'Dorpsstraat',
      houseNumber: '12',
      postalCode: '1234 AB',
      city: 'Utrecht',
      country: 'NL',
      phone: '+31 30 123 45 67',
      email: 'info@bakkerij-de-vries.example.nl',
      kvkNumber: '12345678',
      links: { caseware: true },
    },
  },
  'client.deleted': {
    type: 'client.deleted',
    timestamp: changedAt,
    data: { key: 'c-1001', changedAt },
  },
  'contact.upserted': {
    type: 'contact.upserted',
    timestamp: changedAt,
    data: {
      key: 'p-2001',
      clientKey: 'c-1001',
      changedAt,
      personKey: 'h-77',
      firstName: 'Anna',
      infix: 'de',
      lastName: 'Vries',
      initials: 'A.',
      email: 'anna@bakkerij-de-vries.example.nl',
      mobile: '+31 6 12 34 56 78',
      links: { caseware: { enabled: true, settings: {} } },
    },
  },
  'contact.deleted': {
    type: 'contact.deleted',
    timestamp: changedAt,
    data: { key: 'p-2001', changedAt },
  },
} as const;
