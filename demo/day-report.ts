// What the demo shows people at the end of a day: where everybody stands and why, what the portal holds, and what to ask.
import type { Output } from '../src/cli/frame/output.ts';
import type { InventedPractice } from './invent-practice.ts';
import type { DayReport } from './play-day.ts';
import { printStandings } from './print-standings.ts';
import type { Demo } from './story.ts';

export function printDay(out: Output, { story }: Demo, report: DayReport): void {
  out.line('\nWhere everybody stands now:');
  printStandings(out, report);
  const { entities, people, accesses, mails, requests } = report.portal;
  const byMethod = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  out.line(`
${story.title} (its sandbox) now holds ${entities} entities and ${people} people with ${accesses} accesses; it sent
${mails} invitations by mail and answered ${byMethod.join(', ')}.
A sweep that finds nothing to do costs ${report.secondSweepRequests} requests.`);
}

/** Commands to try on it. */
export function questionsAbout({ clients, contacts }: InventedPractice): string[] {
  const longName = clients.find(({ record }) => record.name.length > 60)?.record.number;
  const withoutEmail = contacts.find(({ record }) => record.email === null)?.record.key;
  return ['status', `explain ${longName ?? ''}`, `explain ${withoutEmail ?? ''}`];
}
