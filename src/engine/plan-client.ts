// From the records to what must be done, for one client and one connection: eligibility → wanted → settlement → operations.
// The dry run and the real run both come through here; the real one also writes the settlement, in the same transaction.
import type { PortalConnector, Target } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Tx } from '../database/open-store.ts';
import type { PairKey } from '../database/ledger/pairs.ts';
import { readPairRecords, type PairRecords } from '../database/records/read-records.ts';
import { readResourcesAround } from '../database/ledger/resources.ts';
import { writeSettlement } from '../database/ledger/settlements.ts';
import { tellDifferences } from '../database/ledger/standings.ts';
import { registerTurns, type Turn } from '../database/ledger/turns.ts';
import type { ConnectionPolicy } from '../domain/connection.ts';
import { judgeClient, judgeContact, type Judgement } from '../domain/eligibility.ts';
import { subjectKey } from '../domain/link.ts';
import { findExchanges, findMoves, type Wishes } from './find-exchanges.ts';
import { traitsOf } from './left-to-person.ts';
import { applySettlement } from '../plan/apply-settlement.ts';
import { givenId, type KnownResource, type TraitsByType } from '../plan/known.ts';
import { makePlan, type Operation } from '../plan/make-plan.ts';
import { differencesToTell } from '../plan/differences.ts';
import { clientsToTell, rightsConflicts } from '../plan/rights.ts';
import { settleClaims, type Conflict, type Settlement } from '../plan/settle-claims.ts';
import type { Wanted } from '../plan/wanted.ts';

/** A client whose claims are settled, and what must be done about it. */
export interface SettledClient {
  readonly records: PairRecords;
  readonly client: Judgement;
  readonly contacts: readonly { readonly id: string; readonly judgement: Judgement }[];
  readonly wanted: Wanted;
  readonly settlement: Settlement;
  /** Whose key another owner has, and whose rights others do not agree to. */
  readonly conflicts: readonly Conflict[];
  /** Other clients whose rights hang on what this one wishes now. */
  readonly toTell: readonly string[];
  readonly resources: readonly KnownResource[];
  readonly operations: readonly Operation[];
  /** Resources that must be present before the resource with this id is made, its parents apart. */
  readonly needsById: ReadonlyMap<string, readonly string[]>;
  /** Which of its wishes take turns with those of other clients. */
  readonly turns: readonly Turn[];
}

export interface PlanContext {
  readonly connector: PortalConnector;
  readonly connection: StoredConnection;
  readonly now: Date;
  readonly newId: () => string;
  /** Write the settlement; false for a dry run. */
  readonly write: boolean;
}

/** Null when the client does not exist. Throws ReservationLostError when another client took a key meanwhile. */
export async function settleClient(
  tx: Tx,
  pair: PairKey,
  context: PlanContext,
): Promise<SettledClient | null> {
  const { connector, connection, now } = context;
  const own = await readWishes(tx, pair, context);
  if (own === null) return null;
  const { records, judged, wanted, frozen } = own;
  const known = await readResourcesAround(tx, pair, wanted.claims);
  const traits = traitsOf(connector, connection);
  const settlement = await settle(tx, pair, { context, own, known, traits });
  const resources = applySettlement(known, settlement, { clientId: pair.clientId, traits, now });
  const turns = turnsOf(connector, settlement);
  if (context.write) {
    await writeSettlement(tx, pair, { settlement, before: known, after: resources });
    await tellDifferences(tx, pair, differencesToTell(known, resources, { traits, clientId: pair.clientId }));
    if (takesTurns(connector)) await registerTurns(tx, pair, turns);
  }
  const conflicts = [...settlement.conflicts, ...rightsConflicts(resources, traits, pair.clientId)];
  const unplaced = conflicts.map((conflict) => subjectKey(conflict.subject));
  const deactivate = !judged.client.eligible && connection.policy.onClientIneligible === 'deactivate';
  const operations = makePlan({
    clientId: pair.clientId,
    resources,
    traits,
    frozen: new Set([...frozen, ...unplaced]),
    deactivate,
    now,
  });
  return {
    records,
    ...judged,
    wanted,
    settlement,
    conflicts,
    toTell: clientsToTell(known, resources, { traits, clientId: pair.clientId }),
    resources,
    operations,
    needsById: needsOf(settlement),
    turns,
  };
}

interface ClientWishes {
  readonly records: PairRecords;
  readonly judged: Judged;
  readonly wanted: Wanted;
  readonly frozen: ReadonlySet<string>;
}

/** What a client wishes by its records as they are now. */
async function readWishes(tx: Tx, pair: PairKey, context: PlanContext): Promise<ClientWishes | null> {
  const records = await readPairRecords(tx, pair.connectionId, pair.clientId);
  if (records === null) return null;
  const judged = judgeRecords(records);
  const wanted = wantedOf(context, records, judged);
  const frozen = frozenSubjects({ records, judged, wanted, policy: context.connection.policy });
  return { records, judged, wanted, frozen };
}

interface SettleWith {
  readonly context: PlanContext;
  readonly own: ClientWishes;
  readonly known: readonly KnownResource[];
  readonly traits: TraitsByType;
}

/** Once more where a key is in use only because it goes round, or where all who share something wish another key for it. */
async function settle(
  tx: Tx,
  pair: PairKey,
  { context, own, known, traits }: SettleWith,
): Promise<Settlement> {
  const { clientId, connectionId } = pair;
  const { claims } = own.wanted;
  const input = { clientId, claims, known, traits, frozen: own.frozen, newId: context.newId };
  const settlement = settleClaims(input);
  const { conflicts, created } = settlement;
  if (conflicts.length + created.length === 0) return settlement;
  const wishesById = new Map<string, Wishes>([[clientId, { claims, frozen: own.frozen }]]);
  const wishesOf = async (id: string): Promise<Wishes> => {
    const read = wishesById.get(id) ?? (await readWishesOf(tx, { ...pair, clientId: id }, context));
    wishesById.set(id, read);
    return read;
  };
  const moves = await findMoves({ ...input, created, readWishes: wishesOf });
  const around = await findExchanges(tx, { ...input, connectionId, conflicts, readWishes: wishesOf });
  const exchanges = [...moves, ...around];
  return exchanges.length === 0 ? settlement : settleClaims({ ...input, exchanges });
}

const NO_WISHES: Wishes = { claims: [], frozen: new Set() };

async function readWishesOf(tx: Tx, pair: PairKey, context: PlanContext): Promise<Wishes> {
  const read = await readWishes(tx, pair, context);
  return read === null ? NO_WISHES : { claims: read.wanted.claims, frozen: read.frozen };
}

interface Judged {
  readonly client: Judgement;
  readonly contacts: readonly { readonly id: string; readonly judgement: Judgement }[];
}

function judgeRecords(records: PairRecords): Judged {
  const owner = { client: records.client, link: records.clientLink };
  return {
    client: judgeClient(records.client, records.clientLink),
    contacts: records.contacts.map(({ contact, link }) => ({
      id: contact.id,
      judgement: judgeContact(contact, link, owner),
    })),
  };
}

function wantedOf({ connector, connection }: PlanContext, records: PairRecords, judged: Judged): Wanted {
  if (!judged.client.eligible) return { claims: [], refusals: [] };
  const eligible = new Set(judged.contacts.filter(({ judgement }) => judgement.eligible).map(({ id }) => id));
  return connector.wanted(
    {
      client: records.client,
      linkSettings: records.clientLink.settings,
      contacts: records.contacts
        .filter(({ contact }) => eligible.has(contact.id))
        .map(({ contact, link }) => ({ contact, linkSettings: link.settings })),
      employees: records.employees,
    },
    // Stored settings lack defaults that a newer connector added.
    connector.settings.parse(connection.settings),
  );
}

interface FreezeInput {
  readonly records: PairRecords;
  readonly judged: Judged;
  readonly wanted: Wanted;
  readonly policy: ConnectionPolicy;
}

/**
 * Whose claims stay as they are: subjects whose data the portal cannot take (rule 12), and under the policy `keep` those
 * that only their client's ineligibility excludes (rule 16). A contact's own unlink or delete is never kept back.
 */
function frozenSubjects({ records, judged, wanted, policy }: FreezeInput): ReadonlySet<string> {
  const frozen = new Set(wanted.refusals.map((refusal) => subjectKey(refusal.subject)));
  if (judged.client.eligible || policy.onClientIneligible !== 'keep') return frozen;
  frozen.add(subjectKey({ kind: 'client', id: records.client.id }));
  for (const { contact, link } of records.contacts) {
    if (!contact.deleted && link.enabled) frozen.add(subjectKey({ kind: 'contact', id: contact.id }));
  }
  return frozen;
}

/** Which of this client's wishes take turns with those of other clients. */
function turnsOf({ resources }: PortalConnector, { placements }: Settlement): readonly Turn[] {
  return placements.flatMap(({ claim, resourceId }) => {
    const turn = resources[claim.type]?.serialiseBy?.(claim.key, claim.attributes);
    return turn === undefined ? [] : [{ resourceId, ...turn }];
  });
}

function takesTurns({ resources }: PortalConnector): boolean {
  return Object.values(resources).some((type) => type.serialiseBy !== undefined);
}

function needsOf(settlement: Settlement): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, readonly string[]>();
  for (const { claim, resourceId } of settlement.placements) {
    const ids = claim.needs.map((ref) => settlement.resourceIdByRef.get(ref) ?? NOWHERE);
    needs.set(resourceId, [...new Set([...(needs.get(resourceId) ?? []), ...ids])]);
  }
  return needs;
}

/** No resource has this id: a need for something that has no place yet is never met. */
const NOWHERE = 'nowhere';

/** How a portal addresses a resource: its own id and those of its parents by type, as the portal itself gave them. */
export function describeTarget(
  resource: KnownResource,
  resourceById: ReadonlyMap<string, KnownResource>,
): Target {
  const parents = resource.parents.map((id) => resourceById.get(id)).filter((parent) => parent !== undefined);
  return {
    key: resource.key,
    portalId: givenId(resource),
    tried: resource.tried,
    parents: Object.fromEntries(parents.map((parent) => [parent.type, givenId(parent) ?? ''])),
  };
}
