// What `koppel verify` does: asks a worker to read the portal back, waits for it, and says what was put back.
import { setTimeout as wait } from 'node:timers/promises';
import { askReadBack, askSync } from '../../actions/ask-sync.ts';
import { listWritesSince } from '../../database/ledger/operations.ts';
import { readConnection, type StoredConnection } from '../../database/portal/connections.ts';
import { readClock } from '../../database/portal/verify-turns.ts';
import type { Store } from '../../database/open-store.ts';
import { CONNECTION_STATE_TEXTS, type ConnectionState } from '../../domain/connection.ts';
import type { Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { actionText } from '../frame/action-text.ts';
import { actingUser } from '../frame/acting-user.ts';
import type { AskingOptions } from '../frame/options.ts';
import { findConnection } from '../frame/find-practice.ts';
import { findRecord } from '../frame/find-record.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';
import { showOutcome, waitUntilServed } from './sync-now.ts';

export interface VerifyOptions extends AskingOptions {
  readonly timeout: number;
  readonly by?: string;
}

export async function verify(
  context: CommandContext,
  text: string | undefined,
  options: VerifyOptions,
): Promise<number> {
  const { store } = context.foundation;
  const connection = await findConnection(store, options.practice, options.connection);
  if (connection.state !== 'active') throw new UsageError(resumeFirst(connection.state));
  if (text === undefined) return verifyAll(context, connection, options);
  const record = await findRecord(context, options.practice, text);
  if (record.clientId === null)
    throw new UsageError({
      en: 'This contact has no client here: there is nothing to read back.',
      nl: 'Deze contactpersoon heeft hier geen klant: er is niets terug te lezen.',
    });
  return verifyClient(context, { connection, clientId: record.clientId }, options);
}

function resumeFirst(state: ConnectionState): Text {
  const { en, nl } = CONNECTION_STATE_TEXTS[state];
  return {
    en: `The connection is ${en}: \`koppel connection resume\` it first.`,
    nl: `De verbinding is ${nl}: geef eerst \`koppel connection resume\`.`,
  };
}

async function verifyClient(
  context: CommandContext,
  { connection, clientId }: { connection: StoredConnection; clientId: string },
  { by, timeout, lang }: VerifyOptions,
): Promise<number> {
  const { foundation, out } = context;
  const { store } = foundation;
  const since = await store.inPractice(connection.practiceId, readClock);
  const asked = await askSync(store, { connection, clientId, by: actingUser(by), reads: true });
  const timeoutMs = timeout * 1000;
  const served = await waitUntilServed(context, { store, connection, clientId, asked, timeoutMs });
  if (!served.done) out.line(served.why);
  const written = await store.inPractice(connection.practiceId, (tx) =>
    listWritesSince(tx, { connectionId: connection.id, clientId, since }),
  );
  for (const { action, type } of written)
    out.line({
      en: `Sent to the portal: ${actionText(action, type, 'en')}.`,
      nl: `Naar het portaal gestuurd: ${actionText(action, type, 'nl')}.`,
    });
  if (served.done && written.length === 0)
    out.line({ en: 'The portal is as Koppel knew it.', nl: 'Het portaal is zoals Koppel het kende.' });
  const { failed, answer } = await showOutcome({ store, out, lang }, connection, clientId);
  out.result({ connection: connection.name, read: served.done, written, ...answer });
  return served.done && !failed ? EXIT.ok : EXIT.no;
}

async function verifyAll(
  { foundation: { store }, out }: CommandContext,
  connection: StoredConnection,
  { by, timeout, lang }: VerifyOptions,
): Promise<number> {
  const since = await askReadBack(store, { connection, by: actingUser(by) });
  out.line({
    en: `The portal of ${connection.name} is read back by a running worker.`,
    nl: `Het portaal van ${connection.name} wordt door een draaiende worker teruggelezen.`,
  });
  const read = await waitUntilRead(store, { connection, since, timeoutMs: timeout * 1000 });
  if (!read)
    out.line({
      en: 'Not read to the end in time. Is a worker running? It goes on without this command.',
      nl: 'Niet op tijd ten einde gelezen. Draait er een worker? Het gaat zonder dit commando verder.',
    });
  const { failed, answer } = await showOutcome({ store, out, lang }, connection, null);
  out.result({ connection: connection.name, read, ...answer });
  return read && !failed ? EXIT.ok : EXIT.no;
}

const LOOK_EVERY_MS = 500;

async function waitUntilRead(
  store: Store,
  { connection, since, timeoutMs }: { connection: StoredConnection; since: Date; timeoutMs: number },
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end) {
    const now = await store.inPractice(connection.practiceId, (tx) => readConnection(tx, connection.id));
    if (now === null || now.state !== 'active') return false;
    if (now.verifiedAt !== null && now.verifiedAt > since) return true;
    await wait(LOOK_EVERY_MS);
  }
  return false;
}
