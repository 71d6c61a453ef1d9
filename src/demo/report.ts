// What the demo shows people at its end: where everybody stands and why, what the portal holds, and what to look at next.
import { relative } from 'node:path';
import { REASONS, REASON_CODES } from '../domain/reasons.ts';
import type { Output } from '../cli/output.ts';
import type { ConnectionCounts } from '../database/status.ts';
import type { InventedPractice } from './invent-practice.ts';
import { PRACTICE_ID, type Demo } from './open-demo.ts';
import type { DemoReport } from './run-demo.ts';

const TEXT_WIDTH = 56;

export function printReport(out: Output, { story }: Demo, report: DemoReport): void {
  out.line('\nWhere everybody stands now:');
  printStandings(out, report);
  const { entities, people, accesses, mails, requests } = report.portal;
  const byMethod = Object.entries(requests).map(([method, count]) => `${count} ${method}`);
  out.line(`
${story.title} (its sandbox) now holds ${entities} entities and ${people} people with ${accesses} accesses; it sent
${mails} invitations by mail and answered ${byMethod.join(', ')}.
A sweep that finds nothing to do costs ${report.secondSweepRequests} requests.`);
}

function printStandings(out: Output, { clients, contacts }: ConnectionCounts): void {
  const rows = REASON_CODES.filter(
    (reason) => (clients.byReason[reason] ?? contacts.byReason[reason] ?? 0) > 0,
  ).map((reason) => [
    REASONS[reason].state,
    reason,
    String(clients.byReason[reason] ?? 0),
    String(contacts.byReason[reason] ?? 0),
    wrap(REASONS[reason].en),
  ]);
  const total = ['', 'total', String(clients.total), String(contacts.total), ''];
  out.table(['state', 'reason', 'clients', 'contacts', ''], [...rows, total]);
}

/** Tables do not break lines by themselves. */
function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= TEXT_WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

/** Addresses, sign-ins and commands to try while the demo stays up. */
export function describeStay(
  { url, signIns, sandbox, dataDir, story }: Demo,
  practice: InventedPractice,
): string {
  const users = signIns.map(({ name, password }) => `  ${name.padEnd(8)}  password ${password}`);
  const koppel = `KOPPEL_DATA_DIR=${dataDir} node ${relative(process.cwd(), process.argv[1] ?? '')}`;
  const questions = questionsAbout(practice).map(
    (question) => `  ${koppel} ${question} --practice ${PRACTICE_ID}`,
  );
  return `
Dashboard            ${url}/queues
${users.join('\n')}
Webhook              ${url}/webhooks/practice/${PRACTICE_ID}
Description of API   ${url}/openapi.json
Sandbox              ${sandbox.adminUrl}/state, /mails, /counts (${story.title})

In another terminal:
${questions.join('\n')}

Ctrl-C ends the demo and removes what it made.`;
}

function questionsAbout({ clients, contacts }: InventedPractice): string[] {
  const longName = clients.find(({ record }) => record.name.length > 60)?.record.number;
  const withoutEmail = contacts.find(({ record }) => record.email === null)?.record.key;
  return ['status', `explain ${longName ?? ''}`, `explain ${withoutEmail ?? ''}`];
}
