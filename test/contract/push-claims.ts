// Carries out the wishes of one client straight on the resource types of a connector, in the order in which the
// connector lists them: the least that makes a portal testable without the engine.
import { expect } from 'chai';
import type { Claim, EligibleClient, PortalConnector, Session, Target } from '../../connectors/connector.ts';

export interface Pushed {
  readonly claim: Claim;
  readonly target: Target & { portalId: string };
}

export async function pushClaims<S, C>(
  connector: PortalConnector<S, C>,
  session: Session<S>,
  eligible: EligibleClient,
): Promise<readonly Pushed[]> {
  const { claims, refusals } = connector.wanted(eligible, session.settings);
  expect(refusals, 'the sample records are fine').to.deep.equal([]);
  const pushed: Pushed[] = [];
  for (const [type, resource] of Object.entries(connector.resources)) {
    for (const claim of claims.filter((each) => each.type === type)) {
      const target = { key: claim.key, portalId: null, parents: parentsOf(claim, pushed) };
      const outcome = await resource.create(session, { ...target, attributes: claim.attributes });
      expect(outcome.status, `creating ${type}`).to.equal('done');
      if (outcome.status === 'done')
        pushed.push({ claim, target: { ...target, portalId: outcome.portalId } });
    }
  }
  return pushed;
}

export function parentsOf(claim: Claim, pushed: readonly Pushed[]): Record<string, string> {
  const parents = pushed.filter((each) => claim.parents.includes(each.claim.ref));
  expect(parents.length, `parents of ${claim.ref} were made before it`).to.equal(claim.parents.length);
  return Object.fromEntries(parents.map((each) => [each.claim.type, each.target.portalId]));
}
