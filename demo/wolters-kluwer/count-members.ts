// What the sandbox shows of the office's employee and of its clients, counted.
import { EMPLOYEE, type OfficeClient } from './office.ts';
import type { PortalState } from './portal-eyes.ts';

/** How long the employee's two lists are. */
export function countLists({ accounts }: PortalState): { memberOf: number; mayManageCasesFor: number } {
  const own = accounts.find(({ email }) => email === EMPLOYEE.email);
  return {
    memberOf: own?.memberOf.length ?? 0,
    mayManageCasesFor: own?.mayManageCasesFor.length ?? 0,
  };
}

/** The role of somebody in the organisation of a client; `none`. */
export function roleOf({ organisations }: PortalState, { numbers }: OfficeClient, email: string): string {
  const found = organisations.find(({ customerNumber }) => customerNumber === numbers.customerNumber);
  return found?.members.find((member) => member.email === email)?.role ?? 'none';
}

export function countRoles(
  state: PortalState,
  clients: readonly OfficeClient[],
  { role, of }: { role: string; of: (client: OfficeClient) => string },
): number {
  return clients.filter((client) => roleOf(state, client, of(client)) === role).length;
}

export const theEmployee = (): string => EMPLOYEE.email;
export const theBoss = ({ boss }: OfficeClient): string => boss.email;

/** By occasion. */
export function countMails({ mails }: PortalState): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { occasion } of mails) counts[occasion] = (counts[occasion] ?? 0) + 1;
  return counts;
}

export function countOf(rows: readonly { readonly status: string }[], status: string): number {
  return rows.filter((row) => row.status === status).length;
}
