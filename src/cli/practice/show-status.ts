// What `koppel status` does: reads how each connection stands, and shows it. Counts add up (rule 5).
import { connectorOf } from '../../app/portals.ts';
import type { OpenKind } from '../../database/people/open-statements.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import { listPracticeIds } from '../../database/records/practices.ts';
import { STANDING_STATES, REASON_CODES, REASONS } from '../../domain/reasons.ts';
import {
  readPracticeStatus,
  type ConnectionStatus,
  type PracticeStatus,
} from '../../answers/practice-status.ts';
import type { Language } from '../../domain/text.ts';
import { findPractice } from '../frame/find-practice.ts';
import type { Output } from '../frame/output.ts';
import { ageText, reasonText, stateText } from '../frame/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

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
  if (practices.length === 0) out.line('There are no practices yet; add one with `koppel practice add`.');
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
  out.line(`Practice ${practice.practice}: ${practice.name}`);
  const sweep = practice.lastSweepAt === null ? 'never' : practice.lastSweepAt.toISOString();
  out.line(`  last sweep: ${sweep}`);
  for (const line of sourceLines(practice)) out.line(`  ${line}`);
  for (const { kind, count, ageSeconds } of practice.open)
    out.line(`  ${OPEN[kind]}: ${count}, the oldest for ${ageText(ageSeconds)}`);
  if (practice.connections.length === 0) out.line('  no connections yet');
  for (const connection of practice.connections) showConnection(out, connection, lang);
  out.line('');
}

const OPEN: Readonly<Record<OpenKind, string>> = {
  waits: 'events of contacts that wait for their client',
  refused: 'events that were refused, of which only what they take away was taken over',
  questioned: 'contacts last said to be at a client that is not known',
  outdated: 'records of which something older came later and does not count',
};

const NO_SOURCE = [
  'Warning: the window cannot be guaranteed. This practice has no source that Koppel can read, so a',
  'webhook that gets lost is not made good; add one with `koppel practice add` (--source-folder or --source-url).',
];
const UNREAD = [
  'Warning: the window cannot be guaranteed. No export of the source was accepted since it was announced: check that',
  'the practice software writes them as docs/import.md says, and that a worker runs.',
];
const LATE = [
  'Warning: the window cannot be guaranteed. The last export that was accepted is older than announced: check that the',
  'practice software writes them, or say how often it does (`koppel practice add`, --source-every).',
];

function sourceLines(practice: PracticeStatus): readonly string[] {
  const { sourceState: state, sourceReadAt, sourceAgeSeconds, sourceProblem, sourceProblemSince } = practice;
  if (state === 'none') return NO_SOURCE;
  const age = ageText(sourceAgeSeconds ?? 0);
  const read =
    sourceReadAt === null ? `never, announced ${age} ago` : `${sourceReadAt.toISOString()}, ${age} ago`;
  const problem =
    sourceProblem === null
      ? []
      : [`source refused since ${sourceProblemSince?.toISOString() ?? 'always'}: ${sourceProblem}`];
  const warning = { unread: UNREAD, late: LATE, current: [] }[state];
  return [`source last read: ${read}`, ...problem, ...warning];
}

const REFUSES_WRITES = [
  'Warning: the portal can be read and refuses every write. Give the account that Koppel signs in with the right to',
  'write there; Koppel goes on asking, and goes on by itself.',
];

function showConnection(out: Output, connection: ConnectionStatus, lang: Language): void {
  const why = connection.stopReason === null ? '' : ` (${connection.stopReason})`;
  out.line(`\nConnection ${connection.name} (${connection.portal}): ${connection.state}${why}`);
  showWork(out, connection);
  out.table(
    ['', ...STANDING_STATES.map((state) => stateText(state, lang)), 'total'],
    (['clients', 'contacts'] as const).map((kind) => [
      kind,
      ...STANDING_STATES.map((state) => String(connection[kind].byState[state])),
      String(connection[kind].total),
    ]),
  );
  const rows = reasonRows(connection, lang);
  if (rows.length > 0) out.table(['reason', 'clients', 'contacts', ''], rows);
}

function showWork(out: Output, connection: ConnectionStatus): void {
  const { due, oldestChange, oldestBulk, brakeRequest, openTasks, signIn } = connection;
  out.line(`  window: ${connection.window}`);
  out.line(`  due: ${due.revoke} revokes, ${due.change} changes, ${due.bulk} of a first load`);
  if (oldestChange !== null) out.line(`  oldest unserved change: ${ageText(oldestChange.ageSeconds)}`);
  if (oldestBulk !== null) out.line(`  oldest of the first load: ${ageText(oldestBulk.ageSeconds)}`);
  out.line(`  last verified: ${connection.verifiedAt?.toISOString() ?? 'never'}`);
  if (connection.state !== 'active')
    out.line(`  ${connection.state} since ${connection.stateSince.toISOString()}`);
  if (connection.refusesWrites) for (const line of REFUSES_WRITES) out.line(`  ${line}`);
  if (brakeRequest !== null)
    out.line(
      `  Brake: ${brakeRequest.accesses} accesses wait for approval since ${brakeRequest.openedAt.toISOString()}; see \`koppel approve\`.`,
    );
  if (openTasks > 0) out.line(`  Tasks for a person: ${openTasks}; see \`koppel task list\`.`);
  out.line(
    `  people with access: ${signIn.active} can sign in, ${signIn.mailSent} were mailed and have not used it, ${signIn.unknown} unknown`,
  );
}

/** In the order of the list of reasons, which goes from well to ill. */
function reasonRows({ clients, contacts }: ConnectionStatus, lang: Language): string[][] {
  return REASON_CODES.filter(
    (code) => (clients.byReason[code] ?? 0) + (contacts.byReason[code] ?? 0) > 0,
  ).map((code) => [
    `${stateText(REASONS[code].state, lang)} · ${code}`,
    String(clients.byReason[code] ?? 0),
    String(contacts.byReason[code] ?? 0),
    reasonText(code, lang),
  ]);
}
