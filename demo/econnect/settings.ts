// How the office has set up its connection with eConnect.
import { MANAGERS } from './office.ts';

/** What every client's group may do with the documents of its client. */
export const SHARES = [
  { location: 'documents', level: 'read', with: 'group' },
  { location: 'inbox-in', level: 'edit', with: 'group' },
] as const;

export const SETTINGS = {
  authorisationRequests: 'soap',
  relationshipManagers: MANAGERS.map((email, index) => ({ email, primary: index === 0 })),
  shares: SHARES,
  delegatePurchaseInvoices: true,
};

/** In a real portal people answer in hours, and Koppel looks every quarter of an hour. */
export const POLICY = { lookAgainMs: 300, lookAgainSoonMs: 200 };
