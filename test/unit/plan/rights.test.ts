import { expect } from 'chai';
import fc from 'fast-check';
import type { StoredClaim } from '../../../src/plan/known.ts';
import { agreeOnRights, clientsToTell, rightsConflicts, wantedOf } from '../../../src/plan/rights.ts';
import { PLAIN, resource, stored, TRAITS } from './known-resource.ts';

const RIGHTS = { names: ['profile'], conflict: 'PROFILE_CONFLICT' } as const;

function wish(clientId: string, profile: string, given: Partial<StoredClaim> = {}): StoredClaim {
  const subject = { kind: 'contact', id: `jan-at-${clientId}` } as const;
  return stored({ clientId, subject, attributes: { profile }, ...given });
}
const user = (claims: readonly StoredClaim[], profile?: string) =>
  resource({
    type: 'person',
    ...(profile === undefined ? { state: 'reserved' as const, attributes: {} } : { attributes: { profile } }),
    claims,
  });
const early = { claimedAt: new Date(1), changedAt: new Date(9) };
const late = { claimedAt: new Date(2), changedAt: new Date(1) };

describe('rights on which everybody must agree', () => {
  it('rule 11: what all wish holds, whatever stands', () => {
    const known = user([wish('bakker', 'full'), wish('visser', 'full')], 'delivery');
    expect(agreeOnRights(known, RIGHTS)).to.deep.equal({ rights: { profile: 'full' }, dissents: [] });
  });

  it('rule 11: what stands stays while one wishes it, and the other is in conflict with that one', () => {
    const [bakker, visser] = [wish('bakker', 'delivery', early), wish('visser', 'full', late)];
    const { rights, dissents } = agreeOnRights(user([bakker, visser], 'full'), RIGHTS);
    expect(rights).to.deep.equal({ profile: 'full' });
    expect(dissents).to.deep.equal([{ claim: bakker, holder: visser }]);
  });

  it('before there is any, the one who came first has it', () => {
    const [first, second] = [wish('bakker', 'full', early), wish('visser', 'delivery', late)];
    const { rights, dissents } = agreeOnRights(user([second, first]), RIGHTS);
    expect(rights).to.deep.equal({ profile: 'full' });
    expect(dissents).to.deep.equal([{ claim: second, holder: first }]);
  });

  it('where nobody wishes what stands, it stays, and each is in conflict with the other', () => {
    const [first, second] = [wish('bakker', 'full', early), wish('visser', 'delivery', late)];
    const { rights, dissents } = agreeOnRights(user([first, second], 'administrator'), RIGHTS);
    expect(rights).to.deep.equal({ profile: 'administrator' });
    expect(dissents).to.deep.equal([
      { claim: first, holder: second },
      { claim: second, holder: first },
    ]);
  });

  it('law: one value for all, never one that nobody wishes instead of what stands, and whoever differs is told who', () => {
    const profiles = fc.constantFrom('full', 'delivery', 'administrator');
    const wishes = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), profiles, fc.nat(3)), {
      minLength: 1,
      selector: ([clientId]) => clientId,
    });
    fc.assert(
      fc.property(wishes, fc.option(profiles, { nil: undefined }), (given, stands) => {
        const claims = given.map(([clientId, profile, at]) =>
          wish(clientId, profile, { claimedAt: new Date(at) }),
        );
        const known = user(claims, stands);
        const { rights, dissents } = agreeOnRights(known, RIGHTS);
        const wished = new Set(given.map(([, profile]) => profile));
        if (wished.size > 1 && stands !== undefined) expect(rights['profile']).to.equal(stands);
        else expect(wished).to.include(rights['profile']);
        expect(dissents.map(({ claim }) => claim.clientId)).to.have.members(
          given.filter(([, profile]) => profile !== rights['profile']).map(([clientId]) => clientId),
        );
        for (const { claim, holder } of dissents)
          expect(holder.attributes['profile']).to.not.equal(claim.attributes['profile']);
        expect(agreeOnRights({ ...known, claims: claims.toReversed() }, RIGHTS)).to.deep.equal({
          rights,
          dissents,
        });
      }),
    );
  });

  it('leaves the rest to the latest change, and does not call a conflict a difference', () => {
    const claims = [
      wish('bakker', 'full', { ...early, attributes: { profile: 'full', phone: '1' } }),
      wish('visser', 'delivery', { ...late, attributes: { profile: 'delivery', phone: '2' } }),
    ];
    expect(wantedOf(user(claims, 'full'), RIGHTS)).to.deep.equal({
      attributes: { profile: 'full', phone: '1' },
      differing: ['phone'],
    });
  });

  it('puts only the client that is planned in conflict', () => {
    const traits = new Map(TRAITS).set('person', {
      ...PLAIN,
      grantsAccess: false,
      onRemove: 'keep',
      keyInUse: 'EMAIL_IN_USE',
      takeOver: 'when-unclaimed',
      rights: RIGHTS,
    });
    const known = user([wish('bakker', 'full', early), wish('visser', 'delivery', late)], 'full');
    expect(rightsConflicts([known], traits, 'bakker')).to.be.empty;
    expect(rightsConflicts([known], traits, 'visser')).to.deep.equal([
      {
        subject: { kind: 'contact', id: 'jan-at-visser' },
        reason: 'PROFILE_CONFLICT',
        holder: { clientId: 'bakker', subject: { kind: 'contact', id: 'jan-at-bakker' } },
        holderOwner: 'contact:jan',
      },
    ]);
    const before = user([wish('bakker', 'full', early), wish('visser', 'full', late)], 'full');
    expect(clientsToTell([before], [known], { traits, clientId: 'visser' })).to.deep.equal(['bakker']);
    expect(clientsToTell([known], [known], { traits, clientId: 'visser' })).to.be.empty;
  });
});
