// What `koppel request` does: shows who must act, and has a request mailed again or withdrawn.
import { connectorOf } from '../../app/portals.ts';
import { listRequests, type OpenRequest } from '../../database/people/requests.ts';
import { UsageError } from '../../errors.ts';
import { typeName } from '../../domain/type-names.ts';
import { askAboutRequest, type RequestAsk } from '../../actions/ask-request.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { DecidingOptions } from '../frame/options.ts';
import { CONNECTION_STATE_TEXTS, type ConnectionState } from '../../domain/connection.ts';
import type { Language, Text } from '../../domain/text.ts';
import { whenText } from '../../domain/time-text.ts';
import { ACTORS, actorOf } from '../../domain/who-acts.ts';
import { confirm, NOTHING_CHANGED } from '../frame/confirm.ts';
import { findOneConnection, findPractice } from '../frame/find-practice.ts';
import { reasonText, whatToType } from '../../domain/reason-text.ts';
import { type CommandContext } from '../frame/run-command.ts';

export async function showRequests(
  { foundation, out }: CommandContext,
  options: DecidingOptions,
): Promise<void> {
  const { store } = foundation;
  const { practice, lang } = options;
  const connection = await findOneConnection(store, practice, options.connection);
  const connectionId = connection?.id ?? null;
  const requests = await store.inPractice(practice, (tx) => listRequests(tx, { connectionId }));
  if (requests.length === 0) out.line(WORDS.none);
  for (const request of requests) for (const line of describe(request, lang)) out.line(line);
  out.result({
    practice,
    requests: requests.map((request) => ({ ...request, ...textOf(request, lang) })),
  });
}

const WORDS = {
  none: { en: 'Nothing waits.', nl: 'Er wacht niets.' },
  since: { en: 'since', nl: 'sinds' },
  waits: { en: 'must act', nl: 'is aan zet' },
  again: { en: 'Koppel looks again', nl: 'Koppel kijkt opnieuw' },
  task: { en: 'task', nl: 'taak' },
  mailed: { en: 'last mailed', nl: 'laatst gemaild' },
  asked: { en: 'asked for, not done yet:', nl: 'gevraagd, nog niet gedaan:' },
  connection: { en: 'the connection is', nl: 'de verbinding is' },
} as const satisfies Record<string, Text>;

function describe(request: OpenRequest, lang: Language): readonly string[] {
  const { id, connection, type, client, clientNumber, waitingOn, since, lookAgainAt, task } = request;
  const about = request.email ?? request.key;
  const { text, remedy } = textOf(request, lang);
  const moment = (word: string, at: Date | null): string[] =>
    at === null ? [] : [`  ${word} ${whenText(at, lang)}`];
  return [
    `${id}  ${connection}: ${`${typeName(type, lang)} ${about}`.trim()}, ${client ?? '-'} (${clientNumber ?? '-'})`,
    ...(waitingOn === null ? [] : [`  ${ACTORS[actorOf(waitingOn)][lang]} ${WORDS.waits[lang]}`]),
    `  ${text} ${remedy}`,
    ...moment(WORDS.since[lang], since),
    ...moment(WORDS.mailed[lang], request.mailedAt),
    ...(request.asked === null ? [] : [`  ${WORDS.asked[lang]} ${ASKED[request.asked][lang]}`]),
    ...(request.connectionState === 'active'
      ? []
      : [`  ${WORDS.connection[lang]} ${CONNECTION_STATE_TEXTS[request.connectionState][lang]}`]),
    ...moment(WORDS.again[lang], lookAgainAt),
    ...(task === null ? [] : [`  ${WORDS.task[lang]} ${task}`]),
    '',
  ];
}

function textOf({ state, waitingFor }: OpenRequest, lang: Language): { text: string; remedy: string } {
  const fallback = { waiting: 'WAITING_ON_PERSON', declined: 'DECLINED', uncertain: 'UNCERTAIN' } as const;
  const reason = state === 'uncertain' ? 'UNCERTAIN' : (waitingFor ?? fallback[state]);
  return { text: reasonText(reason, lang), remedy: whatToType({ reason, linked: true }, lang) };
}

const ASKED: Readonly<Record<RequestAsk, Text>> = {
  resend: { en: 'resend', nl: 'opnieuw sturen' },
  withdraw: { en: 'withdraw', nl: 'intrekken' },
  accepted: { en: 'accepted', nl: 'geaccepteerd' },
  declined: { en: 'declined', nl: 'geweigerd' },
};

const QUESTIONS: Readonly<Record<RequestAsk, Text>> = {
  resend: {
    en: 'This mails the other side once more. Go on?',
    nl: 'Dit mailt de andere kant nog een keer. Doorgaan?',
  },
  withdraw: { en: 'This ends the request. Go on?', nl: 'Dit beëindigt het verzoek. Doorgaan?' },
  accepted: {
    en: 'Koppel goes on as if the other side had accepted: you saw it in the portal, or in a mail of it. Go on?',
    nl: 'Koppel gaat verder alsof de andere kant heeft geaccepteerd: u zag het in het portaal, of in een mail ervan. Doorgaan?',
  },
  declined: {
    en: 'Koppel does not ask again by itself. Go on?',
    nl: 'Koppel vraagt niet vanzelf opnieuw. Doorgaan?',
  },
};

export async function askOne(
  context: CommandContext,
  options: DecidingOptions,
  { id, ask }: { id: string; ask: RequestAsk },
): Promise<void> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const { practice } = options;
  await findPractice(store, practice);
  const [found] = await store.inPractice(practice, (tx) => listRequests(tx, { id }));
  if (found !== undefined) for (const line of describe(found, lang)) out.line(line);
  if (!(await confirm(context, QUESTIONS[ask], options))) throw new UsageError(NOTHING_CHANGED);
  const request = await askAboutRequest(
    { store, connectorOf },
    { practiceId: practice, requestId: id, ask, by: actingUser(options.by) },
  );
  if (request.asked !== null && request.asked !== ask)
    out.line({
      en: `This replaces the ${ASKED[request.asked].en} that was asked for before and not done yet.`,
      nl: `Dit vervangt het ${ASKED[request.asked].nl} dat eerder is gevraagd en nog niet gedaan.`,
    });
  out.line(notedText(request.connectionState));
  out.result({ practice, request: request.id, ask });
}

function notedText(state: ConnectionState): Text {
  if (state === 'active' || state === 'quarantined')
    return {
      en: 'Noted; the worker does it now, and `koppel request list` shows what came of it.',
      nl: 'Genoteerd; de worker doet het nu, en `koppel request list` toont wat ervan kwam.',
    };
  const { en, nl } = CONNECTION_STATE_TEXTS[state];
  return {
    en: `Noted; the connection is ${en}: it is done after \`koppel connection resume\`.`,
    nl: `Genoteerd; de verbinding is ${nl}: het gebeurt na \`koppel connection resume\`.`,
  };
}
