// A portal's sandbox as the contract suite sees it: what a harness tells of the portal, and what the parts of the suite share.
import type {
  Creation,
  EligibleClient,
  Outcome,
  PortalConnector,
  PortalRecord,
  ResourceType,
  Session,
} from '../../connectors/connector.ts';
import { openSession, type SessionOptions } from '../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../src/portal-http/token-cache.ts';
import { pushClaims, type Pushed } from './push-claims.ts';
import { openDoor, type SandboxDoor } from './sandbox-door.ts';

export interface PortalHarness<S, C> {
  readonly connector: PortalConnector<S, C>;
  start(): Promise<{ url: string; adminUrl: string; close(): Promise<void> }>;
  readonly settings: S;
  readonly credentials: C;
  readonly wrongCredentials: C;
  /** A client with two contacts of different people. */
  readonly sample: EligibleClient;
  /** The sample after one field was changed, and the one request that this takes. */
  readonly changed: EligibleClient;
  readonly changedRequest: { readonly method: string; readonly body: Record<string, unknown> };
  /** A type without parents, with a natural key that the portal keeps unique. */
  readonly firstType: string;
  /** The request that makes a record of the first type, where it is not the first POST. */
  readonly makingRequest?: { readonly method: string; readonly path: string };
  /** Why the portal has no session that it could end before its time: one token is given, and refused for good. */
  readonly noSessions?: string;
  /** Texts that must never stand in an error. */
  readonly secrets: readonly string[];
  /** What the portal must hold before anything can be made in it. */
  prepare?(door: SandboxDoor): Promise<void>;
  /** Makes two records by hand with the natural key of the sample's first type, or says why there cannot be two. */
  readonly duplicates?: ((door: SandboxDoor) => Promise<void>) | string;
  /** Deletes the sample's record of the first type by hand, or says why nobody can. */
  readonly deleteByHand?: ((door: SandboxDoor) => Promise<void>) | string;
  /**
   * Gives the record of the first type a field that Koppel does not know, and returns a look at what became of it; or says
   * why the portal has none.
   */
  readonly foreignField?:
    ((session: Session<S>, target: Pushed['target']) => Promise<() => Promise<unknown>>) | string;
}

/** What the parts of the suite share: one sandbox, empty before each test. */
export interface ContractKit<S, C> {
  readonly harness: PortalHarness<S, C>;
  readonly running: () => Running<S, C>;
  readonly resource: (type: string) => ResourceType<S>;
  readonly push: (session?: Session<S>) => Promise<readonly Pushed[]>;
  readonly firstTarget: () => Creation & { readonly portalId: null };
  readonly find: (session?: Session<S>) => Promise<readonly PortalRecord[]>;
  readonly create: (session?: Session<S>) => Promise<Outcome>;
}

export interface Running<S, C> {
  readonly door: SandboxDoor;
  readonly url: string;
  readonly session: Session<S>;
  open(overrides?: Partial<SessionOptions<S, C>>): Session<S>;
}

/** Registers the hooks of a describe block: a sandbox for all of it, empty before each test. */
export function useContractKit<S, C>(harness: PortalHarness<S, C>): ContractKit<S, C> {
  const { connector } = harness;
  let running: Running<S, C>;
  let close: () => Promise<void>;

  before(async () => {
    const sandbox = await harness.start();
    close = () => sandbox.close();
    const open = (overrides: Partial<SessionOptions<S, C>> = {}) =>
      openSession<S, C>({
        connector,
        baseUrl: sandbox.url,
        settings: harness.settings,
        credentials: harness.credentials,
        budget: unlimitedBudget,
        timeoutMs: 5_000,
        now: () => new Date(),
        tokens: createTokenCache(),
        ...overrides,
      });
    running = { door: openDoor(sandbox.adminUrl), url: sandbox.url, session: open(), open };
  });
  beforeEach(async () => {
    await running.door.reset();
    await harness.prepare?.(running.door);
    running = { ...running, session: running.open() };
  });
  after(() => close());

  const push = (session = running.session) => pushClaims(connector, session, harness.sample);
  const resource = (type: string): ResourceType<S> => {
    const found = connector.resources[type];
    if (found === undefined) throw new Error(`The connector has no resource type ${type}.`);
    return found;
  };
  const firstTarget = () => {
    const claims = connector.wanted(harness.sample, harness.settings).claims;
    const claim = claims.find(({ type }) => type === harness.firstType)!;
    return { key: claim.key, portalId: null, parents: {}, attributes: claim.attributes };
  };
  const find = (session = running.session) => resource(harness.firstType).find(session, firstTarget());
  const create = (session = running.session) => resource(harness.firstType).create(session, firstTarget());

  return { harness, running: () => running, resource, push, firstTarget, find, create };
}
