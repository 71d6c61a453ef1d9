import { expect } from 'chai';
import fc from 'fast-check';
import { policySchema } from '../../../src/domain/connection.ts';
import { isBraked } from '../../../src/plan/brake.ts';

const settings = policySchema.parse({}).brake;
const counts = fc.record({
  due: fc.nat(60),
  lastDay: fc.nat(60),
  standing: fc.nat(2000),
  settings: fc.record({
    count: fc.nat(40),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    shareFloor: fc.nat(20),
    approvalHours: fc.constant(24),
  }),
});

describe('rule 22: the brake', () => {
  const cases = [
    { due: 25, lastDay: 0, standing: 10_000, braked: false },
    { due: 26, lastDay: 0, standing: 10_000, braked: true },
    { due: 1, lastDay: 25, standing: 10_000, braked: true },
    { due: 1, lastDay: 24, standing: 10_000, braked: false },
    { due: 10, lastDay: 0, standing: 10, braked: false },
    { due: 11, lastDay: 0, standing: 100, braked: true },
    { due: 11, lastDay: 0, standing: 110, braked: false },
    { due: 1, lastDay: 10, standing: 90, braked: true },
    { due: 0, lastDay: 500, standing: 0, braked: false },
  ];
  for (const { braked, ...counted } of cases) {
    const { due, lastDay, standing } = counted;
    const what = `${due} due, ${lastDay} in the last day, of ${standing} accesses`;
    it(`rule 22: ${what}: ${braked ? 'held back' : 'goes on'}`, () => {
      expect(isBraked({ ...counted, settings })).to.equal(braked);
    });
  }

  it('rule 22: law: taking away more never lifts the brake', () => {
    fc.assert(
      fc.property(counts, fc.nat(10), fc.nat(10), (input, more, earlier) => {
        if (!isBraked(input)) return;
        expect(isBraked({ ...input, due: input.due + more })).to.equal(true);
        expect(isBraked({ ...input, lastDay: input.lastDay + earlier })).to.equal(true);
        expect(isBraked({ ...input, standing: Math.max(0, input.standing - more) })).to.equal(true);
      }),
    );
  });

  it('rule 22: law: at or below both floors nothing is held back', () => {
    fc.assert(
      fc.property(counts, (input) => {
        const total = input.due + input.lastDay;
        if (total > Math.min(input.settings.count, input.settings.shareFloor)) return;
        expect(isBraked(input)).to.equal(false);
      }),
    );
  });

  it('rule 22: law: with nothing due there is nothing to hold back', () => {
    fc.assert(fc.property(counts, (input) => !isBraked({ ...input, due: 0 })));
  });
});
