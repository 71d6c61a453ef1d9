// The accounts of the people who sign in for a practice: the one of the transaction.
import { sql } from 'kysely';
import type { Role } from '../../domain/role.ts';
import type { Tx } from '../open-store.ts';

export interface Account {
  /** In lower case. */
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = sql`name, role, password_hash as "passwordHash", disabled_at as "disabledAt", created_at as "createdAt"`;

/** Null when there is none of that name, however it is written. */
export async function readAccount(tx: Tx, name: string): Promise<Account | null> {
  const { rows } = await sql<Account>`select ${COLUMNS} from account where name = lower(${name})`.execute(tx);
  return rows[0] ?? null;
}

export async function listAccounts(tx: Tx): Promise<readonly Account[]> {
  const { rows } = await sql<Account>`select ${COLUMNS} from account order by name`.execute(tx);
  return rows;
}

/** False when there is one of that name already. */
export async function addAccount(
  tx: Tx,
  practiceId: string,
  { name, role, passwordHash }: Pick<Account, 'name' | 'role' | 'passwordHash'>,
): Promise<boolean> {
  const { rows } = await sql`
    insert into account (practice_id, name, role, password_hash)
    values (${practiceId}, lower(${name}), ${role}, ${passwordHash}) on conflict do nothing returning name`.execute(
    tx,
  );
  return rows.length > 0;
}

/** What is left out stays. False when there is none of that name. */
export async function changeAccount(
  tx: Tx,
  name: string,
  change: Partial<Pick<Account, 'role' | 'passwordHash'>> & { readonly disabled?: boolean },
): Promise<boolean> {
  const { role = null, passwordHash = null, disabled = null } = change;
  const { rows } = await sql`
    update account set role = coalesce(${role}, role), password_hash = coalesce(${passwordHash}, password_hash),
      disabled_at = case when ${disabled}::boolean is null then disabled_at when ${disabled}::boolean then coalesce(disabled_at, now()) end
    where name = lower(${name}) returning name`.execute(tx);
  return rows.length > 0;
}
