// What `koppel status` does: reads how each connection stands, and shows it. Counts add up (rule 5).
import { connectorOf } from '../../app/portals.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import { listPracticeIds } from '../../database/records/practices.ts';
import { STANDING_STATES, reasonCodes, reasonOf } from '../../domain/reasons.ts';
import {
  readPracticeStatus,
  type ConnectionStatus,
  type PracticeStatus,
} from '../../answers/practice-status.ts';
import type { Language } from '../../domain/text.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { Output } from '../frame/output.ts';
import { ageText, reasonText, stateText } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { CONNECTION_STATE_TEXTS } from '../../domain/connection.ts';
import { timeText, whenText } from '../../domain/time-text.ts';
import { STATUS_WORDS } from './status-texts.ts';

export interface StatusOptions {
  readonly practice?: string;
  readonly json?: boolean;
  readonly lang: Language;
}

export async function showStatus(
  { foundation, out }: CommandContext,
  options: StatusOptions,
): Promise<number> {
  const { store } = foundation;
  if (options.practice !== undefined) await findPractice(store, options.practice);
  const ids = options.practice === undefined ? await store.inSystem(listPracticeIds) : [options.practice];
  const now = await store.inSystem(readClock);
  const practices: PracticeStatus[] = [];
  for (const id of ids) {
    const status = await readPracticeStatus({ store, connectorOf, now }, id);
    if (status !== null) practices.push(status);
  }
  if (practices.length === 0) out.line(STATUS_WORDS[options.lang].noPractices);
  for (const practice of practices) showPractice(out, practice, options.lang);
  out.result({ practices });
  return practices.some((practice) => isSourceBad(practice) || practice.connections.some(isBad))
    ? EXIT.no
    : EXIT.ok;
}

function isSourceBad({ sourceState }: PracticeStatus): boolean {
  return sourceState === 'unread' || sourceState === 'late';
}

function isBad({ window, state, refusesWrites }: ConnectionStatus): boolean {
  return window === 'missed' || state === 'stopped' || refusesWrites;
}

function showPractice(out: Output, practice: PracticeStatus, lang: Language): void {
  const words = STATUS_WORDS[lang];
  out.line(`${words.practice} ${practice.practice}: ${practice.name}`);
  out.line(
    `  ${words.lastSweep}: ${practice.lastSweepAt === null ? words.never : whenText(practice.lastSweepAt, lang)}`,
  );
  for (const line of sourceLines(practice, lang)) out.line(`  ${line}`);
  for (const { kind, count, ageSeconds } of practice.open)
    out.line(`  ${words.open(kind, count, ageText(ageSeconds, lang))}`);
  if (practice.connections.length === 0) out.line(`  ${words.noConnections}`);
  for (const connection of practice.connections) showConnection(out, connection, lang);
  out.line('');
}

function sourceLines(practice: PracticeStatus, lang: Language): readonly string[] {
  const words = STATUS_WORDS[lang];
  const { sourceState: state, sourceReadAt, sourceAgeSeconds, sourceProblem, sourceProblemSince } = practice;
  const { sourceReading, sourceAsOf, completeAsOf } = practice;
  const asOf = sourceAsOf === null ? '' : `${words.asOf} ${whenText(sourceAsOf, lang)}, `;
  const complete = completeAsOf === null ? [] : [`${words.completeAsOf} ${whenText(completeAsOf, lang)}`];
  const warning = words.sources[state];
  if (state === 'none') return [...complete, ...warning];
  const age = ageText(sourceAgeSeconds ?? 0, lang);
  const read =
    sourceReadAt === null
      ? words.announced(age)
      : `${timeText(sourceReadAt, lang)}, ${asOf}${words.ago(age)}`;
  const since = sourceProblemSince === null ? words.always : whenText(sourceProblemSince, lang);
  const problem = sourceProblem === null ? [] : [`${words.refusedSince} ${since}: ${sourceProblem}`];
  const reading =
    sourceReading === null ? [] : [words.reading(sourceReading.records, sourceReading.of, practice.practice)];
  return [`${words.sourceRead}: ${read}`, ...complete, ...reading, ...problem, ...warning];
}

function showConnection(out: Output, connection: ConnectionStatus, lang: Language): void {
  const words = STATUS_WORDS[lang];
  const why = connection.stopReason === null ? '' : ` (${connection.stopReason})`;
  const state = CONNECTION_STATE_TEXTS[connection.state][lang];
  out.line(`\n${words.connection} ${connection.name} (${connection.portal}): ${state}${why}`);
  showWork(out, connection, lang);
  out.table(
    [words.kind, ...STANDING_STATES.map((each) => stateText(each, lang)), words.total],
    (['clients', 'contacts'] as const).map((kind) => [
      words.kinds[kind],
      ...STANDING_STATES.map((each) => String(connection[kind].byState[each])),
      String(connection[kind].total),
    ]),
  );
  const rows = reasonRows(connection, lang);
  if (rows.length > 0)
    out.table([words.reason, words.kinds.clients, words.kinds.contacts, words.meaning], rows);
}

function showWork(out: Output, connection: ConnectionStatus, lang: Language): void {
  const words = STATUS_WORDS[lang];
  const { due, inTime, backlog, oldestChange, oldestBulk, brakeRequest, openTasks, signIn } = connection;
  const lines = [
    `${words.window}: ${words.windows[connection.window]}`,
    ...(inTime.changes === 0 ? [] : [words.inTime(inTime)]),
    words.due(due),
    ...(backlog === null ? [] : [words.backlog(ageText(backlog.leastSeconds, lang), backlog.canFit)]),
    ...(oldestChange === null ? [] : [`${words.oldestChange}: ${ageText(oldestChange.ageSeconds, lang)}`]),
    ...(oldestBulk === null ? [] : [`${words.oldestBulk}: ${ageText(oldestBulk.ageSeconds, lang)}`]),
    `${words.lastVerified}: ${connection.verifiedAt === null ? words.never : whenText(connection.verifiedAt, lang)}`,
    ...(connection.state === 'active'
      ? []
      : [
          `${CONNECTION_STATE_TEXTS[connection.state][lang]} ${words.since} ${whenText(connection.stateSince, lang)}`,
        ]),
    ...(connection.refusesWrites ? words.refusesWrites : []),
    ...(brakeRequest === null
      ? []
      : [words.brake(brakeRequest.accesses, whenText(brakeRequest.openedAt, lang))]),
    ...(openTasks === 0 ? [] : [words.tasks(openTasks)]),
    words.signIn(signIn),
  ];
  for (const line of lines) out.line(`  ${line}`);
}

/** In the order of the list of reasons, which goes from well to ill. */
function reasonRows({ clients, contacts }: ConnectionStatus, lang: Language): string[][] {
  return reasonCodes()
    .filter((code) => (clients.byReason[code] ?? 0) + (contacts.byReason[code] ?? 0) > 0)
    .map((code) => [
      `${stateText(reasonOf(code).state, lang)} · ${code}`,
      String(clients.byReason[code] ?? 0),
      String(contacts.byReason[code] ?? 0),
      reasonText(code, lang),
    ]);
}
