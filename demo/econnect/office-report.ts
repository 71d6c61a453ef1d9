// What is told at the end of the story of the office, and what `koppel demo --portal econnect --json` prints.
import type { Output } from '../../src/cli/frame/output.ts';
import type { ConnectionCounts } from '../../src/database/people/status.ts';
import { printStandings, tellNumbers } from '../print-standings.ts';
import type { PlayedStep } from '../steps.ts';
import type { Stage } from './step.ts';
import { countMails } from './total-steps.ts';

export interface OfficeReport extends ConnectionCounts {
  readonly steps: readonly PlayedStep[];
  /** What the sandbox mailed, by occasion. */
  readonly mails: Readonly<Record<string, number>>;
  /** What the sandbox was asked, by method. */
  readonly requests: Readonly<Record<string, number>>;
}

export async function readOffice({ portal, koppel }: Stage): Promise<Omit<OfficeReport, 'steps'>> {
  const { clients, contacts } = await koppel.counts();
  const { mails } = await portal.state();
  return { clients, contacts, mails: countMails(mails), requests: await portal.requests() };
}

export function printOffice(out: Output, { clients, contacts, requests }: OfficeReport): void {
  out.line({ en: '\nWhere everybody stands now:', nl: '\nHoe iedereen nu staat:' });
  printStandings(out, { clients, contacts });
  out.line({
    en: `\neConnect (its sandbox) answered ${tellNumbers(requests)}.`,
    nl: `\neConnect (de sandbox ervan) beantwoordde ${tellNumbers(requests)}.`,
  });
}
