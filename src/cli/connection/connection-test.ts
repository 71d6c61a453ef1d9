// Tries a connection: signs in, reads a little, and on request proves the calls that are only assumed.
import type { PortalConnector, Session } from '../../../connectors/connector.ts';
import { openPortals } from '../../app/open-portals.ts';
import { writeAudit } from '../../database/people/audit.ts';
import { setShownTypes, type StoredConnection } from '../../database/portal/connections.ts';
import { assumedTypes, withProofs } from '../../domain/call-permission.ts';
import { ConfigError, KoppelError, UsageError } from '../../errors.ts';
import { readALittle } from '../../engine/read-a-little.ts';
import { actingUser } from '../frame/acting-user.ts';
import { proveTypes, showProofs, type ProofLine } from './connection-proofs.ts';
import { findConnection } from '../frame/find-practice.ts';
import { EXIT, type CommandContext } from '../frame/run-command.ts';

export interface TestOptions {
  readonly practice: string;
  readonly prove?: boolean;
  readonly testKey?: string;
  readonly yes?: boolean;
}

interface SentRequest {
  readonly method: string;
  readonly status: number | null;
  readonly ms: number;
}

interface Reading {
  readonly ok: boolean;
  readonly ms: number;
  /** The type of resource that was read. */
  readonly read: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly requests: readonly SentRequest[];
}

export async function testConnection(
  context: CommandContext,
  name: string,
  options: TestOptions,
): Promise<number> {
  checkOptions(options);
  const connection = await findConnection(context.foundation.store, options.practice, name);
  const requests: SentRequest[] = [];
  const portals = openPortals(context.foundation, ({ method, status, ms }) =>
    requests.push({ method, status, ms: Math.round(ms) }),
  );
  try {
    const connector = portals.connectorOf(connection.portal);
    const session = portals.openSession({
      // A proof makes the very calls that nobody has proven.
      connection:
        options.prove === true ? { ...connection, provenTypes: assumedTypes(connector) } : connection,
      deadline: { sendBy: null },
      signal: new AbortController().signal,
    });
    const reading = { ...(await tryReading(connector, session)), requests: [...requests] };
    showReading(context, connection, reading);
    const proofs = await prove(context, { connection, connector, session, reading }, options);
    context.out.result(answer(connection, reading, proofs));
    return reading.ok && (proofs ?? []).every(({ ok }) => ok) ? EXIT.ok : EXIT.no;
  } finally {
    portals.close();
  }
}

function checkOptions({ prove, testKey }: TestOptions): void {
  if (prove === true && (testKey ?? '').trim() === '') {
    throw new UsageError(
      '--prove needs --test-key: the number of a record in the portal that is there for testing.',
    );
  }
  if (prove !== true && testKey !== undefined) throw new UsageError('--test-key is for --prove.');
}

async function tryReading(connector: PortalConnector, session: Session): Promise<Omit<Reading, 'requests'>> {
  const [read] = Object.keys(connector.resources);
  if (read === undefined) throw new Error('a connector without resources');
  const begun = performance.now();
  const elapsed = (): number => Math.round(performance.now() - begun);
  try {
    await readALittle(connector, session);
    return { ok: true, ms: elapsed(), read, error: null };
  } catch (error) {
    if (!(error instanceof KoppelError) || error instanceof ConfigError) throw error;
    return { ok: false, ms: elapsed(), read, error: { code: error.code, message: error.message } };
  }
}

function showReading({ out }: CommandContext, connection: StoredConnection, reading: Reading): void {
  const { name, practiceId, state } = connection;
  for (const { method, status, ms } of reading.requests) {
    out.line(`  ${method.padEnd(6)} ${status === null ? 'no answer' : String(status)}  ${ms} ms`);
  }
  if (reading.error === null)
    out.line(`Signed in to ${connection.portal} and read ${reading.read}: ${reading.ms} ms.`);
  else out.line(`The test failed after ${reading.ms} ms: ${reading.error.message} (${reading.error.code})`);
  if (state !== 'active') {
    out.line(`The connection is ${state}; a test does not change that.`);
    out.line(`  To resume it: koppel connection resume ${name} --practice ${practiceId}`);
  }
}

interface Tested {
  readonly connection: StoredConnection;
  readonly connector: PortalConnector;
  readonly session: Session;
  readonly reading: Reading;
}

/** Null when nothing was to be proven. */
async function prove(
  context: CommandContext,
  { connection, connector, session, reading }: Tested,
  options: TestOptions,
): Promise<readonly ProofLine[] | null> {
  if (options.prove !== true || !reading.ok) return null;
  const lines = await proveTypes(context, {
    connector,
    session,
    testKey: options.testKey ?? '',
    yes: options.yes === true,
  });
  const wrong = lines.filter(({ ok, answered }) => !ok && answered).map(({ type }) => type);
  const right = lines.filter(({ ok }) => ok).map(({ type }) => type);
  const { id, practiceId } = connection;
  await context.foundation.store.inPractice(practiceId, async (tx) => {
    await setShownTypes(tx, id, withProofs(connection, { right, wrong }));
    const details = { proven: right, failed: wrong };
    await writeAudit(tx, [
      { practiceId, actor: actingUser(), action: 'connection.proven', connectionId: id, details },
    ]);
  });
  showProofs(context.out, lines);
  return lines;
}

function answer(connection: StoredConnection, reading: Reading, proofs: readonly ProofLine[] | null) {
  const { practiceId: practice, name, portal, state } = connection;
  return { practice, connection: name, portal, state, ...reading, proofs };
}
