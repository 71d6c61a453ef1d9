// The life of an account: registered, mailed, confirmed by whoever can read the mail. [seed]
import { mail, type Account, type SandboxState } from './sandbox-state.ts';

/** null: there is one with this address. */
export function register(
  state: SandboxState,
  person: Pick<Account, 'email' | 'firstName' | 'lastName' | 'employee' | 'visibleAt'>,
): Account | null {
  if (state.accounts.has(person.email)) return null;
  const account: Account = { ...person, status: 'awaiting-confirmation' };
  state.accounts.set(person.email, account);
  mailConfirmation(state, account);
  return account;
}

export function mailConfirmation(state: SandboxState, { email }: Account): void {
  mail(state, email, { occasion: 'confirm-account', reference: null });
}

export function isActive(state: SandboxState, email: string): boolean {
  return state.accounts.get(email)?.status === 'active';
}
