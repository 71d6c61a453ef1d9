// What people can look at while the demo stays up: addresses, sign-ins, and commands to try.
import { relative } from 'node:path';
import { PRACTICE_ID, type Demo } from './story.ts';

export interface StayHints {
  /** Commands of Koppel to try on the practice, without the name of the practice. */
  readonly questions: readonly string[];
  /** What else can be tried, a line each. */
  readonly more?: readonly string[];
}

export function describeStay(
  { url, signIns, sandbox, dataDir, story }: Demo,
  { questions, more = [] }: StayHints,
): string {
  const users = signIns.map(({ name, password }) => `  ${name.padEnd(8)}  password ${password}`);
  const koppel = `KOPPEL_DATA_DIR=${dataDir} node ${relative(process.cwd(), process.argv[1] ?? '')}`;
  const commands = questions.map((question) => `  ${koppel} ${question} --practice ${PRACTICE_ID}`);
  return `
Dashboard            ${url}/queues
${users.join('\n')}
Webhook              ${url}/webhooks/practice/${PRACTICE_ID}
Description of API   ${url}/openapi.json
Sandbox              ${sandbox.adminUrl}/state, /mails, /counts (${story.title})

In another terminal:
${[...commands, ...more.map((line) => `  ${line}`)].join('\n')}

Ctrl-C ends the demo and removes what it made.`;
}
