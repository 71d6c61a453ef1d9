// Where all clients and contacts stand, as a table for people.
import type { Output } from '../src/cli/frame/output.ts';
import type { ConnectionCounts } from '../src/database/people/status.ts';
import { reasonOf, reasonCodes } from '../src/domain/reasons.ts';
import { wrapText } from './wrap-text.ts';

/** Tables do not break lines by themselves. */
const TEXT_WIDTH = 56;

export function printStandings(out: Output, { clients, contacts }: ConnectionCounts): void {
  const rows = reasonCodes()
    .filter((reason) => (clients.byReason[reason] ?? contacts.byReason[reason] ?? 0) > 0)
    .map((reason) => [
      reasonOf(reason).state,
      reason,
      String(clients.byReason[reason] ?? 0),
      String(contacts.byReason[reason] ?? 0),
      wrapText(reasonOf(reason).en, TEXT_WIDTH).join('\n'),
    ]);
  const total = ['', 'total', String(clients.total), String(contacts.total), ''];
  out.table(['state', 'reason', 'clients', 'contacts', ''], [...rows, total]);
}
