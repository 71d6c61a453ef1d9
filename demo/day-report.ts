// What the demo shows people at the end of a day: where everybody stands and why, what the portal holds, and what to ask.
import type { Output } from '../src/cli/frame/output.ts';
import type { InventedPractice } from './invent-practice.ts';
import type { DayReport } from './play-day.ts';
import { printStandings } from './print-standings.ts';
import type { Demo } from './story.ts';

export function printDay(out: Output, { story }: Demo, report: DayReport): void {
  out.line({ en: '\nWhere everybody stands now:', nl: '\nHoe iedereen nu staat:' });
  printStandings(out, report);
  const { entities, people, accesses, mails, requests } = report.portal;
  const byMethod = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  const held = byMethod.join(', ');
  out.line({
    en: `
${story.title} (its sandbox) now holds ${entities} entities and ${people} people with ${accesses} accesses; it sent
${mails} invitations by mail and answered ${held}.
A sweep that finds nothing to do costs ${report.secondSweepRequests} requests.`,
    nl: `
${story.title} (de sandbox ervan) bevat nu ${entities} klanten en ${people} personen met ${accesses} toegangen; het stuurde
${mails} uitnodigingen per mail en beantwoordde ${held}.
Een ronde die niets te doen vindt, kost ${report.secondSweepRequests} verzoeken.`,
  });
}

/** Commands to try on it. */
export function questionsAbout({ clients, contacts }: InventedPractice): string[] {
  const longName = clients.find(({ record }) => record.name.length > 60)?.record.number;
  const withoutEmail = contacts.find(({ record }) => record.email === null)?.record.key;
  return ['status', `explain ${longName ?? ''}`, `explain ${withoutEmail ?? ''}`];
}
