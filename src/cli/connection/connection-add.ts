// Adds a connection, or changes one. Everything is checked before anything is written; credentials are sealed here.
import { randomUUID } from 'node:crypto';
import { openPortals } from '../../app/open-portals.ts';
import type { PortalConnector } from '../../../connectors/connector.ts';
import { PORTAL_IDS } from '../../../connectors/registry.ts';
import { writeAudit } from '../../database/people/audit.ts';
import {
  hasResources,
  lockConnectionByName,
  readConnectionByName,
  writeConnection,
  type ConnectionInput,
  type StoredConnection,
} from '../../database/portal/connections.ts';
import {
  assumedTypes,
  waitingCalls,
  type PortalCall,
  type ShownTypes,
} from '../../domain/call-permission.ts';
import { isShortName } from '../../domain/short-name.ts';
import { UsageError } from '../../errors.ts';
import { createAddressGuard } from '../../portal-http/address-guard.ts';
import { findSandbox } from '../../portal-http/find-sandbox.ts';
import { actingUser } from '../frame/acting-user.ts';
import { chooseCredentials } from './connection-credentials.ts';
import { connectionFields, listChanges, showConnection } from './connection-line.ts';
import { chooseAddress, chooseLimits, choosePolicy, type ConnectionOptions } from './connection-options.ts';
import { findPractice } from '../frame/find-practice.ts';
import { parseOption } from '../frame/parse-option.ts';
import { readJson } from '../frame/read-argument.ts';
import type { CommandContext } from '../frame/run-command.ts';

export interface AddOptions extends ConnectionOptions {
  readonly practice: string;
}

export async function addConnection(
  context: CommandContext,
  name: string,
  options: AddOptions,
): Promise<void> {
  const { foundation } = context;
  if (!isShortName(name)) {
    throw new UsageError(
      'The name of a connection is 1 to 40 lower-case letters, digits and hyphens, such as caseware.',
    );
  }
  await findPractice(foundation.store, options.practice);
  const before = await foundation.store.inPractice(options.practice, (tx) => readConnectionByName(tx, name));
  const portals = openPortals(foundation);
  try {
    const connector = portals.connectorOf(choosePortal(before, options.portal));
    const given = await readInput(context, { name, connector, before }, options);
    await write(context, { input: given, before, connector });
  } finally {
    portals.close();
  }
}

function choosePortal(before: StoredConnection | null, portal: string | undefined): string {
  if (before !== null && portal !== undefined && portal !== before.portal) {
    throw new UsageError(
      `This connection is to ${before.portal}; for another portal, add one under another name.`,
    );
  }
  const chosen = before?.portal ?? portal;
  if (chosen !== undefined && PORTAL_IDS.includes(chosen)) return chosen;
  throw new UsageError(`--portal must name a portal that Koppel knows: ${PORTAL_IDS.join(', ')}.`);
}

interface Subject {
  readonly name: string;
  readonly connector: PortalConnector;
  readonly before: StoredConnection | null;
}

function parseSettings(connector: PortalConnector, baseUrl: string, raw: unknown): unknown {
  const settings = parseOption('--settings', connector.settings, raw);
  const missing = connector.missingSettings?.(baseUrl, settings) ?? [];
  if (missing.length === 0) return settings;
  throw new UsageError(
    `Settings are missing for this address; nothing was changed:\n  - ${missing.join('\n  - ')}`,
  );
}

async function readInput(
  { foundation, terminal }: CommandContext,
  { name, connector, before }: Subject,
  options: AddOptions,
): Promise<ConnectionInput> {
  const id = before?.id ?? randomUUID();
  const practiceId = options.practice;
  const baseUrl = chooseAddress(before, options);
  refusePrivate(baseUrl, foundation.config);
  if (before !== null && baseUrl !== before.baseUrl && options.move !== true) {
    await refuseMove(foundation.store, before);
  }
  const { settings } = options;
  const rawSettings =
    settings === undefined
      ? (before?.settings ?? {})
      : withKept(connector, before?.settings, await readJson(terminal, '--settings', settings));
  const parsed = parseSettings(connector, baseUrl, rawSettings);
  const limits = chooseLimits(before, options);
  return {
    id,
    practiceId,
    name,
    portal: connector.id,
    baseUrl,
    settings: parsed,
    policy: await choosePolicy(terminal, before, options),
    limits,
    credentials: await chooseCredentials(
      { sealer: foundation.sealer, terminal },
      { id, practiceId, connector, before },
      options.credentials,
    ),
    concurrency: limits.concurrency ?? connector.limits.concurrency,
    requestsPerSecond: limits.requestsPerSecond ?? connector.limits.requestsPerSecond,
    ...(await shownTypes(connector, before, baseUrl)),
  };
}

function withKept({ keptSettings = [] }: PortalConnector, before: unknown, given: unknown): unknown {
  if (!isObject(before) || !isObject(given)) return given;
  return {
    ...Object.fromEntries(Object.entries(before).filter(([name]) => keptSettings.includes(name))),
    ...given,
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name is judged whenever it is looked up; a bare address can be refused at once. */
function refusePrivate(baseUrl: string, { allowedAddresses }: CommandContext['foundation']['config']): void {
  if (createAddressGuard({ allowed: allowedAddresses }).admits(new URL(baseUrl).hostname)) return;
  throw new UsageError(
    '--url is an address that is not public. Should Koppel send credentials there, name it in KOPPEL_ALLOW_PRIVATE_ADDRESSES.',
  );
}

/** What is known by its id at one address would be taken for something else at another. */
async function refuseMove(
  store: CommandContext['foundation']['store'],
  before: StoredConnection,
): Promise<void> {
  if (!(await store.inPractice(before.practiceId, (tx) => hasResources(tx, before.id)))) return;
  throw new UsageError(
    'Koppel knows records at the present address of this connection. For another portal, add a connection under another name; if this very portal has moved, give --move.',
  );
}

/** What was shown at this address; and everything is proven at a sandbox, which plays what is assumed. */
async function shownTypes(
  connector: PortalConnector,
  before: StoredConnection | null,
  baseUrl: string,
): Promise<ShownTypes> {
  const isSame = before?.baseUrl === baseUrl;
  const { provenTypes, documentedTypes } = isSame ? before : { provenTypes: [], documentedTypes: [] };
  const isSandbox = (await findSandbox(baseUrl)) === connector.id;
  const played = isSandbox ? assumedTypes(connector) : [];
  return { provenTypes: [...new Set([...provenTypes, ...played])], documentedTypes };
}

interface Written {
  readonly input: ConnectionInput;
  readonly before: StoredConnection | null;
  readonly connector: PortalConnector;
}

async function write(context: CommandContext, { input, before, connector }: Written): Promise<void> {
  const { practiceId, id: connectionId, name } = input;
  const changed = before === null ? [] : listChanges(before, input);
  const added = before === null;
  const connection = await context.foundation.store.inPractice(practiceId, async (tx) => {
    if (added || changed.length > 0) {
      refuseChanged(before, await lockConnectionByName(tx, name));
      await writeConnection(tx, input);
      const action = added ? 'connection.added' : 'connection.changed';
      await writeAudit(tx, [{ practiceId, connectionId, actor: actingUser(), action, details: { changed } }]);
    }
    return readConnectionByName(tx, name);
  });
  if (connection === null) throw new Error('the connection that was just written is not there');
  const unproven = assumedTypes(connector).map((type) => ({
    type,
    calls: waitingCalls({ connector, connection: input }, type),
  }));
  report(context, connection, {
    added,
    changed,
    unproven: unproven.filter(({ calls }) => calls.includes('all')).map(({ type }) => type),
    unprovenWrites: unproven
      .filter(({ calls }) => calls.length > 0 && !calls.includes('all'))
      .map(({ type, calls }) => `${type} (only ${calls.map(wordOf).join(' and ')})`),
    title: connector.title,
  });
}

function wordOf(call: PortalCall): string {
  return call === 'absence' ? 'reading back that it is gone' : call;
}

/** Everything is written, also what was not given: over a proof or new credentials of meanwhile, that would undo them. */
function refuseChanged(before: StoredConnection | null, now: StoredConnection | null): void {
  const isSame = before === null || now === null ? before === now : listChanges(before, now).length === 0;
  if (!isSame) throw new UsageError('It was changed meanwhile; give the command again.');
}

interface Report {
  readonly added: boolean;
  readonly changed: readonly string[];
  readonly unproven: readonly string[];
  /** Types of which only some writes are assumed; the rest is done at once. */
  readonly unprovenWrites: readonly string[];
  readonly title: string;
}

function report({ out }: CommandContext, connection: StoredConnection, done: Report): void {
  const { name, practiceId } = connection;
  if (done.added) out.line(`Connection ${name} to ${done.title} was added.`);
  else if (done.changed.length === 0) out.line(`Connection ${name} is there already; nothing was changed.`);
  else out.line(`Connection ${name} was changed: ${done.changed.join(', ')}.`);
  for (const line of showConnection(connection)) out.line(`  ${line}`);
  if (done.unproven.length > 0) {
    const left = [...done.unproven, ...done.unprovenWrites].join(', ');
    out.line(`Not proven at this address, so left to people as tasks: ${left}.`);
    out.line(
      `  To prove them: koppel connection test ${name} --practice ${practiceId} --prove --test-key KEY`,
    );
  }
  if (connection.state === 'stopped' || connection.state === 'paused') {
    out.line(
      `It is ${connection.state}. To resume: koppel connection resume ${name} --practice ${practiceId}`,
    );
  }
  out.result({
    connection: connectionFields(connection),
    added: done.added,
    changed: done.changed,
    unprovenTypes: done.unproven,
    unprovenWrites: done.unprovenWrites,
  });
}
