// Invented clients and contacts with telling defaults.
import type { Client } from '../../../src/domain/client.ts';
import type { Contact } from '../../../src/domain/contact.ts';
import type { EligibleClient } from '../../../connectors/connector.ts';

const CHANGED_AT = new Date('2026-11-02T09:00:00Z');

export function client(overrides: Partial<Client> = {}): Client {
  return {
    id: '7f000000-0000-4000-8000-000000000001',
    sourceKey: 'K1',
    deleted: false,
    sourceChangedAt: CHANGED_AT,
    number: '4711',
    name: 'Bakkerij De Vries B.V.',
    kind: 'company',
    status: 'client',
    street: 'Dorpsstraat',
    houseNumber: '12',
    houseNumberAddition: 'a',
    building: 'Gebouw West',
    postalCode: '1234 AB',
    city: 'Utrecht',
    country: 'NL',
    phone: '030-1234567',
    email: 'info@devries.example.nl',
    website: 'https://devries.example.nl',
    facebook: 'bakkerijdevries',
    twitter: '@devries',
    linkedin: 'bakkerij-de-vries',
    kvkNumber: '12345678',
    enterpriseNumber: null,
    wkCustomerNumber: null,
    ...overrides,
  };
}

export function contact(overrides: Partial<Contact> = {}): Contact {
  return {
    id: '7f000000-0000-4000-8000-00000000c001',
    clientId: '7f000000-0000-4000-8000-000000000001',
    sourceKey: 'C1',
    deleted: false,
    sourceChangedAt: CHANGED_AT,
    personKey: null,
    firstName: 'Anna',
    infix: 'van der',
    lastName: 'Berg',
    initials: 'A.M.',
    email: 'anna@devries.example.nl',
    phone: '030-7654321',
    mobile: '06-12345678',
    ...overrides,
  };
}

export function eligible(
  overrides: Partial<Client> = {},
  contacts: readonly Contact[] = [contact()],
): EligibleClient {
  return {
    client: client(overrides),
    linkSettings: {},
    contacts: contacts.map((each) => ({ contact: each, linkSettings: {} })),
    employees: [],
  };
}
