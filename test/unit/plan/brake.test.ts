import { expect } from 'chai';
import fc from 'fast-check';
import { policySchema } from '../../../src/domain/connection.ts';
import { isImplausible } from '../../../src/domain/absence.ts';
import { decideBrake, isBraked, type RevokeDue } from '../../../src/plan/brake.ts';

const settings = policySchema.parse({}).brake;
const counts = fc.record({
  due: fc.nat(60),
  lastDay: fc.nat(60),
  standing: fc.nat(2000),
  settings: fc.record({
    count: fc.nat(40),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    shareFloor: fc.nat(20),
    absentShare: fc.constant(0.2),
    absentFloor: fc.constant(3),
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

  const revokes = fc.uniqueArray(
    fc.record({
      id: fc.uuid(),
      absence: fc.option(fc.record({ with: fc.nat(30), of: fc.nat(60) })),
      rejected: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 60 },
  );
  const decisions = fc.record({ due: revokes, lastDay: fc.nat(30), standing: fc.nat(500) });
  const ids = (some: readonly RevokeDue[]) => some.map(({ id }) => id);

  it('rule 22: law: what is asked is held, and what is held is asked or was rejected', () => {
    fc.assert(
      fc.property(decisions, (input) => {
        const { held, asks } = decideBrake({ ...input, settings });
        const rejected = new Set(ids(input.due.filter((revoke) => revoke.rejected)));
        expect([...asks, ...[...held].filter((id) => rejected.has(id))]).to.have.members([...held]);
        for (const id of asks) expect(rejected.has(id)).to.equal(false);
      }),
    );
  });

  it('rule 22: law: what goes is never too much, and a rejected revoke goes only when all together would not be', () => {
    fc.assert(
      fc.property(decisions, ({ due, ...day }) => {
        const { held } = decideBrake({ due, ...day, settings });
        const goes = due.filter(({ id }) => !held.has(id));
        expect(isBraked({ ...day, due: goes.length, settings })).to.equal(false);
        const said = due.filter(({ absence }) => absence === null || !isImplausible(absence, settings));
        if (goes.some(({ rejected }) => rejected))
          expect(isBraked({ ...day, due: said.length, settings })).to.equal(false);
      }),
    );
  });

  it('rule 22: law: what somebody said waits for nothing that merely vanished', () => {
    fc.assert(
      fc.property(decisions, ({ due, ...day }) => {
        const said = due.filter(({ absence }) => absence === null);
        const vanished = due.map((revoke) => ({ ...revoke, absence: revoke.absence && { with: 9, of: 9 } }));
        const alone = decideBrake({ due: said, ...day, settings });
        const together = decideBrake({ due: vanished, ...day, settings });
        expect(ids(said.filter(({ id }) => together.held.has(id)))).to.have.members([...alone.held]);
        expect([...together.held]).to.include.members(
          ids(vanished.filter(({ absence }) => absence !== null)),
        );
      }),
    );
  });

  const absences = [
    { with: 1, of: 1, asked: true },
    { with: 8, of: 8, asked: true },
    { with: 3, of: 8, asked: false },
    { with: 4, of: 8, asked: true },
    { with: 200, of: 1_000, asked: false },
    { with: 201, of: 1_000, asked: true },
  ];
  for (const { asked, ...absence } of absences)
    it(`rule 22: ${absence.with} of ${absence.of} vanished: ${asked ? 'asked about' : 'believed'}`, () => {
      expect(isImplausible(absence, settings)).to.equal(asked);
    });

  it('rule 22: law: with nothing due there is nothing to hold back', () => {
    fc.assert(fc.property(counts, (input) => !isBraked({ ...input, due: 0 })));
  });
});
