// A portal that shows fewer rows a page than it was asked for, repeats a page, or loses one: who is not shown is not
// proven to be gone (rule 19).
import { expect } from 'chai';
import fc from 'fast-check';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ContactHandle } from '../../support/engine-records.ts';

const MEMBERS = '/groups/[^/]+/users$';
const REVOKE = { method: 'PATCH', path: '/user-assignments$' };

describe('a portal with pages of its own', () => {
  let engine: Engine;
  let contacts: readonly ContactHandle[];
  beforeEach(async () => {
    engine = await openEngine({ policy: { landingGraceMs: 0 }, listed: true });
    const client = await engine.client({ number: '700' });
    const made: ContactHandle[] = [];
    for (let index = 0; index < 6; index += 1)
      made.push(await engine.contact(client, { email: `p${index}@example.nl` }));
    contacts = made;
    expect(await engine.settle()).to.deep.equal([]);
  });
  afterEach(() => engine.close());

  const people = () => engine.portal.peopleWithAccess('700');
  const proofs = async () => {
    const accesses = await engine.resources('access');
    return accesses.filter(({ revokeState }) => revokeState === 'revoked_verified').length;
  };
  const pageFault = (fault: string) =>
    engine.portal.arm({ match: { method: 'GET', path: MEMBERS }, fault, times: 9_999 });

  it('rule 19: a revoke without effect of the last in the list is not proven, and says so', async () => {
    await pageFault('page-size-5');
    await engine.portal.arm({ match: REVOKE, fault: 'no-effect', times: 99 });
    const last = contacts.at(-1);
    if (last === undefined) return;
    await engine.unlink(last);
    await engine.settle(3);
    expect(await people()).to.have.length(6);
    expect(await proofs()).to.equal(0);
    expect(await engine.standing(last)).to.include({ state: 'due' });
  });

  it('a revoke that took effect is proven all the same', async () => {
    await pageFault('page-size-2');
    const last = contacts.at(-1);
    if (last === undefined) return;
    await engine.unlink(last);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await people()).to.have.length(5);
    expect(await proofs()).to.equal(1);
  });

  it('law: whatever the pages are like, never is an access proven gone that stands', async () => {
    const fault = fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((rows) => [`page-size-${rows}`]),
      fc.constantFrom(['page-repeats'], ['page-size-2', 'page-repeats'], ['page-lost-2']),
    );
    const unlinked = fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fault, unlinked, fc.boolean(), async (faults, which, isDone) => {
        await engine.portal.disarm();
        for (const each of faults) await pageFault(each);
        if (!isDone) await engine.portal.arm({ match: REVOKE, fault: 'no-effect', times: 9_999 });
        const off = [];
        for (const index of which) {
          const contact = contacts[index];
          if (contact !== undefined) off.push(await engine.unlink(contact));
        }
        await engine.settle(2);
        const standing = new Set(await people());
        const falsely = await Promise.all(
          off.map(async (contact) => {
            const told = await engine.standing(contact);
            return standing.has(contact.fields.email ?? '') && told?.reason === 'LINK_OFF';
          }),
        );
        expect(falsely).to.not.include(true);
        await engine.portal.disarm();
        for (const contact of off) await engine.relink(contact);
        await engine.settle();
      }),
      { numRuns: 6 },
    );
  });
});
