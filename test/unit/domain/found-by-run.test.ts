import { expect } from 'chai';
import fc from 'fast-check';
import { CLIENT_KINDS, CLIENT_STATUSES } from '../../../src/domain/client.ts';
import { reasonCodes } from '../../../src/domain/reasons.ts';
import { currentStanding, isFoundByRun, type StandingFacts } from '../../../src/domain/standing.ts';

const CLIENT = fc.record({
  kind: fc.constantFrom(...CLIENT_KINDS),
  status: fc.constantFrom(...CLIENT_STATUSES),
  deleted: fc.boolean(),
  linked: fc.boolean(),
});
const FACTS: fc.Arbitrary<StandingFacts> = fc.record({
  client: fc.option(CLIENT),
  contact: fc.option(fc.record({ deleted: fc.boolean(), linked: fc.boolean() })),
  pair: fc.option(fc.record({ pending: fc.boolean(), failing: fc.boolean() })),
  stored: fc.option(fc.constantFrom(...reasonCodes())),
  changedSince: fc.boolean(),
  isQuestioned: fc.boolean(),
  access: fc.constantFrom('none', 'claimed', 'released'),
  connection: fc.record({
    state: fc.constantFrom('active', 'paused', 'stopped', 'quarantined'),
    keepsIneligible: fc.boolean(),
  }),
});

describe('a reason that only a run finds', () => {
  it('law: is where a record stands only if the last run found it, so that a list need not look at the others', () => {
    fc.assert(
      fc.property(FACTS, (facts) => {
        const { reason } = currentStanding(facts);
        return !isFoundByRun(reason) || facts.stored === reason;
      }),
      { numRuns: 20_000 },
    );
    expect(reasonCodes().filter(isFoundByRun).length).to.be.greaterThan(20);
  });
});
