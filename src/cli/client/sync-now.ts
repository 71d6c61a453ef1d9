// What `koppel sync` does: asks for another look, and waits for it where that is wished for.
import { setTimeout as wait } from 'node:timers/promises';
import { connectorOf } from '../../app/portals.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import { readConnection, type StoredConnection } from '../../database/portal/connections.ts';
import type { Store } from '../../database/open-store.ts';
import { countUnserved } from '../../database/ledger/pairs.ts';
import { UsageError } from '../../errors.ts';
import { askSync, readStandingsOf, type SubjectNow } from '../../actions/ask-sync.ts';
import { readPracticeStatus, type ConnectionStatus } from '../../answers/practice-status.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { Language } from '../../domain/text.ts';
import { type AskingOptions } from '../frame/asking-options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import type { Output } from '../frame/output.ts';
import { openClientProgress } from '../frame/client-progress.ts';
import { reasonText, stateText } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import type { Terminal } from '../frame/terminal.ts';

export interface SyncOptions extends AskingOptions {
  readonly wait?: boolean;
  readonly timeout: number;
  readonly by?: string;
}

export async function sync(
  context: CommandContext,
  text: string | undefined,
  options: SyncOptions,
): Promise<number> {
  const { foundation, out, terminal } = context;
  const { store } = foundation;
  const { practice } = options;
  const connection = await findConnection(store, practice, options.connection);
  const record = text === undefined ? null : await findRecord(context, practice, text);
  if (record !== null && record.clientId === null)
    throw new UsageError(
      'This contact was deleted before its client was ever known: there is nothing to look at.',
    );
  const clientId = record?.clientId ?? null;
  const asked = await askSync(store, { connection, clientId, by: actingUser(options.by) });
  out.line(`${asked} clients of ${connection.name} are due now.`);
  const answer = { practice, connection: connection.name, asked };
  if (options.wait !== true) {
    out.line('A running worker looks at them; --wait waits for it.');
    out.result(answer);
    return EXIT.ok;
  }
  const served = await waitUntilServed(terminal, {
    store,
    connection,
    clientId,
    asked,
    timeoutMs: options.timeout * 1000,
  });
  if (!served.done) out.line(served.why);
  const shown = await showOutcome({ store, out, lang: options.lang }, connection, clientId);
  out.result({ ...answer, served: served.done, ...shown.answer });
  return served.done && !shown.failed ? EXIT.ok : EXIT.no;
}

interface Waiting {
  readonly store: Store;
  readonly connection: StoredConnection;
  readonly clientId: string | null;
  readonly asked: number;
  readonly timeoutMs: number;
}

const LOOK_EVERY_MS = 250;

export async function waitUntilServed(
  terminal: Terminal,
  waiting: Waiting,
): Promise<{ done: true } | { done: false; why: string }> {
  const { store, connection, clientId, asked } = waiting;
  const { id, practiceId } = connection;
  const end = Date.now() + waiting.timeoutMs;
  const progress = openClientProgress(terminal, 'clients', asked);
  try {
    for (;;) {
      const { left, state } = await store.inPractice(practiceId, async (tx) => ({
        left: await countUnserved(tx, id, clientId),
        state: (await readConnection(tx, id))?.state ?? 'stopped',
      }));
      progress.update(Math.max(0, asked - left));
      if (left === 0) return { done: true };
      if (state === 'paused' || state === 'stopped')
        return {
          done: false,
          why: `The connection is ${state}: nothing is done until \`koppel connection resume\`.`,
        };
      if (Date.now() > end)
        return {
          done: false,
          why: `Not served in time: ${left} clients are still due. Is a worker running?`,
        };
      await wait(LOOK_EVERY_MS);
    }
  } finally {
    progress.stop();
  }
}

interface Showing {
  readonly store: Store;
  readonly out: Output;
  readonly lang: Language;
}

export async function showOutcome(
  showing: Showing,
  connection: StoredConnection,
  clientId: string | null,
): Promise<{ failed: boolean; answer: Readonly<Record<string, unknown>> }> {
  if (clientId === null) return showCounts(showing, connection);
  const standings = await readStandingsOf(showing.store, { connection, clientId }, connectorOf);
  for (const standing of standings) showing.out.line(describeStanding(standing, showing.lang));
  return { failed: standings.some(({ state }) => state === 'failed'), answer: { standings } };
}

function describeStanding({ record, state, reason }: SubjectNow, lang: Language): string {
  return `${describeRecord(record, lang)}: ${stateText(state, lang)} · ${reason}, ${reasonText(reason, lang)}`;
}

async function showCounts(
  { store, out }: Showing,
  { practiceId, name }: StoredConnection,
): Promise<{ failed: boolean; answer: Readonly<Record<string, unknown>> }> {
  const now = await store.inSystem(readClock);
  const status = await readPracticeStatus({ store, connectorOf, now }, practiceId);
  const own = status?.connections.find((connection) => connection.name === name);
  if (own === undefined) return { failed: true, answer: {} };
  for (const kind of ['clients', 'contacts'] as const) out.line(`${kind}: ${describeCounts(own[kind])}`);
  return {
    failed: own.clients.byState.failed + own.contacts.byState.failed > 0,
    answer: { clients: own.clients, contacts: own.contacts },
  };
}

function describeCounts({ total, byState }: ConnectionStatus['clients']): string {
  const parts = Object.entries(byState).filter(([, records]) => records > 0);
  return `${total} (${parts.map(([state, records]) => `${records} ${state}`).join(', ')})`;
}
