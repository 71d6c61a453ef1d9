import { expect } from 'chai';
import fc from 'fast-check';
import { mayStand, type KnownResource } from '../../../src/plan/known.ts';
import { makePlan, type Operation, type PlanInput } from '../../../src/plan/make-plan.ts';
import {
  isBeingRevoked,
  REVOKES_AFTER,
  STATES_AFTER,
  type ResourceState,
  type RevokeState,
} from '../../../src/plan/resource-states.ts';
import { NOW, resource, stored, TRAITS } from './known-resource.ts';

function planFor(resources: readonly KnownResource[], given: Partial<PlanInput> = {}): readonly Operation[] {
  const input = {
    clientId: 'bakker',
    traits: TRAITS,
    frozen: new Set<string>(),
    deactivate: false,
    now: NOW,
  };
  return makePlan({ ...input, resources, ...given });
}

function actions(resources: readonly KnownResource[], given?: Partial<PlanInput>): readonly string[] {
  return planFor(resources, given).map(({ action, type }) => `${action} ${type}`);
}

const STATES = Object.keys(STATES_AFTER) as ResourceState[];
const REVOKES = Object.keys(REVOKES_AFTER).map((state) => (state === 'none' ? null : (state as RevokeState)));
const released = fc.record({
  state: fc.constantFrom(...STATES),
  revokeState: fc.constantFrom(...REVOKES),
  grantUnansweredUntil: fc.constantFrom(null, NOW),
  doubtful: fc.boolean(),
  refused: fc.constantFrom(null, {}),
  frozen: fc.boolean(),
});

const RELEASED = stored({ released: true });
const entity = (given: Partial<KnownResource> = {}): KnownResource =>
  resource({
    id: 'entity',
    type: 'entity',
    key: '100',
    owner: 'client:bakker',
    attributes: { Name: 'Bakker', Type: 'A' },
    claims: [
      stored({ subject: { kind: 'client', id: 'bakker' }, attributes: { Name: 'Bakker', Type: 'A' } }),
    ],
    ...given,
  });

describe('the plan for one client', () => {
  it('rule 10: what the portal has already is not sent', () => {
    expect(planFor([entity()])).to.deep.equal([]);
  });

  it('rule 10: only the field that changed is sent', () => {
    const [operation] = planFor([entity({ attributes: { Name: 'Bakkr', Type: 'A' } })]);
    expect(operation).to.deep.include({ action: 'update', changes: { Name: 'Bakker' } });
    expect(operation?.before).to.deep.equal({ Name: 'Bakkr', Type: 'A' });
  });

  it('rule 8: what somebody changed in the portal is put back', () => {
    const [operation] = planFor([entity({ attributes: { Name: 'By hand', Type: 'A', Note: 'theirs' } })]);
    expect(operation?.changes).to.deep.equal({ Name: 'Bakker' });
  });

  it('rule 19: an access to be taken away that must be looked for comes before all other looks', () => {
    const lost = entity({ id: 'lost', doubtful: true });
    const doubted = resource({
      id: 'doubted',
      doubtful: true,
      revokeState: 'revoke_pending',
      claims: [RELEASED],
    });
    expect(planFor([lost, doubted]).map(({ resourceId }) => resourceId)).to.deep.equal(['doubted', 'lost']);
  });

  it('rule 19: of two revokes the one whose request was never answered comes second', () => {
    const due = { revokeState: 'revoke_pending', claims: [RELEASED] } as const;
    const hung = resource({ ...due, id: 'hung', unansweredUntil: NOW });
    const fresh = resource({ ...due, id: 'fresh' });
    expect(planFor([hung, fresh]).map(({ resourceId }) => resourceId)).to.deep.equal(['fresh', 'hung']);
  });

  it('rule 12: data of a subject that cannot be pushed stays where it is', () => {
    const changed = entity({ attributes: { Name: 'Old' } });
    expect(planFor([changed], { frozen: new Set(['client:bakker']) })).to.deep.equal([]);
  });

  it('rule 12: a missing e-mail never stops a revoke', () => {
    const gone = resource({ claims: [RELEASED], revokeState: 'revoke_pending' });
    expect(actions([gone], { frozen: new Set(['contact:jan']) })).to.deep.equal(['remove access']);
  });

  it('rule 12: what is open about a subject that cannot be pushed is looked at, and nothing is pushed', () => {
    const frozen = new Set(['contact:jan']);
    const live = resource({ claims: [stored({ clientId: 'bakker' })] });
    expect(actions([live], { frozen })).to.deep.equal([]);
    expect(actions([{ ...live, revokeState: 'revoked_sent' }], { frozen })).to.deep.equal(['look access']);
    expect(actions([{ ...live, doubtful: true }], { frozen })).to.deep.equal(['look access']);
    const ofOthers = { ...live, claims: [stored({ clientId: 'visser' })] };
    expect(actions([{ ...ofOthers, doubtful: true }], { frozen })).to.deep.equal([]);
  });

  it('rule 16: deactivate switches the client off and nothing else of it', () => {
    const unclaimed = entity({ claims: [] });
    const [operation] = planFor([unclaimed], { deactivate: true });
    expect(operation).to.deep.include({ action: 'update', changes: { Type: 'I' } });
    expect(planFor([unclaimed])).to.deep.equal([]);
    expect(planFor([{ ...unclaimed, owner: 'client:visser' }], { deactivate: true })).to.deep.equal([]);
  });

  it('rule 16: records are not deleted when their client may not be pushed', () => {
    const person = resource({ type: 'person', claims: [] });
    expect(
      planFor([entity({ claims: [] }), person], { deactivate: true }).map(({ action }) => action),
    ).to.deep.equal(['update']);
  });

  it('rule 19: revokes go first, parents are made before children', () => {
    const fresh = { state: 'reserved', portalId: null, attributes: {} } as const;
    const mine = stored({ clientId: 'bakker' });
    const operations = actions([
      resource({ ...fresh, id: 'a', type: 'access', claims: [mine] }),
      resource({ ...fresh, id: 'p', type: 'person', claims: [mine] }),
      entity({ attributes: {} }),
      resource({ id: 'b', doubtful: true, claims: [mine] }),
      resource({ id: 'c', claims: [RELEASED], revokeState: 'revoked_sent' }),
      resource({ id: 'd', claims: [RELEASED], revokeState: 'revoke_pending' }),
    ]);
    expect(operations).to.deep.equal([
      'remove access',
      'read-back access',
      'look access',
      'update entity',
      'create person',
      'create access',
    ]);
  });

  it('rule 19: law: access that nobody claims is taken away, or looked at, until its absence is proven', () => {
    fc.assert(
      fc.property(released, ({ frozen, ...given }) => {
        const access = resource({ ...given, claims: [RELEASED] });
        const planned = actions([access], { frozen: new Set(frozen ? ['contact:jan'] : []) });
        const isNotThere = !mayStand(given);
        if (given.doubtful || (isNotThere && isBeingRevoked(given)))
          expect(planned).to.deep.equal(['look access']);
        else if (isNotThere) expect(planned).to.deep.equal([]);
        else if (given.revokeState === 'revoked_sent') expect(planned).to.deep.equal(['read-back access']);
        else expect(planned).to.deep.equal(['remove access']);
      }),
    );
  });

  it('rule 19: an access wished for again while its revoke is not proven is looked at before it is granted', () => {
    expect(actions([resource({ revokeState: 'revoked_sent' })])).to.deep.equal(['look access']);
  });

  it('rule 15: access that another client still claims stays', () => {
    const shared = resource({ claims: [RELEASED, stored({ clientId: 'visser' })] });
    expect(planFor([shared])).to.deep.equal([]);
  });

  it('rule 26: what waits on a person is not sent again by itself, only looked at when it is time', () => {
    for (const state of ['waiting', 'declined', 'manual', 'uncertain'] as const)
      expect(planFor([resource({ state, portalId: null })]), state).to.deep.equal([]);
    const waiting = resource({ state: 'waiting', lookAgainAt: new Date(NOW.getTime() + 1) });
    expect(planFor([waiting])).to.deep.equal([]);
    expect(actions([{ ...waiting, lookAgainAt: NOW }])).to.deep.equal(['look access']);
  });

  it('rule 17: a revoke left to a person, wished back before it was confirmed, is looked at first', () => {
    expect(actions([resource({ state: 'manual' })])).to.deep.equal(['look access']);
  });

  it('data that the portal refused is sent again only when it has changed', () => {
    const refused = entity({ attributes: { Name: 'Old' }, refused: { Name: 'Bakker', Type: 'A' } });
    expect(planFor([refused])).to.deep.equal([]);
    expect(actions([{ ...refused, refused: { Name: 'Bakkers', Type: 'A' } }])).to.deep.equal([
      'update entity',
    ]);
  });

  it('rule 21: what is gone from the portal is made again while somebody wants it', () => {
    const [operation] = planFor([entity({ state: 'absent', attributes: {} })]);
    expect(operation).to.deep.include({ action: 'create', changes: { Name: 'Bakker', Type: 'A' } });
  });

  it('rule 11: where the records of one human differ, the latest change leads', () => {
    const older = stored({ clientId: 'visser', attributes: { Phone: '1' }, changedAt: new Date(0) });
    const person = resource({
      type: 'person',
      attributes: { Phone: '1' },
      claims: [stored({ attributes: { Phone: '2' } }), older],
    });
    expect(planFor([person])[0]?.changes).to.deep.equal({ Phone: '2' });
  });
});
