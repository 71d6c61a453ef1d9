// What `koppel sync` does: asks for another look, and waits for it where that is wished for.
import { setTimeout as wait } from 'node:timers/promises';
import { connectorOf } from '../../app/portals.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import { readConnection, type StoredConnection } from '../../database/portal/connections.ts';
import type { Store } from '../../database/open-store.ts';
import { countUnserved } from '../../database/ledger/pairs.ts';
import { UsageError } from '../../errors.ts';
import { askSync } from '../../actions/ask-sync.ts';
import { readStandingsOf, type SubjectNow } from '../../answers/read-standings.ts';
import { readPracticeStatus, type ConnectionStatus } from '../../answers/practice-status.ts';
import { actingUser } from '../frame/acting-user.ts';
import { CONNECTION_STATE_TEXTS, type ConnectionState } from '../../domain/connection.ts';
import { STANDING_STATES } from '../../domain/reasons.ts';
import type { Language, Text } from '../../domain/text.ts';
import { type AskingOptions } from '../frame/options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { describeRecord, findRecord } from '../frame/find-record.ts';
import type { Output } from '../frame/output.ts';
import { openClientProgress } from '../frame/client-progress.ts';
import { reasonText, stateText } from '../../domain/reason-text.ts';
import { EXIT, type CommandContext, type Surroundings } from '../frame/run-command.ts';

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
  const { foundation, out } = context;
  const { store } = foundation;
  const { practice } = options;
  const connection = await findConnection(store, practice, options.connection);
  const record = text === undefined ? null : await findRecord(context, practice, text);
  if (record !== null && record.clientId === null)
    throw new UsageError({
      en: 'This contact was deleted before its client was ever known: there is nothing to look at.',
      nl: 'Deze contactpersoon is verwijderd voordat de klant ooit bekend was: er is niets te bekijken.',
    });
  const clientId = record?.clientId ?? null;
  const asked = await askSync(store, { connection, clientId, by: actingUser(options.by) });
  out.line(dueNow(asked, connection.name));
  const answer = { practice, connection: connection.name, asked };
  if (options.wait !== true) {
    out.line({
      en: 'A running worker looks there; --wait waits for it.',
      nl: 'Een draaiende worker kijkt daar; --wait wacht daarop.',
    });
    out.result(answer);
    return EXIT.ok;
  }
  const served = await waitUntilServed(context, {
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

function dueNow(count: number, connection: string): Text {
  return count === 1
    ? { en: `1 client of ${connection} is due now.`, nl: `1 klant van ${connection} is nu aan de beurt.` }
    : {
        en: `${count} clients of ${connection} are due now.`,
        nl: `${count} klanten van ${connection} zijn nu aan de beurt.`,
      };
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
  surroundings: Pick<Surroundings, 'terminal' | 'lang'>,
  waiting: Waiting,
): Promise<{ done: true } | { done: false; why: Text }> {
  const { store, connection, clientId, asked } = waiting;
  const { id, practiceId } = connection;
  const end = Date.now() + waiting.timeoutMs;
  const progress = openClientProgress(surroundings, asked);
  try {
    for (;;) {
      const { left, state } = await store.inPractice(practiceId, async (tx) => ({
        left: await countUnserved(tx, id, clientId),
        state: (await readConnection(tx, id))?.state ?? 'stopped',
      }));
      progress.update(Math.max(0, asked - left));
      if (left === 0) return { done: true };
      if (state === 'paused' || state === 'stopped') return { done: false, why: standsStill(state) };
      if (Date.now() > end) return { done: false, why: stillDue(left) };
      await wait(LOOK_EVERY_MS);
    }
  } finally {
    progress.stop();
  }
}

function standsStill(state: ConnectionState): Text {
  const { en, nl } = CONNECTION_STATE_TEXTS[state];
  return {
    en: `The connection is ${en}: nothing is done until \`koppel connection resume\`.`,
    nl: `De verbinding is ${nl}: er gebeurt niets tot \`koppel connection resume\`.`,
  };
}

function stillDue(left: number): Text {
  return {
    en: `Not served in time, and still due: ${left} ${left === 1 ? 'client' : 'clients'}. Is a worker running?`,
    nl: `Niet op tijd klaar, en nog aan de beurt: ${left} ${left === 1 ? 'klant' : 'klanten'}. Draait er een worker?`,
  };
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
  { store, out, lang }: Showing,
  { practiceId, name }: StoredConnection,
): Promise<{ failed: boolean; answer: Readonly<Record<string, unknown>> }> {
  const now = await store.inSystem(readClock);
  const status = await readPracticeStatus({ store, connectorOf, now }, practiceId);
  const own = status?.connections.find((connection) => connection.name === name);
  if (own === undefined) return { failed: true, answer: {} };
  for (const kind of ['clients', 'contacts'] as const)
    out.line(`${KINDS[kind][lang]}: ${describeCounts(own[kind], lang)}`);
  return {
    failed: own.clients.byState.failed + own.contacts.byState.failed > 0,
    answer: { clients: own.clients, contacts: own.contacts },
  };
}

const KINDS = {
  clients: { en: 'clients', nl: 'klanten' },
  contacts: { en: 'contacts', nl: 'contactpersonen' },
} as const satisfies Record<string, Text>;

function describeCounts({ total, byState }: ConnectionStatus['clients'], lang: Language): string {
  const parts = STANDING_STATES.filter((state) => byState[state] > 0);
  return `${total} (${parts.map((state) => `${byState[state]} ${stateText(state, lang)}`).join(', ')})`;
}
