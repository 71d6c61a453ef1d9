// What people can look at while the demo stays up: addresses, sign-ins, and commands to try.
import { relative } from 'node:path';
import { inEach, type Text } from '../src/domain/text.ts';
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
): Text {
  const koppel = `KOPPEL_DATA_DIR=${dataDir} node ${relative(process.cwd(), process.argv[1] ?? '')}`;
  const commands = questions.map((question) => `  ${koppel} ${question} --practice ${PRACTICE_ID}`);
  const tries = [...commands, ...more.map((line) => `  ${line}`)].join('\n');
  return inEach((lang) => {
    const { password, pages, dashboard, api, elsewhere, ends } = WORDS[lang];
    const users = signIns.map((user) => `  ${user.name.padEnd(8)}  ${password} ${user.password}`);
    return `
${pages} ${url}
${dashboard} ${url}/queues
${users.join('\n')}
Webhook              ${url}/webhooks/practice/${PRACTICE_ID}
${api} ${url}/openapi.json
Sandbox              ${sandbox.adminUrl}/state, /mails, /counts (${story.title})

${elsewhere}
${tries}

${ends}`;
  });
}

const WORDS = {
  en: {
    password: 'password',
    pages: 'Pages               ',
    dashboard: 'Dashboard           ',
    api: 'Description of API  ',
    elsewhere: 'In another terminal:',
    ends: 'Ctrl-C ends the demo and removes what it made.',
  },
  nl: {
    password: 'wachtwoord',
    pages: "Pagina's            ",
    dashboard: 'Dashboard           ',
    api: 'Beschrijving van API',
    elsewhere: 'In een andere terminal:',
    ends: 'Ctrl-C beëindigt de demo en ruimt op wat zij maakte.',
  },
} as const;
