// An access in one line, for the person who decides about it.
import type { AccessName } from '../../database/ledger/brake.ts';

/** Never logged: it names people. */
export function describeAccess({ contact, email, client, clientNumber }: AccessName): string {
  return `${contact}${email === null ? '' : ` <${email}>`} to client ${client ?? ''} (${clientNumber ?? '-'})`;
}
