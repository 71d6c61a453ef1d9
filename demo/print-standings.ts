// Where all clients and contacts stand, as a table for people.
import type { Output } from '../src/cli/frame/output.ts';
import type { ConnectionCounts } from '../src/database/people/status.ts';
import { stateText } from '../src/domain/reason-text.ts';
import { reasonOf, reasonCodes } from '../src/domain/reasons.ts';
import { wrapText } from './wrap-text.ts';

/** Tables do not break lines by themselves. */
const TEXT_WIDTH = 56;

const HEADS = {
  en: ['state', 'reason', 'clients', 'contacts', ''],
  nl: ['stand', 'reden', 'klanten', 'contactpersonen', ''],
} as const;
const TOTAL = { en: 'total', nl: 'totaal' } as const;

export function printStandings(out: Output, { clients, contacts }: ConnectionCounts): void {
  const { lang } = out;
  const rows = reasonCodes()
    .filter((reason) => (clients.byReason[reason] ?? contacts.byReason[reason] ?? 0) > 0)
    .map((reason) => [
      stateText(reasonOf(reason).state, lang),
      reason,
      String(clients.byReason[reason] ?? 0),
      String(contacts.byReason[reason] ?? 0),
      wrapText(reasonOf(reason)[lang], TEXT_WIDTH).join('\n'),
    ]);
  const total = ['', TOTAL[lang], String(clients.total), String(contacts.total), ''];
  out.table([...HEADS[lang]], [...rows, total]);
}

/** Counts in a line: `3 invitation, 2 confirm-account`. */
export function tellNumbers(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
