// Carries out the wishes of one client straight on the resource types of a connector, parents and needs first: the least
// that makes a portal testable without the engine. Where people have to act, they do.
import { expect } from 'chai';
import type {
  Claim,
  EligibleClient,
  PortalConnector,
  ResourceType,
  Seen,
  Session,
  Target,
} from '../../../connectors/connector.ts';

export interface Pushed {
  readonly claim: Claim;
  readonly target: Target & { portalId: string };
}

/** People do in the portal what this claim waits for. */
type People = (claim: Claim) => Promise<void>;

export interface Pushing<S, C> {
  readonly connector: PortalConnector<S, C>;
  readonly session: Session<S>;
  readonly people: People;
}

export async function pushClaims<S, C>(
  pushing: Pushing<S, C>,
  eligible: EligibleClient,
): Promise<readonly Pushed[]> {
  const { connector, session } = pushing;
  const { claims, refusals } = connector.wanted(eligible, session.settings);
  expect(refusals, 'the sample records are fine').to.deep.equal([]);
  const pushed: Pushed[] = [];
  for (const claim of inOrder(Object.keys(connector.resources), claims)) {
    const target = { key: claim.key, portalId: null, parents: parentsOf(claim, pushed) };
    pushed.push({ claim, target: { ...target, portalId: await standUp(pushing, { claim, target }) } });
  }
  return pushed;
}

/** By type, and nothing before its parents and what it needs. */
function inOrder(types: readonly string[], claims: readonly Claim[]): readonly Claim[] {
  let left = claims.toSorted((a, b) => types.indexOf(a.type) - types.indexOf(b.type));
  const ordered: Claim[] = [];
  while (left.length > 0) {
    const isThere = (ref: string) => ordered.some((each) => each.ref === ref);
    const next = left.find(({ parents, needs }) => [...parents, ...needs].every(isThere));
    if (next === undefined) return expect.fail(`Nothing makes what ${left[0]!.ref} stands on.`);
    ordered.push(next);
    left = left.filter((claim) => claim !== next);
  }
  return ordered;
}

/** Makes one thing, or lets others make it, until it stands. Its portal id. */
export async function standUp<S, C>(
  { connector, session, people }: Pushing<S, C>,
  { claim, target }: { claim: Claim; target: Target },
): Promise<string> {
  const resource = connector.resources[claim.type]!;
  const made = await makeOne(resource, session, { claim, target });
  if (made.stands) return made.portalId;
  const observe = async (): Promise<Seen> => {
    const [seen] = await resource.observe!(session, [{ ...target, portalId: made.portalId }]);
    return seen!;
  };
  let seen = await observe();
  if (seen.state === 'waiting') {
    await people(claim);
    seen = await observe();
  }
  expect(seen.state, `${claim.ref} after people have acted`).to.equal('present');
  return seen.record!.portalId;
}

type Made = { stands: true; portalId: string } | { stands: false; portalId: string | null };

/** Known already, waiting and made by others come to the same: it is observed how it stands. */
async function makeOne<S>(
  resource: ResourceType<S>,
  session: Session<S>,
  { claim, target }: { claim: Claim; target: Target },
): Promise<Made> {
  if (resource.managed === 'observed') return { stands: false, portalId: null };
  const outcome = await resource.create(session, { ...target, attributes: claim.attributes });
  if (outcome.status === 'done') return { stands: true, portalId: outcome.portalId };
  const observed = resource.observe === undefined ? [] : ['waiting', 'taken'];
  expect(outcome.status, `creating ${claim.ref}`).to.be.oneOf(['done', ...observed]);
  return { stands: false, portalId: 'portalId' in outcome ? (outcome.portalId ?? null) : null };
}

function parentsOf(claim: Claim, pushed: readonly Pushed[]): Record<string, string> {
  const parents = pushed.filter((each) => claim.parents.includes(each.claim.ref));
  expect(parents.length, `parents of ${claim.ref} were made before it`).to.equal(claim.parents.length);
  return Object.fromEntries(parents.map((each) => [each.claim.type, each.target.portalId]));
}
