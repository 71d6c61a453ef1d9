// A portal's sandbox as the contract suite sees it: what the parts of the suite share.
import { expect } from 'chai';
import type {
  Claim,
  Creation,
  Outcome,
  PortalRecord,
  ResourceType,
  Session,
} from '../../../connectors/connector.ts';
import { openSession, type SessionOptions } from '../../../src/portal-http/open-session.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import { type PortalHarness } from './portal-harness.ts';
import { pushClaims, standUp, type Pushed, type Pushing } from './push-claims.ts';
import { openDoor, type SandboxDoor } from './sandbox-door.ts';

/** What the parts of the suite share: one sandbox, empty before each test. */
export interface ContractKit<S, C> {
  readonly harness: PortalHarness<S, C>;
  readonly running: () => Running<S, C>;
  readonly resource: (type: string) => ResourceType<S>;
  readonly push: (session?: Session<S>) => Promise<readonly Pushed[]>;
  /** Makes once more what was taken away; its portal id. */
  readonly standUp: (one: Pushed) => Promise<string>;
  readonly firstTarget: () => Creation & { readonly portalId: null };
  readonly find: (session?: Session<S>) => Promise<readonly PortalRecord[]>;
  readonly create: (session?: Session<S>) => Promise<Outcome>;
}

interface Running<S, C> {
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

  const pushing = (session: Session<S>): Pushing<S, C> => ({
    connector,
    session,
    people: (claim) => callPeople(harness, running.door, claim),
  });
  const push = (session = running.session) => pushClaims(pushing(session), harness.sample);
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

  return {
    ...{ harness, running: () => running, resource, push, firstTarget, find, create },
    standUp: ({ claim, target }) => standUp(pushing(running.session), { claim, target }),
  };
}

async function callPeople<S, C>(
  { people }: PortalHarness<S, C>,
  door: SandboxDoor,
  claim: Claim,
): Promise<void> {
  if (typeof people === 'string') expect.fail(`${claim.ref} waits, but: ${people}`);
  if (people === undefined)
    expect.fail(`${claim.ref} waits: give the harness \`people\`, who do what it waits for.`);
  await people(door, claim);
}
