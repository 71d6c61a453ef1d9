// What `koppel request` does: shows who must act, and has a request mailed again or withdrawn.
import { connectorOf } from '../../app/portals.ts';
import { listRequests, type OpenRequest } from '../../database/people/requests.ts';
import { UsageError } from '../../errors.ts';
import { askAboutRequest, type RequestAsk } from '../../actions/ask-request.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { Language } from '../../domain/text.ts';
import { confirm } from '../frame/confirm.ts';
import { findConnection, findPractice } from '../frame/find-practice.ts';
import { reasonText, whatToType } from '../../domain/reason-text.ts';
import { type CommandContext } from '../frame/run-command.ts';

export interface RequestOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly json?: boolean;
  readonly lang: Language;
  readonly yes?: boolean;
  readonly by?: string;
}

export async function showRequests(
  { foundation, out }: CommandContext,
  options: RequestOptions,
): Promise<void> {
  const { store } = foundation;
  const { practice, lang } = options;
  await findPractice(store, practice);
  const connectionId =
    options.connection === undefined ? null : (await findConnection(store, practice, options.connection)).id;
  const requests = await store.inPractice(practice, (tx) => listRequests(tx, { connectionId }));
  if (requests.length === 0) out.line(lang === 'nl' ? 'Er wacht niets.' : 'Nothing waits.');
  for (const request of requests) for (const line of describe(request, lang)) out.line(line);
  out.result({
    practice,
    requests: requests.map((request) => ({ ...request, ...textOf(request, lang) })),
  });
}

const WORDS = {
  en: {
    since: 'since',
    waits: 'must act',
    again: 'Koppel looks again',
    task: 'task',
    mailed: 'last mailed',
    asked: 'asked for, not done yet:',
    connection: 'the connection is',
  },
  nl: {
    since: 'sinds',
    waits: 'is aan zet',
    again: 'Koppel kijkt opnieuw',
    task: 'taak',
    mailed: 'laatst gemaild',
    asked: 'gevraagd, nog niet gedaan:',
    connection: 'de verbinding is',
  },
} as const;
const ACTORS_NL: Readonly<Record<string, string>> = {
  client: 'klant',
  contact: 'contactpersoon',
  employee: 'collega',
  practice: 'kantoor',
  portal: 'portaal',
};

function describe(request: OpenRequest, lang: Language): readonly string[] {
  const words = WORDS[lang];
  const { id, connection, type, client, clientNumber, waitingOn, since, lookAgainAt, task } = request;
  const about = request.email ?? request.key;
  const { text, remedy } = textOf(request, lang);
  const moment = (word: string, at: Date | null): string[] =>
    at === null ? [] : [`  ${word} ${at.toISOString()}`];
  return [
    `${id}  ${connection}: ${`${type} ${about}`.trim()}, ${client ?? '-'} (${clientNumber ?? '-'})`,
    ...(waitingOn === null ? [] : [`  ${actorText(waitingOn, lang)} ${words.waits}`]),
    `  ${text} ${remedy}`,
    ...moment(words.since, since),
    ...moment(words.mailed, request.mailedAt),
    ...(request.asked === null ? [] : [`  ${words.asked} ${request.asked}`]),
    ...(request.connectionState === 'active' ? [] : [`  ${words.connection} ${request.connectionState}`]),
    ...moment(words.again, lookAgainAt),
    ...(task === null ? [] : [`  ${words.task} ${task}`]),
    '',
  ];
}

function actorText(actor: string, lang: Language): string {
  return lang === 'nl' ? (ACTORS_NL[actor] ?? actor) : actor;
}

function textOf({ state, waitingFor }: OpenRequest, lang: Language): { text: string; remedy: string } {
  const fallback = { waiting: 'WAITING_ON_PERSON', declined: 'DECLINED', uncertain: 'UNCERTAIN' } as const;
  const reason = state === 'uncertain' ? 'UNCERTAIN' : (waitingFor ?? fallback[state]);
  return { text: reasonText(reason, lang), remedy: whatToType({ reason, linked: true }, lang) };
}

const QUESTIONS: Readonly<Record<RequestAsk, string>> = {
  resend: 'This mails the other side once more.',
  withdraw: 'This ends the request.',
  accepted: 'Koppel goes on as if the other side had accepted: you saw it in the portal, or in a mail of it.',
  declined: 'Koppel does not ask again by itself.',
};

export async function askOne(
  { foundation, out, terminal }: CommandContext,
  options: RequestOptions,
  { id, ask }: { id: string; ask: RequestAsk },
): Promise<void> {
  const { store } = foundation;
  const { practice } = options;
  await findPractice(store, practice);
  const [found] = await store.inPractice(practice, (tx) => listRequests(tx, { id }));
  if (found !== undefined) for (const line of describe(found, 'en')) out.line(line);
  if (!(await confirm(terminal, `${QUESTIONS[ask]} Go on?`, { yes: options.yes === true })))
    throw new UsageError('Nothing was changed.');
  const request = await askAboutRequest(
    { store, connectorOf },
    { practiceId: practice, requestId: id, ask, by: actingUser(options.by) },
  );
  if (request.asked !== null && request.asked !== ask)
    out.line(`This replaces the ${request.asked} that was asked for before and not done yet.`);
  out.line(
    request.connectionState === 'active' || request.connectionState === 'quarantined'
      ? 'Noted; the worker does it now, and `koppel request list` shows what came of it.'
      : `Noted; the connection is ${request.connectionState}: it is done after \`koppel connection resume\`.`,
  );
  out.result({ practice, request: request.id, ask });
}
