// Who may sign in for a practice: without what proves it. Reads the database only.
import { listAccounts, type Account } from '../database/people/accounts.ts';
import type { Store } from '../database/open-store.ts';

export type ShownAccount = Omit<Account, 'passwordHash'>;

/** By name. */
export async function readAccounts(store: Store, practiceId: string): Promise<readonly ShownAccount[]> {
  const accounts = await store.inPractice(practiceId, listAccounts);
  return accounts.map(({ name, role, createdAt, disabledAt }) => ({ name, role, createdAt, disabledAt }));
}
