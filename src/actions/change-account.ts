// Who may sign in for a practice, and as what, changed by a person: by a command or on the pages. Every change stands in the
// audit trail; a password stands nowhere.
import { addAccount, changeAccount } from '../database/people/accounts.ts';
import { writeAudit } from '../database/people/audit.ts';
import type { Store, Tx } from '../database/open-store.ts';
import type { Role } from '../domain/role.ts';

interface Asked {
  readonly practiceId: string;
  /** However it is written. */
  readonly name: string;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

/** False when there is one of that name already. */
export function openAccount(
  store: Store,
  { role, passwordHash, ...asked }: Asked & { readonly role: Role; readonly passwordHash: string },
): Promise<boolean> {
  const { practiceId, name } = asked;
  return store.inPractice(practiceId, async (tx) => {
    const isNew = await addAccount(tx, practiceId, { name, role, passwordHash });
    if (isNew) await note(tx, asked, { action: 'account.added', role });
    return isNew;
  });
}

/** A new password also opens an account again that was disabled. */
export type AccountChange =
  | { readonly is: 'role'; readonly role: Role }
  | { readonly is: 'password'; readonly passwordHash: string }
  | { readonly is: 'disabled' };

/** False when there is none of that name. */
export function alterAccount(
  store: Store,
  { change, ...asked }: Asked & { readonly change: AccountChange },
): Promise<boolean> {
  return store.inPractice(asked.practiceId, async (tx) => {
    const isThere = await changeAccount(tx, asked.name, toColumns(change));
    const role = change.is === 'role' ? { role: change.role } : {};
    if (isThere) await note(tx, asked, { action: `account.${change.is}`, ...role });
    return isThere;
  });
}

function toColumns(change: AccountChange): Parameters<typeof changeAccount>[2] {
  if (change.is === 'role') return { role: change.role };
  if (change.is === 'disabled') return { disabled: true };
  return { passwordHash: change.passwordHash, disabled: false };
}

async function note(
  tx: Tx,
  { practiceId, name, by }: Asked,
  { action, ...given }: { readonly action: string; readonly role?: Role },
): Promise<void> {
  const details = { account: name.toLowerCase(), ...given };
  await writeAudit(tx, [{ practiceId, actor: by, action, details }]);
}
