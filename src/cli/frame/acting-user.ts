// Who gave the command, for the audit trail.
import { userInfo } from 'node:os';

/** `user:<name>`: the name given with --by, else that of the account. */
export function actingUser(by?: string): string {
  return `user:${by ?? accountName()}`;
}

/** An account that has no name (a container run under a bare number) is known by that number. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
