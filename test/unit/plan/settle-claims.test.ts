import { expect } from 'chai';
import fc from 'fast-check';
import { subjectKey } from '../../../src/domain/link.ts';
import { liveClaims, type KnownResource } from '../../../src/plan/known.ts';
import type { Claim } from '../../../src/plan/wanted.ts';
import { NOW, resource, stored, wishArbitrary, type Wish } from './known-resource.ts';
import { emptyWorld, plan, push, settle, type Turn, type World } from './plan-world.ts';

const wishes = fc.array(wishArbitrary, { minLength: 1, maxLength: 8 });
const RUNS = { numRuns: 200 };

function wish(given: Partial<Wish> = {}): Wish {
  return { clientId: 'bakker', eligible: true, number: '100', contacts: [], ...given };
}

function contact(given: Partial<Wish['contacts'][number]> = {}): Wish['contacts'][number] {
  return { id: 'jan', email: 'jan@example.nl', human: '', phone: '1', ...given };
}

function ofType(world: World, type: string): readonly KnownResource[] {
  return world.known.filter((known) => known.type === type);
}

/** After random turns of random clients; the check sees each turn. */
function afterEachTurn(check: (world: World, turn: Turn, wish: Wish) => void): void {
  fc.assert(
    fc.property(wishes, (turns) => {
      const world = emptyWorld();
      for (const each of turns) check(world, push(world, each), each);
    }),
    RUNS,
  );
}

function isPlaced(turn: Turn, claim: Claim): boolean {
  return turn.settlement.placements.some((placement) => placement.claim === claim);
}

function isInConflict(turn: Turn, claim: Claim): boolean {
  return turn.settlement.conflicts.some(({ subject }) => subjectKey(subject) === subjectKey(claim.subject));
}

function isBlocked(turn: Turn, claim: Claim): boolean {
  return claim.parents.some((ref) => !turn.settlement.resourceIdByRef.has(ref));
}

describe('which portal resource each claim stands on', () => {
  it('rule 11: law: two owners never stand on one resource', () => {
    afterEachTurn((world, turn) => {
      for (const { claim, resourceId } of turn.settlement.placements) {
        const place = world.known.find(({ id }) => id === resourceId);
        expect(place?.owner).to.equal(claim.owner);
        expect(place?.key).to.equal(claim.key);
      }
    });
  });

  it('law: one portal record has one row', () => {
    afterEachTurn((world) => {
      const identities = world.known.map(({ type, identity }) => `${type} ${identity}`);
      expect(new Set(identities).size).to.equal(identities.length);
    });
  });

  it('law: every claim has a place, waits for its parent, or is in conflict with a named holder', () => {
    afterEachTurn((_world, turn) => {
      for (const claim of turn.claims) {
        const fate = [isPlaced(turn, claim), isInConflict(turn, claim), isBlocked(turn, claim)];
        expect(fate, `${claim.type} of ${claim.subject.id}`).to.include(true);
      }
      for (const { holder, holderOwner } of turn.settlement.conflicts) {
        expect(holder?.subject.id ?? holderOwner).not.to.equal('');
      }
    });
  });

  it('law: settling again changes nothing', () => {
    afterEachTurn((world, _turn, each) => {
      const { settlement } = settle(world, each);
      expect(settlement.created).to.deep.equal([]);
      expect(settlement.releases).to.deep.equal([]);
      expect(settlement.renamed).to.deep.equal([]);
    });
  });

  it('rule 10: law: after everything was carried out there is nothing to plan', () => {
    afterEachTurn((world, _turn, each) => {
      expect(plan(world, each.clientId, settle(world, each))).to.deep.equal([]);
    });
  });

  it('rule 12: law: a subject whose data cannot be pushed keeps what it has, and nothing of it is renamed', () => {
    fc.assert(
      fc.property(wishes, wishArbitrary, fc.boolean(), (turns, last, clientToo) => {
        const world = emptyWorld();
        for (const each of turns) push(world, each);
        const frozen = new Set(last.contacts.map(({ id }) => `contact:${id}`));
        if (clientToo) frozen.add(`client:${last.clientId}`);
        const { settlement, before } = settle(world, last, frozen);
        for (const { subject } of settlement.releases)
          expect(frozen.has(subjectKey(subject))).to.equal(false);
        const held = before.filter((known) =>
          liveClaims(known).some(
            ({ clientId, subject }) => clientId === last.clientId && frozen.has(subjectKey(subject)),
          ),
        );
        const renamed = new Set(settlement.renamed.map(({ id }) => id));
        for (const known of held) expect(renamed.has(known.id)).to.equal(false);
      }),
      RUNS,
    );
  });

  it('rule 15: law: access that was given is claimed by somebody, or its revoke was proven', () => {
    afterEachTurn((world) => {
      for (const known of ofType(world, 'access'))
        if (liveClaims(known).length === 0 && known.state !== 'reserved')
          expect(known).to.deep.include({ state: 'absent', revokeState: 'revoked_verified' });
    });
  });

  it('rule 19: law: no access is taken away twice', () => {
    fc.assert(
      fc.property(wishes, (turns) => {
        const world = emptyWorld();
        for (const each of turns) {
          push(world, each);
          const sent = world.revoked.length;
          push(world, each);
          expect(world.revoked.length).to.equal(sent);
        }
      }),
      RUNS,
    );
  });

  it('rule 9: law: in whatever order changes come, the portal ends up the same for one client', () => {
    fc.assert(
      fc.property(wishes, wishArbitrary, (turns, last) => {
        const [changed, fresh] = [emptyWorld(), emptyWorld()];
        for (const each of turns) push(changed, { ...each, clientId: last.clientId, contacts: [] });
        push(changed, last);
        push(fresh, last);
        const shown = ({ known }: World) =>
          known
            .filter((resource) => liveClaims(resource).length > 0 && resource.state === 'present')
            .map(({ type, key, owner, attributes }) => JSON.stringify([type, key, owner, attributes]))
            .sort();
        expect(shown(changed)).to.deep.equal(shown(fresh));
      }),
      RUNS,
    );
  });

  describe('rule 14: a client number that changes', () => {
    it('rule 14: renames the portal record and makes no second one', () => {
      const world = emptyWorld();
      push(world, wish({ number: '100' }));
      const [before] = ofType(world, 'entity');
      push(world, wish({ number: '200' }));
      const entities = ofType(world, 'entity');
      expect(entities).to.have.length(1);
      expect(entities[0]).to.deep.include({ id: before?.id, key: '200', portalId: before?.portalId });
      expect(entities[0]?.attributes['EntityNo']).to.equal('200');
    });

    it('rule 14: keeps the accesses of its contacts as they are', () => {
      const world = emptyWorld();
      push(world, wish({ number: '100', contacts: [contact()] }));
      const before = ofType(world, 'access').map(({ id }) => id);
      push(world, wish({ number: '200', contacts: [contact()] }));
      expect(ofType(world, 'access').map(({ id }) => id)).to.deep.equal(before);
      expect(world.revoked).to.deep.equal([]);
    });

    it('rule 14: leaves the old number to a new client, which gets a record of its own', () => {
      const world = emptyWorld();
      push(world, wish({ number: '100' }));
      push(world, wish({ number: '200' }));
      push(world, wish({ clientId: 'visser', number: '100' }));
      const entities = ofType(world, 'entity');
      expect(entities.map(({ key, owner }) => `${key} ${owner}`)).to.have.members([
        '200 client:bakker',
        '100 client:visser',
      ]);
      expect(new Set(entities.map(({ portalId }) => portalId)).size).to.equal(2);
    });

    it('rule 14: law: nobody ever gets the record of a client that is not deleted', () => {
      afterEachTurn((world, turn) => {
        for (const known of turn.before.filter(({ type }) => type === 'entity')) {
          expect(world.known.find(({ id }) => id === known.id)?.owner).to.equal(known.owner);
        }
      });
    });

    it('rule 14: a number that another client still has is a conflict that names the holder', () => {
      const world = emptyWorld();
      push(world, wish({ number: '100' }));
      const { settlement } = push(world, wish({ clientId: 'visser', number: '100' }));
      expect(settlement.conflicts).to.deep.equal([
        {
          subject: { kind: 'client', id: 'visser' },
          reason: 'NUMBER_IN_USE',
          holder: { clientId: 'bakker', subject: { kind: 'client', id: 'bakker' } },
          holderOwner: 'client:bakker',
        },
      ]);
    });

    it('rule 14: the number of a client that is merely unlinked is not free, and its owner is named', () => {
      const world = emptyWorld();
      push(world, wish({ number: '100' }));
      push(world, wish({ eligible: false }));
      const { settlement } = push(world, wish({ clientId: 'visser', number: '100' }));
      expect(settlement.conflicts[0]).to.deep.include({ holder: null, holderOwner: 'client:bakker' });
    });

    it('rule 14: the number of a deleted client goes to the next client that gets it', () => {
      const world = emptyWorld();
      push(world, wish({ number: '100' }));
      push(world, wish({ eligible: false }));
      world.known = world.known.map((known) => ({ ...known, ownerDeleted: true }));
      const { settlement } = push(world, wish({ clientId: 'visser', number: '100' }));
      expect(settlement.conflicts).to.deep.equal([]);
      expect(ofType(world, 'entity').map(({ owner }) => owner)).to.deep.equal(['client:visser']);
    });
  });

  describe('rule 11: people and their addresses', () => {
    const shared = contact({ human: 'person:7' });

    it('rule 11: one human at two clients is one portal person with two accesses', () => {
      const world = emptyWorld();
      push(world, wish({ contacts: [shared] }));
      push(world, wish({ clientId: 'visser', number: '200', contacts: [{ ...shared, id: 'jan-too' }] }));
      expect(ofType(world, 'person')).to.have.length(1);
      expect(ofType(world, 'access')).to.have.length(2);
    });

    it('rule 11: another human with the same address is told who holds it, and gets it the moment it is free', () => {
      const world = emptyWorld();
      push(world, wish({ contacts: [contact()] }));
      const piet = wish({ clientId: 'visser', number: '200', contacts: [contact({ id: 'piet' })] });
      const { settlement } = push(world, piet);
      expect(settlement.conflicts[0]).to.deep.include({
        reason: 'EMAIL_IN_USE',
        holder: { clientId: 'bakker', subject: { kind: 'contact', id: 'jan' } },
      });
      push(world, wish());
      expect(push(world, piet).settlement.conflicts).to.deep.equal([]);
    });

    it('rule 11: two contacts of one client with one address: the first keeps it', () => {
      const world = emptyWorld();
      const both = wish({ contacts: [contact(), contact({ id: 'piet' })] });
      const { settlement } = push(world, both);
      expect(settlement.conflicts).to.have.length(1);
      expect(settlement.conflicts[0]?.subject.id).to.equal('piet');
      expect(settlement.conflicts[0]?.holder?.subject.id).to.equal('jan');
    });

    it('rule 15: unlinking a human at one client keeps the access at the other', () => {
      const world = emptyWorld();
      push(world, wish({ contacts: [shared] }));
      push(world, wish({ clientId: 'visser', number: '200', contacts: [{ ...shared, id: 'jan-too' }] }));
      push(world, wish());
      const states = ofType(world, 'access').map(({ state }) => state);
      expect(states).to.have.members(['absent', 'present']);
      expect(ofType(world, 'person')[0]?.state).to.equal('present');
    });

    it('rule 21: a relinked contact is the same portal person, granted again', () => {
      const world = emptyWorld();
      push(world, wish({ contacts: [contact()] }));
      const [person] = ofType(world, 'person');
      push(world, wish());
      push(world, wish({ contacts: [contact()] }));
      expect(ofType(world, 'person').map(({ id }) => id)).to.deep.equal([person?.id]);
      const granted = ofType(world, 'access');
      expect(granted).to.have.length(1);
      expect(granted[0]).to.deep.include({ state: 'present', revokeState: null });
    });

    it('rule 19: a link that comes back before its revoke was sent calls the revoke off', () => {
      const world = emptyWorld();
      push(world, wish({ contacts: [contact()] }));
      settle(world, wish());
      expect(ofType(world, 'access')[0]?.revokeState).to.equal('revoke_pending');
      push(world, wish({ contacts: [contact()] }));
      expect(ofType(world, 'access')[0]).to.deep.include({ state: 'present', revokeState: null });
      expect(world.revoked).to.deep.equal([]);
    });
  });

  it('rule 18: what nobody of Koppel ever claimed is not part of any plan', () => {
    const world = emptyWorld();
    world.known = [resource({ id: 'stranger', type: 'person', key: 'piet@example.nl', claims: [] })];
    const turn = settle(world, wish({ contacts: [contact()] }));
    expect(plan(world, 'bakker', turn).map(({ resourceId }) => resourceId)).not.to.include('stranger');
  });

  it('keeps the time at which a claim was first made, which decides who was first', () => {
    const world = emptyWorld();
    const early = new Date(NOW.getTime() - 1000);
    push(world, wish());
    world.known = world.known.map((known) => ({
      ...known,
      claims: known.claims.map((each) => stored({ ...each, claimedAt: early })),
    }));
    push(world, wish({ number: '200' }));
    for (const { claims } of world.known)
      for (const { claimedAt } of claims) expect(claimedAt).to.deep.equal(early);
  });
});
