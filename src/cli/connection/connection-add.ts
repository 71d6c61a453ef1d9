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
import { CONNECTION_STATE_TEXTS } from '../../domain/connection.ts';
import { fieldList } from '../../domain/field-names.ts';
import { inEach, type Language, type Text } from '../../domain/text.ts';
import { UsageError } from '../../errors.ts';
import { createAddressGuard } from '../../portal-http/address-guard.ts';
import { findSandbox } from '../../portal-http/find-sandbox.ts';
import { actingUser } from '../frame/acting-user.ts';
import { chooseCredentials } from './connection-credentials.ts';
import { CHANGED_MEANWHILE, connectionFields, listChanges, showConnection } from './connection-line.ts';
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
    throw new UsageError({
      en: 'The name of a connection is 1 to 40 lower-case letters, digits and hyphens, such as caseware.',
      nl: 'De naam van een verbinding is 1 tot 40 kleine letters, cijfers en streepjes, zoals caseware.',
    });
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
    throw new UsageError({
      en: `This connection is to ${before.portal}; for another portal, add one under another name.`,
      nl: `Deze verbinding gaat naar ${before.portal}; voeg er voor een ander portaal een toe onder een andere naam.`,
    });
  }
  const chosen = before?.portal ?? portal;
  if (chosen !== undefined && PORTAL_IDS.includes(chosen)) return chosen;
  const names = PORTAL_IDS.join(', ');
  throw new UsageError({
    en: `--portal must name a portal that Koppel knows: ${names}.`,
    nl: `--portal moet een portaal noemen dat Koppel kent: ${names}.`,
  });
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
  const list = (lang: Language): string => missing.map((text) => `\n  - ${text[lang]}`).join('');
  throw new UsageError({
    en: `Settings are missing for this address; nothing was changed:${list('en')}`,
    nl: `Voor dit adres ontbreken instellingen; er is niets gewijzigd:${list('nl')}`,
  });
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
  throw new UsageError({
    en: '--url is an address that is not public. Should Koppel send credentials there, name it in KOPPEL_ALLOW_PRIVATE_ADDRESSES.',
    nl: '--url is een adres dat niet openbaar is. Moet Koppel daar toegangsgegevens naartoe sturen, noem het dan in KOPPEL_ALLOW_PRIVATE_ADDRESSES.',
  });
}

/** What is known by its id at one address would be taken for something else at another. */
async function refuseMove(
  store: CommandContext['foundation']['store'],
  before: StoredConnection,
): Promise<void> {
  if (!(await store.inPractice(before.practiceId, (tx) => hasResources(tx, before.id)))) return;
  throw new UsageError({
    en: 'Koppel knows records at the present address of this connection. For another portal, add a connection under another name; if this very portal has moved, give --move.',
    nl: 'Koppel kent gegevens op het huidige adres van deze verbinding. Voeg voor een ander portaal een verbinding toe onder een andere naam; is dit portaal zelf verhuisd, geef dan --move.',
  });
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
      .map(({ type, calls }) => unprovenPart(type, calls)),
    title: connector.title,
  });
}

function unprovenPart(type: string, calls: readonly PortalCall[]): Text {
  return inEach((lang) => {
    const parts = calls.map((call) => (call === 'absence' ? PARTS.gone[lang] : call));
    return `${type} (${PARTS.only[lang]} ${parts.join(` ${PARTS.and[lang]} `)})`;
  });
}

const PARTS = {
  only: { en: 'only', nl: 'alleen' },
  and: { en: 'and', nl: 'en' },
  gone: { en: 'reading back that it is gone', nl: 'teruglezen dat het weg is' },
} as const satisfies Record<string, Text>;

/** Everything is written, also what was not given: over a proof or new credentials of meanwhile, that would undo them. */
function refuseChanged(before: StoredConnection | null, now: StoredConnection | null): void {
  const isSame = before === null || now === null ? before === now : listChanges(before, now).length === 0;
  if (!isSame) throw new UsageError(CHANGED_MEANWHILE);
}

interface Report {
  readonly added: boolean;
  readonly changed: readonly string[];
  readonly unproven: readonly string[];
  /** Types of which only some writes are assumed; the rest is done at once. */
  readonly unprovenWrites: readonly Text[];
  readonly title: string;
}

function becameText(name: string, { added, changed, title }: Report): Text {
  if (added)
    return {
      en: `Connection ${name} to ${title} was added.`,
      nl: `Verbinding ${name} met ${title} is toegevoegd.`,
    };
  if (changed.length === 0)
    return {
      en: `Connection ${name} is there already; nothing was changed.`,
      nl: `Verbinding ${name} is er al; er is niets gewijzigd.`,
    };
  return {
    en: `Connection ${name} was changed: ${fieldList(changed, 'en')}.`,
    nl: `Verbinding ${name} is gewijzigd: ${fieldList(changed, 'nl')}.`,
  };
}

function report({ out }: CommandContext, connection: StoredConnection, done: Report): void {
  const { name, practiceId } = connection;
  out.line(becameText(name, done));
  for (const line of showConnection(connection)) out.line(line);
  if (done.unproven.length > 0) {
    const left = [...done.unproven, ...done.unprovenWrites.map((text) => text[out.lang])].join(', ');
    out.line({
      en: `Not proven at this address, so left to people as tasks: ${left}.
  To prove them: koppel connection test ${name} --practice ${practiceId} --prove --test-key KEY`,
      nl: `Op dit adres niet bewezen, en dus als taak aan mensen overgelaten: ${left}.
  Om ze te bewijzen: koppel connection test ${name} --practice ${practiceId} --prove --test-key SLEUTEL`,
    });
  }
  if (connection.state === 'stopped' || connection.state === 'paused') {
    const state = CONNECTION_STATE_TEXTS[connection.state];
    out.line({
      en: `It is ${state.en}. To resume: koppel connection resume ${name} --practice ${practiceId}`,
      nl: `Zij is ${state.nl}. Om te hervatten: koppel connection resume ${name} --practice ${practiceId}`,
    });
  }
  out.result({
    connection: connectionFields(connection),
    added: done.added,
    changed: done.changed,
    unprovenTypes: done.unproven,
    unprovenWrites: done.unprovenWrites.map(({ en }) => en),
  });
}
