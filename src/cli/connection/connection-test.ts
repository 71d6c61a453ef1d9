// Tries a connection: signs in, reads a little, and on request proves the calls that are only assumed.
import type { PortalConnector, Session } from '../../../connectors/connector.ts';
import { openPortals } from '../../app/open-portals.ts';
import { writeAudit } from '../../database/people/audit.ts';
import { setShownTypes, type StoredConnection } from '../../database/portal/connections.ts';
import { assumedTypes, withProofs } from '../../domain/call-permission.ts';
import { CONNECTION_STATE_TEXTS } from '../../domain/connection.ts';
import type { Text } from '../../domain/text.ts';
import { typeName } from '../../domain/type-names.ts';
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
  readonly error: KoppelError | null;
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
    throw new UsageError({
      en: '--prove needs --test-key: the number of a record in the portal that is there for testing.',
      nl: '--prove heeft --test-key nodig: het nummer van een record in het portaal dat er is om mee te testen.',
    });
  }
  if (prove !== true && testKey !== undefined)
    throw new UsageError({ en: '--test-key is for --prove.', nl: '--test-key is voor --prove.' });
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
    return { ok: false, ms: elapsed(), read, error };
  }
}

function showReading({ out }: CommandContext, connection: StoredConnection, reading: Reading): void {
  const { name, practiceId, state } = connection;
  for (const { method, status, ms } of reading.requests)
    out.line({
      en: `  ${method.padEnd(6)} ${status ?? 'no answer'}  ${ms} ms`,
      nl: `  ${method.padEnd(6)} ${status ?? 'geen antwoord'}  ${ms} ms`,
    });
  out.line(outcomeText(connection, reading));
  if (state === 'active') return;
  const { en, nl } = CONNECTION_STATE_TEXTS[state];
  out.line({
    en: `The connection is ${en}; a test does not change that.
  To resume it: koppel connection resume ${name} --practice ${practiceId}`,
    nl: `De verbinding is ${nl}; een test verandert dat niet.
  Om haar te hervatten: koppel connection resume ${name} --practice ${practiceId}`,
  });
}

function outcomeText({ portal }: StoredConnection, { error, read, ms }: Reading): Text {
  if (error === null)
    return {
      en: `Signed in to ${portal} and read it (${typeName(read, 'en')}): ${ms} ms.`,
      nl: `Aangemeld bij ${portal} en gelezen (${typeName(read, 'nl')}): ${ms} ms.`,
    };
  const { text, code } = error;
  return {
    en: `The test failed after ${ms} ms: ${text.en} (${code})`,
    nl: `De test is mislukt na ${ms} ms: ${text.nl} (${code})`,
  };
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
  const error = reading.error === null ? null : { code: reading.error.code, message: reading.error.message };
  const lines =
    proofs?.map((proof) => ({
      ...proof,
      problem: proof.problem?.en ?? null,
      left: proof.left.map(({ en }) => en),
    })) ?? null;
  return { practice, connection: name, portal, state, ...reading, error, proofs: lines };
}
